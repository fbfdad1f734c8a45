"""Drift: how much of it stood at each month's end, by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, union

from closeloop.reports.report import Cells, Counted, Scope
from closeloop.rules import months, pictures
from closeloop.rules.pictures import Bar, Bars, RunChart
from closeloop.store import Session
from closeloop.store.actions import Reader
from closeloop.store.tables import ActionRow, ChildRow, DriftRow, FindingRow

QUESTION = "How much is drifting, by which rule?"
HOW = (
    "An action counts in a month if drift stood at the month’s end; in the present month, if it"  # noqa: RUF001 - as it is printed
    " stands today. An action may drift by several rules, and then counts under each."
)
COLUMNS = ("month", "rule", "actions")
ASKS = ("period", "area", "standard")
RULES = {
    "past_due": "Its date has passed",
    "no_movement": "No movement",
    "not_discussed": "Not discussed",
    "date_moved": "Its date was moved twice or more",
    "owner_changed": "Its owner changed twice or more",
    "returned_twice": "Returned twice or more",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Drift of one action by one rule: from when until when."""

    item: int
    rule: str
    since_at: datetime
    cleared_at: datetime | None

    def stood_at(self, at: datetime) -> bool:
        """Whether it stood at an instant."""
        return self.since_at < at and (self.cleared_at is None or self.cleared_at >= at)


def count(session: Session, reader: Reader, scope: Scope) -> Counted:
    """How many actions drifted at the end of each month, and by which rules today."""
    counted = scope.months(reader.day)
    seen = _seen(session, reader, scope, months.begins_at(counted[0]))
    stood = {month: _standing(seen, month, counted[-1]) for month in counted}
    rows: list[Cells] = [
        {"month": month.isoformat()[:7], "rule": rule, "actions": _of_rule(stood[month], rule)}
        for month in counted
        for rule in ("any", *RULES)
    ]
    now = stood[counted[-1]]
    return Counted(_says(now), [_chart(counted, stood), _bars(now)], rows)


def _standing(seen: Sequence[Seen], month: date, present: date) -> list[Seen]:
    """What stood at the end of a month; of the present one, what stands now."""
    if month == present:
        return [one for one in seen if one.cleared_at is None]
    end = months.begins_at(months.later(month, 1))
    return [one for one in seen if one.stood_at(end)]


def _of_rule(stood: Sequence[Seen], rule: str) -> int:
    return len({one.item for one in stood if rule in ("any", one.rule)})


def _says(now: Sequence[Seen]) -> str:
    drifting = _of_rule(now, "any")
    if not drifting:
        return "No action that you can see is drifting."
    most = max(RULES, key=lambda rule: _of_rule(now, rule))
    words = f"{RULES[most][0].lower()}{RULES[most][1:]}"
    many = f"{drifting} action{' is' if drifting == 1 else 's are'} drifting"
    return f"{many}; the rule that is met most is “{words}”, by {_of_rule(now, most)}."


def _chart(counted: Sequence[date], stood: dict[date, list[Seen]]) -> RunChart:
    drifting = {month: _of_rule(stood[month], "any") for month in counted}
    values = {month: float(many) for month, many in drifting.items()}
    return RunChart(
        name="drifting",
        measure="Drifting",
        unit="action",
        counts="actions",
        is_of_today=True,
        points=pictures.points(counted, values, drifting),
    )


def _bars(now: Sequence[Seen]) -> Bars:
    return Bars(
        name="rules",
        measure="Drifting today, by rule",
        says="Drifting today, by rule",
        parts=("Actions",),
        bars=tuple(Bar(words, (_of_rule(now, rule),)) for rule, words in RULES.items()),
    )


def _seen(session: Session, reader: Reader, scope: Scope, since: datetime) -> list[Seen]:
    """What stands, and what was cleared since: not what was over before."""
    stands = select(DriftRow.id).where(DriftRow.standing_as.is_not(None))
    cleared = select(DriftRow.id).where(DriftRow.cleared_at >= since)
    asked = (
        select(DriftRow.item_id, DriftRow.rule, DriftRow.since_at, DriftRow.cleared_at)
        .join(ActionRow, ActionRow.item_id == DriftRow.item_id)
        .join(FindingRow, FindingRow.id == ActionRow.finding_id)
        .join(ChildRow, ChildRow.id == ActionRow.child_id)
        .where(DriftRow.id.in_(union(stands, cleared)))
        .where(reader.sight.actions(), *scope.narrows())
    )
    return [Seen(*row) for row in session.execute(asked)]
