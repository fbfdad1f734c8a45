"""Dates and clocks that new days off move: found by when they are due, written in batches."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, union, update
from sqlalchemy.orm import Session

from closeloop.rules.calendar_change import Dated, Moved
from closeloop.rules.clocks import Timer
from closeloop.rules.items import ItemId
from closeloop.store import ledger
from closeloop.store.ledger import Entry
from closeloop.store.tables import EntryRow, EscalationRow, ItemRow, TimerRow, table_of

ITEM, TIMER, LADDER = table_of(ItemRow), table_of(TimerRow), table_of(EscalationRow)
KIND = "calendar"  # of the entry: what was moved, and why
STAY = (TIMER.c.item_id == ITEM.c.id) & (TIMER.c.stay_no == ITEM.c.stay_no)


def due_from(session: Session, at: datetime) -> list[ItemId]:
    """The open items of which anything is due then or later, in order."""
    is_open = ITEM.c.ended.is_(False)
    clocks = select(TIMER.c.item_id).join(ITEM, STAY).where(TIMER.c.running, TIMER.c.due_at >= at)
    ladder = select(ITEM.c.id).join(LADDER, LADDER.c.item_id == ITEM.c.id)
    found = union(
        select(ITEM.c.id).where(is_open, ITEM.c.due_at >= at),
        clocks,
        ladder.where(is_open, LADDER.c.ends_at >= at),
    )
    return sorted(ItemId(number) for number in session.scalars(found))


def timers_of(session: Session, items: Collection[ItemId]) -> dict[ItemId, list[Timer]]:
    """The timers that run for these items, held ones too."""
    columns = (TIMER.c.id, TIMER.c.clock, TIMER.c.since_no, TIMER.c.turn, TIMER.c.due_at)
    running = select(TIMER.c.item_id, *columns).join(ITEM, STAY)
    found: dict[ItemId, list[Timer]] = {item: [] for item in items}
    for item, *timer in session.execute(running.where(TIMER.c.item_id.in_(items), TIMER.c.running)):
        found[ItemId(item)].append(Timer(*timer))
    return found


def dated_entries(
    session: Session, items: Collection[ItemId], kinds: Collection[str]
) -> dict[ItemId, list[Dated]]:
    """The entries of these kinds, which may have given these items their dates, oldest first."""
    columns = (EntryRow.kind, EntryRow.before, EntryRow.after, EntryRow.told)
    asked = select(EntryRow.item_id, *columns).where(EntryRow.item_id.in_(items))
    asked = asked.where(EntryRow.kind.in_(kinds)).order_by(EntryRow.item_id, EntryRow.seq)
    found: dict[ItemId, list[Dated]] = {item: [] for item in items}
    for item, kind, before, after, told in session.execute(asked):
        facts = json.loads(told)["facts"]
        found[ItemId(item)].append(Dated(kind, before, after, facts))
    return found


def write(session: Session, moves: Sequence[Moved], *, why: str, at: datetime) -> None:
    """Write what moves, with an entry for each item. The caller has locked the items."""
    dates = [{"its": m.item.id, "at": m.due_at} for m in moves if m.date_moves]
    ends = [{"its": m.item.id, "at": m.ends_at} for m in moves if m.ends_at != m.item.ends_at]
    timers = [{"its": timer, "at": due} for m in moves for timer, due in m.timers.items()]
    for statement, rows in ((DATE, dates), (CEILING, ends), (CLOCK, timers)):
        if rows:
            session.connection().execute(statement, rows)
    ledger.append(session, [_entry(one, why, at) for one in moves])


DATE = update(ITEM).where(ITEM.c.id == bindparam("its")).values(due_at=bindparam("at"))
CEILING = update(LADDER).where(LADDER.c.item_id == bindparam("its")).values(ends_at=bindparam("at"))
CLOCK = update(TIMER).where(TIMER.c.id == bindparam("its")).values(due_at=bindparam("at"))


def _entry(one: Moved, why: str, at: datetime) -> Entry:
    state = one.item.state
    facts: dict[str, Any] = {"why": why, "clocks": len(one.timers)}
    if one.date_moves and one.due_at and one.item.due_at:
        facts |= {"due_at": one.due_at.isoformat(), "due_before": one.item.due_at.isoformat()}
    return Entry(item_id=one.item.id, at=at, kind=KIND, before=state, after=state, facts=facts)
