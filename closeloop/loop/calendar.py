"""The calendar changed by people: a closure or a bank holiday declared, and what it moves.

Dates that it touches move later in the same transaction, each with an entry; none moves earlier,
not even where a closure ends before its time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from closeloop.loop.staff import ADMIN
from closeloop.rules import calendar_change
from closeloop.rules.amendment import AMENDED, RAISE
from closeloop.rules.calendar_change import Change, Moved
from closeloop.rules.closures import LONGEST
from closeloop.rules.moves import Fact
from closeloop.rules.people import Person
from closeloop.rules.refusals import NotYours, Unseen, Wrong
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import WorkingDays, first_instant, london_day
from closeloop.store import Session, calendar, items, kept, postponed, register, sight
from closeloop.store.calendar import ClosureId

BATCH = 500
YEARS_AHEAD = 10


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days on which nobody works: for all of England, or for this council alone."""

    kind: Literal["holiday", "closure"]
    first_on: date
    last_on: date
    name: str

    def added_to(self, days: WorkingDays) -> WorkingDays:
        """The working days without them."""
        length = (self.last_on - self.first_on).days
        these = frozenset(self.first_on + timedelta(n) for n in range(length + 1))
        if self.kind == "holiday":
            return replace(days, closed=days.closed | these)
        return replace(days, local=days.local | these)


@dataclass(frozen=True, slots=True)
class Touched:
    """How many dates move later, and of how many more items a reminder or another clock alone."""

    dates: int = 0
    clocks_alone: int = 0

    def __add__(self, other: "Touched") -> "Touched":
        """Both together."""
        return Touched(self.dates + other.dates, self.clocks_alone + other.clocks_alone)


def foresee(session: Session, rulebook: Rulebook, off: DaysOff, *, now: datetime) -> Touched:
    """What days off would move. Raises Wrong field by field."""
    change = _change(rulebook, off, now)
    return _counted(_moves(session, rulebook, change, now))


def declare(
    session: Session, rulebook: Rulebook, off: DaysOff, *, by: Person, now: datetime
) -> Touched:
    """Keep days off and move what they touch. Raises NotYours, and Wrong field by field."""
    if ADMIN not in by.roles:
        raise NotYours
    change = _change(rulebook, off, now)
    if off.kind == "holiday":
        calendar.keep_holidays(session, {off.first_on: off.name})
    else:
        calendar.add_closure(session, off.first_on, off.last_on, off.name, by=by.id)
    facts: dict[str, Fact] = {"first_on": off.first_on, "last_on": off.last_on, "name": off.name}
    register.note(session, f"{off.kind}_declared", facts, now=now, by=by)
    kept.rules_changed(session)
    return follow(session, rulebook, change, why=off.name, now=now)


def end_closure(session: Session, closure: ClosureId, *, by: Person, now: datetime) -> None:
    """End a closure: days of it that lie ahead are worked again. Dates that were set stay.

    Raises NotYours, and Unseen for one that is over or came from the calendar file.
    """
    if ADMIN not in by.roles:
        raise NotYours
    today = london_day(now)
    if not calendar.end_closure(session, closure, today):
        raise Unseen
    register.note(session, "closure_ended", {"closure": closure}, now=now, by=by)
    kept.rules_changed(session)


def follow(
    session: Session, rulebook: Rulebook, change: Change, *, why: str, now: datetime
) -> Touched:
    """Move what new days off touch, in batches of this one transaction, each with its entries."""
    found = Touched()
    for moves in _moves(session, rulebook, change, now):
        postponed.write(session, moves, why=why, at=now)
        found += _counted([moves])
    return found


def _moves(
    session: Session, rulebook: Rulebook, change: Change, now: datetime
) -> Iterator[list[Moved]]:
    """What moves, a batch of items at a time. What is due before the first new day off stays."""
    off = change.new_days_off()
    if not off:
        return
    every = map(calendar_change.setting_dates, rulebook.workflows.values())
    kinds = frozenset({RAISE, AMENDED}).union(*every)
    touched = postponed.due_from(session, first_instant(off[0]))
    for start in range(0, len(touched), BATCH):
        ids = touched[start : start + BATCH]
        found = items.seen_among(session, ids, sight.whole(), london_day(now))
        timers = postponed.timers_of(session, ids)
        entries = postponed.dated_entries(session, ids, kinds)
        moves = []
        for number, item in found.items():
            workflow = rulebook.workflows[item.follows]
            is_agreed = calendar_change.is_agreed(workflow, entries[number])
            moves.append(
                calendar_change.moved(workflow, item, timers[number], change, is_agreed=is_agreed)
            )
        yield [one for one in moves if one.anything]


def _counted(batches: Iterable[list[Moved]]) -> Touched:
    found = Touched()
    for moves in batches:
        dates = sum(one.date_moves for one in moves)
        found += Touched(dates, len(moves) - dates)
    return found


def _change(rulebook: Rulebook, off: DaysOff, now: datetime) -> Change:
    """The change that days off make. Raises Wrong where they are past, too many, or off already."""
    today = london_day(now)
    errors = {}
    if off.first_on <= today:
        errors["first_on"] = "Choose tomorrow or a later day: what is due today stays as it is."
    elif off.first_on.year > today.year + YEARS_AHEAD:
        errors["first_on"] = "Choose a day in the next ten years."
    elif off.last_on < off.first_on:
        errors["last_on"] = "The last day must be the first day or a later one."
    elif (off.last_on - off.first_on).days >= LONGEST:
        errors["last_on"] = f"A closure must be {LONGEST} days or shorter."
    elif off.kind == "holiday" and off.last_on != off.first_on:
        errors["last_on"] = "A bank holiday is one day. Leave this empty."
    change = Change(rulebook.days, off.added_to(rulebook.days), today)
    if not errors and not change.new_days_off():
        errors["first_on"] = "Nobody works on these days as it is."
    if errors:
        raise Wrong(errors)
    return change
