"""Timers: started, settled, held, let run on, and taken once when they are due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, insert, select, text, update
from sqlalchemy.orm import Session

from closeloop.rules.clocks import Timer
from closeloop.rules.items import ItemId
from closeloop.rules.moves import Start
from closeloop.store.tables import ItemRow, TimerRow, table_of
from closeloop.store.tables.items import RUNS

MOST_TRIES = 5  # after which a timer whose rule cannot be worked out is set aside
BATCH = 100  # how many a tick takes at once


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that has run out, taken by this transaction."""

    item_id: ItemId
    timer: Timer


def rows(
    item_id: ItemId, starts: Sequence[Start], *, stay_no: int, since_no: int, held: bool
) -> list[dict[str, object]]:
    """The rows of timers to start."""
    return [
        {
            "item_id": item_id,
            "clock": start.clock,
            "stay_no": stay_no,
            "since_no": since_no,
            "turn": start.turn,
            "due_at": start.due_at,
            "held": held and not start.never_held,
        }
        for start in starts
    ]


def start(session: Session, to_start: Sequence[Mapping[str, object]]) -> None:
    """Start timers, one statement for all."""
    if to_start:
        session.connection().execute(START, to_start)


def settle(
    session: Session, item_id: ItemId, clocks: Collection[str], *, stays_before: int
) -> None:
    """Settle what a move answers, so that it never fires; and what ran in stays that are over.

    The latter are dead already; stopping them keeps the index of what is due small.
    """
    asked = {"its_item": item_id, "clocks": list(clocks), "stays_before": stays_before}
    session.connection().execute(SETTLE, asked)


TIMER, ITEM = table_of(TimerRow), table_of(ItemRow)
START = insert(TIMER)
SETTLE = (
    update(TIMER)
    .where(
        TIMER.c.item_id == bindparam("its_item"),
        TIMER.c.running,
        TIMER.c.clock.in_(bindparam("clocks", expanding=True))
        | (TIMER.c.stay_no < bindparam("stays_before")),
    )
    .values(running=False)
)


def hold(session: Session, item_id: ItemId, *, but: Collection[str]) -> None:
    """Hold every running timer of an item, but those of clocks that are never held."""
    running = (TimerRow.item_id == item_id, TimerRow.running, TimerRow.clock.not_in(but))
    session.execute(update(TimerRow).where(*running).values(held=True))


def run_on(session: Session, due: Mapping[int, datetime]) -> None:
    """Let held timers run on, each to its new end."""
    if due:
        ends = case(due, value=TimerRow.id)
        session.execute(
            update(TimerRow).where(TimerRow.id.in_(due)).values(held=False, due_at=ends)
        )


RUNNING = text(RUNS)
FIRST_DUE = (
    select(TimerRow.due_at)
    .join(ItemRow, (ItemRow.id == TimerRow.item_id) & (ItemRow.stay_no == TimerRow.stay_no))
    .where(RUNNING)
    .order_by(TimerRow.due_at)
    .limit(1)
)


def first_due(session: Session) -> datetime | None:
    """When the next timer runs out that still means something; None where none runs."""
    return session.scalar(FIRST_DUE)


def take_due(session: Session, now: datetime, limit: int = BATCH) -> list[Due]:
    """The timers that are due and still mean something; other nodes get others.

    The item's row is locked with the timer's, so a step and its own escalation cannot cross.
    """
    asked = {"now": now, "most": limit}
    return [
        Due(ItemId(row.item_id), Timer(row.id, row.clock, row.since_no, row.turn, row.due_at))
        for row in session.connection().execute(DUE, asked)
    ]


DUE = (
    select(
        TIMER.c.id,
        TIMER.c.item_id,
        TIMER.c.clock,
        TIMER.c.since_no,
        TIMER.c.turn,
        TIMER.c.due_at,
    )
    .join(ITEM, (ITEM.c.id == TIMER.c.item_id) & (ITEM.c.stay_no == TIMER.c.stay_no))
    .where(TIMER.c.due_at <= bindparam("now"), RUNNING)
    .order_by(TIMER.c.due_at, TIMER.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def fired(session: Session, ids: Collection[int], at: datetime) -> None:
    """Mark timers as fired; the caller has taken them."""
    if ids:
        done = update(TimerRow).where(TimerRow.id.in_(ids))
        session.execute(done.values(running=False, fired_at=at))


def put_off(session: Session, timer: int, until: datetime) -> None:
    """Try a timer whose rule could not be worked out again later; set it aside after five times."""
    tried = TimerRow.tries + 1
    later = update(TimerRow).where(TimerRow.id == timer)
    session.execute(later.values(due_at=until, tries=tried, running=tried < MOST_TRIES))


def set_aside(session: Session) -> list[tuple[ItemId, str]]:
    """The clocks that could not be worked out and are not tried again: the item and the clock."""
    given_up = (text(f"timer.tries >= {MOST_TRIES}"), TimerRow.running.is_(False))
    found = select(TimerRow.item_id, TimerRow.clock).where(*given_up, TimerRow.fired_at.is_(None))
    return [(ItemId(row.item_id), row.clock) for row in session.execute(found)]
