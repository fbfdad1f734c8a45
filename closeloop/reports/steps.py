"""The way from raised to verified: how many working days each step of it takes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from statistics import median

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from closeloop.reports.report import Counted, Scope
from closeloop.rules import months, pictures
from closeloop.rules.day_words import listed
from closeloop.rules.pictures import RunChart
from closeloop.rules.working_days import london_day
from closeloop.store import Session
from closeloop.store.actions import Reader
from closeloop.store.tables import ActionRow, ChildRow, EntryRow, FindingRow, ItemRow

QUESTION = "How long from raised to read, discussed, addressed and verified?"
HOW = (
    "Each action counts once a step, in the month in which the step was first taken. Days are"
    " working days since it was raised; half of the actions took no longer than the median."
)
COLUMNS = ("month", "step", "median_working_days", "actions")
ASKS = ("period", "area", "standard")
STEPS = {
    "acknowledge": "read",
    "discuss": "discussed",
    "address": "addressed",
    "verify": "verified",
}

Days = Mapping[tuple[str, date], Sequence[int]]  # of each step in each month


def count(session: Session, reader: Reader, scope: Scope) -> Counted:
    """The median of each step, month by month."""
    counted = scope.months(reader.day)
    days = _days(session, reader, scope, months.begins_at(counted[0]))
    charts = [_chart(step, counted, days) for step in STEPS]
    rows = [
        {
            "month": point.month.isoformat()[:7],
            "step": STEPS[step],
            "median_working_days": point.value,
            "actions": point.count,
        }
        for step, chart in zip(STEPS, charts, strict=True)
        for point in chart.points
    ]
    return Counted(_says(days), charts, rows)


def _chart(step: str, counted: Sequence[date], days: Days) -> RunChart:
    taken = {month: found for month in counted if (found := days.get((step, month)))}
    return RunChart(
        name=step,
        measure=f"Raised to {STEPS[step]}",
        unit="working day",
        counts="actions",
        points=pictures.points(
            counted,
            {month: float(median(found)) for month, found in taken.items()},
            {month: len(found) for month, found in taken.items()},
        ),
    )


def _says(days: Days) -> str:
    """The whole period in one sentence."""
    taken: dict[str, list[int]] = defaultdict(list)
    for (step, _), found in days.items():
        taken[step] += found
    if not taken:
        return "No action that you can see has taken a step in this time."
    steps = [
        f"{STEPS[step]} within {pictures.plain(median(taken[step]))}"
        for step in STEPS
        if step in taken
    ]
    return f"Half of the actions were {listed(steps)} working days."


def _days(session: Session, reader: Reader, scope: Scope, since: datetime) -> Days:
    """How many working days each first step took: what happened since, not all there is."""
    before = aliased(EntryRow)
    again = exists().where(
        before.item_id == EntryRow.item_id,
        before.seq < EntryRow.seq,
        before.kind == EntryRow.kind,
    )
    asked = (
        select(EntryRow.kind, EntryRow.at, ItemRow.begun_at, ItemRow.severity)
        .join(ItemRow, ItemRow.id == EntryRow.item_id)
        .join(ActionRow, ActionRow.item_id == ItemRow.id)
        .join(FindingRow, FindingRow.id == ActionRow.finding_id)
        .join(ChildRow, ChildRow.id == ActionRow.child_id)
        .where(EntryRow.at >= since, EntryRow.kind.in_(STEPS), ~again)
        .where(reader.sight.actions(), *scope.narrows())
    )
    took: dict[tuple[str, date], list[int]] = defaultdict(list)
    known: dict[tuple[str, date, date], int] = {}
    days = _London()
    for step, at, begun_at, severity in session.execute(asked):
        span = (severity, days.of(begun_at), days.of(at))
        if span not in known:
            known[span] = reader.rulebook.days_for(severity).between(*span[1:])
        took[step, span[2].replace(day=1)].append(known[span])
    return took


class _London:
    """London's days of many instants: all instants of one hour lie in one day."""

    def __init__(self) -> None:
        self.known: dict[tuple[date, int], date] = {}

    def of(self, at: datetime) -> date:
        """The day of one."""
        hour = (at.date(), at.hour)
        if hour not in self.known:
            self.known[hour] = london_day(at)
        return self.known[hour]
