"""What is measured of the house as a whole: counts by kind, never by person, child or team."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from closeloop.store import nodes
from closeloop.store.tables import DriftRow, ItemRow, LetterRow, TimerRow
from closeloop.store.timers import RUNNING

OWED = ("waiting", "sending")


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measure, of one kind of thing."""

    name: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


def read(session: Session, now: datetime, machine: datetime) -> Iterator[Gauge]:
    """Every measure. `now` is the process clock's, `machine` the real one's."""
    open_items = (
        select(ItemRow.workflow, ItemRow.severity, ItemRow.state, func.count())
        .where(ItemRow.ended.is_(False))
        .group_by(ItemRow.workflow, ItemRow.severity, ItemRow.state)
    )
    for workflow, severity, state, count in session.execute(open_items):
        labels = {"workflow": workflow, "severity": severity, "state": state}
        yield Gauge("open_items", count, labels)
    drift = select(DriftRow.rule, func.count()).where(DriftRow.standing_as.is_not(None))
    for rule, count in session.execute(drift.group_by(DriftRow.rule)):
        yield Gauge("drift", count, {"rule": rule})
    letters = select(LetterRow.state, func.count()).group_by(LetterRow.state)
    for state, count in session.execute(letters):
        yield Gauge("letters", count, {"state": state})
    yield Gauge("oldest_letter_seconds", _age(session, now))
    yield Gauge("silent_items", len(silent(session, limit=None)))
    yield Gauge("timers_due", _due(session, now))
    quiet = nodes.seconds_silent(session, machine)
    yield Gauge("scheduler_silent_seconds", float("inf") if quiet is None else quiet)


def silent(session: Session, limit: int | None) -> list[tuple[str, int]]:
    """Open items that no clock will ever speak of again: the workflow and id of each."""
    runs = exists().where(
        TimerRow.item_id == ItemRow.id, TimerRow.stay_no == ItemRow.stay_no, TimerRow.running
    )
    found = select(ItemRow.workflow, ItemRow.id).where(ItemRow.ended.is_(False), ~runs)
    rows = session.execute(found.order_by(ItemRow.id).limit(limit))
    return [(row.workflow, row.id) for row in rows]


def _age(session: Session, now: datetime) -> float:
    """How long the oldest letter that is owed has waited."""
    oldest = session.scalar(select(func.min(LetterRow.made_at)).where(LetterRow.state.in_(OWED)))
    return 0 if oldest is None else max(0.0, (now - oldest).total_seconds())


def _due(session: Session, now: datetime) -> int:
    """How many timers have run out and wait for a node."""
    live = (ItemRow.id == TimerRow.item_id) & (ItemRow.stay_no == TimerRow.stay_no)
    due = select(func.count()).select_from(TimerRow).join(ItemRow, live)
    ran_out = due.where(RUNNING, TimerRow.due_at <= now)
    return session.scalar(ran_out) or 0
