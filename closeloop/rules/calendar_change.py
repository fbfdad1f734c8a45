"""What new days off do to what is open: the working days that were left are left afterwards.

A date never becomes earlier. What is counted in hours, and days that people agreed on and that
stay working days, keep their place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from closeloop.rules import ladder
from closeloop.rules.amounts import Amount, Hours
from closeloop.rules.clocks import Timer
from closeloop.rules.items import Item
from closeloop.rules.workflow import Workflow
from closeloop.rules.working_days import LONDON, WorkingDays, london_day

RAISED = "raise"
DUE_ON = "due_on"


@dataclass(frozen=True, slots=True)
class Change:
    """The working days before and after days off were added, and today: what is past stays."""

    before: WorkingDays
    after: WorkingDays
    today: date

    def days_for(self, severity: str) -> "Change":
        """The same without the authority's own closures where it is critical."""
        if severity != "critical":
            return self
        return Change(self.before.strict, self.after.strict, self.today)

    def later(self, at: datetime) -> datetime:
        """The end of a count of working days: as many are left as were."""
        day = london_day(at)
        if day <= self.today or not self.before.includes(day):
            return at
        left = self.before.between(self.today, day)
        return on_day(at, self.after.add(left, self.today))

    def new_days_off(self) -> list[date]:
        """The weekdays after today that were worked before and are not afterwards, in order."""
        off = (self.after.closed | self.after.local) - self.before.closed - self.before.local
        return sorted(d for d in off if d > self.today and self.before.includes(d))


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry that may have given an item its date."""

    kind: str
    before: str | None
    after: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """What moves of one item: its date, its ceiling where it has one, timers by their number."""

    item: Item
    due_at: datetime | None
    ends_at: datetime | None
    timers: Mapping[int, datetime] = field(default_factory=dict)

    @property
    def date_moves(self) -> bool:
        """Whether the date itself moves."""
        return self.due_at != self.item.due_at

    @property
    def anything(self) -> bool:
        """Whether anything moves."""
        return self.date_moves or self.ends_at != self.item.ends_at or bool(self.timers)


def moved(
    workflow: Workflow, item: Item, timers: Sequence[Timer], change: Change, *, is_agreed: bool
) -> Moved:
    """What moves of one open item; `is_agreed`: people chose its date, nobody counted it."""
    days = change.days_for(item.severity)
    ends_at = _counted(workflow.ceiling.get(item.severity), item.ends_at, days)
    due_at = ladder.under(_due(workflow, item, days, is_agreed=is_agreed), ends_at)
    found = {timer.id: _runs_out(workflow, item, timer, due_at, days) for timer in timers}
    was = {timer.id: timer.due_at for timer in timers}
    moves = {number: at for number, at in found.items() if at != was[number]}
    return Moved(item, due_at, ends_at, moves)


def is_agreed(workflow: Workflow, entries: Iterable[Dated]) -> bool:
    """Whether the date that an item has was chosen by people, by its entries, oldest first."""
    agreed = False
    for entry in entries:
        rule = workflow.steps.get(entry.kind)
        named = rule.dates if rule else DUE_ON
        if named and entry.facts.get(named):
            agreed = True
        elif rule is None:
            agreed = agreed and entry.kind != RAISED and "severity" not in entry.facts
        elif rule.releases or (workflow.rungs and rule.to is not None):
            agreed = False  # what was left ran on by working days, or another level counts anew
        else:
            kinds = [workflow.states[one].date for one in (entry.before, entry.after) if one]
            agreed = agreed and len(set(kinds)) == 1
    return agreed


def setting_dates(workflow: Workflow) -> frozenset[str]:
    """The steps after which an item may have another date."""
    dated = (name for name, rule in workflow.steps.items() if rule.dates)
    another = (name for name in workflow.steps if _begins_another(workflow, name))
    return frozenset((*dated, *another))


def on_day(at: datetime, day: date) -> datetime:
    """The same time of day in London on another day."""
    local = datetime.combine(day, at.astimezone(LONDON).time(), LONDON)
    return local.astimezone(at.tzinfo)


def _begins_another(workflow: Workflow, step: str) -> bool:
    """Whether a step may begin another kind of date, or one anew."""
    rule = workflow.steps[step]
    if rule.releases or (workflow.rungs and rule.to is not None):
        return True
    kinds = workflow.states
    return any(
        kinds[source].date != kinds[to].date
        for source in rule.sources
        for to in rule.leads_to(source)
    )


def _due(workflow: Workflow, item: Item, days: Change, *, is_agreed: bool) -> datetime | None:
    named = workflow.states[item.state].date
    if item.due_at is None or named is None:
        return item.due_at
    if not is_agreed:
        return _counted(workflow.dates[named].get(item.severity), item.due_at, days)
    day = london_day(item.due_at)
    if item.severity == "critical" or day <= days.today or not days.before.includes(day):
        return item.due_at
    return on_day(item.due_at, days.after.add(0, day))


def _counted(amount: Amount | None, at: datetime | None, days: Change) -> datetime | None:
    return at if at is None or amount is None or isinstance(amount, Hours) else days.later(at)


def _runs_out(
    workflow: Workflow, item: Item, timer: Timer, due_at: datetime | None, days: Change
) -> datetime:
    """When a timer runs out now: as far from the date as before, or as many days away as were."""
    clock, severity = workflow.clocks[timer.clock], item.severity
    first = timer.turn == 1
    if first and (clock.on_morning_of or clock.on_end_of):
        return timer.due_at
    offset = clock.date.get(severity)
    if first and offset and item.due_at and due_at:
        if offset.since(item.due_at, days.before) == timer.due_at:
            return offset.since(due_at, days.after)
        offset = None  # its date had passed when it began: it counted as one that runs again
    amount = (clock.after.get(severity) if first else None) or clock.again.get(severity)
    return _counted(amount, timer.due_at, days) or timer.due_at
