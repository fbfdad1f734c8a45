"""Values as pages say them: days, due dates, states and severities, always by the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from markupsafe import Markup

from closeloop.rules import clock_words, day_words
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.web.visitor import today

ENDINGS = {1: "st", 2: "nd", 3: "rd"}


class Dated(Protocol):
    """Anything that has a due date."""

    @property
    def due_at(self) -> datetime | None:
        """When it is due, if it is."""

    @property
    def severity(self) -> str:
        """How severe it is."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Due dates in words, by the working days of one rulebook and one instant."""

    rulebook: Rulebook
    now: datetime

    def due(
        self,
        due_at: datetime | None,
        *,
        severity: str = "standard",
        moved: int = 0,
        first_due_at: datetime | None = None,
        held_at: datetime | None = None,
    ) -> Markup:
        """When it is due: "due Thursday 12 March, in 3 working days"."""
        if due_at is None:
            return Markup()
        says = clock_words.due_words(
            due_at,
            self.now,
            self.rulebook.days_for(severity),
            critical=severity == "critical",
            moved=moved,
            first_due_at=first_due_at,
            held_at=held_at,
        )
        return _time(due_at.isoformat(), says)

    def was_due(self, due_at: datetime | None) -> bool:
        """Whether its date has passed."""
        return due_at is not None and due_at < self.now

    def note(self) -> str:
        """The line under every list of due dates."""
        return clock_words.working_days_note(self.rulebook.days, london_day(self.now))

    def working_days_since(self, on: date) -> int:
        """How many working days have passed since a day."""
        return self.rulebook.days.between(on, london_day(self.now))


def day(on: date | None) -> Markup:
    """A day with its weekday, the year where it is not this one."""
    return _time(on.isoformat(), day_words.day_words(on, today())) if on else Markup()


def day_of(at: datetime | None) -> Markup:
    """The London day of an instant."""
    return day(london_day(at)) if at else Markup()


def recorded(at: datetime) -> Markup:
    """An instant on record: "23 February 2026 at 9:05am"."""
    return _time(at.isoformat(), day_words.record_words(at))


def time_of(at: datetime) -> Markup:
    """The time of an instant: "4:10pm"."""
    return _time(at.isoformat(), day_words.time_words(at))


def moment(at: datetime) -> Markup:
    """An instant of these days: "4:58pm Monday 2 March"."""
    return _time(at.isoformat(), day_words.moment_words(at, today()))


def ordinal(number: int) -> str:
    """A place in a row: "2nd", "11th"."""
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else ENDINGS.get(number % 10, 'th')}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number of things: "1 action", "8 actions"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def first_of(text: str, most: int) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + " …"


def plainly(name: str) -> str:
    """A name of ours as words: `not_discussed` is "not discussed"."""
    return name.replace("_", " ")


def lower_first(text: str) -> str:
    """The same words in the middle of a sentence."""
    return text[:1].lower() + text[1:]


def _time(machine: str, says: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine, says)


FILTERS: dict[str, Callable[..., object]] = {
    "day": day,
    "day_of": day_of,
    "recorded": recorded,
    "time_of": time_of,
    "moment": moment,
    "ordinal": ordinal,
    "counted": counted,
    "first_of": first_of,
    "lower_first": lower_first,
    "plainly": plainly,
}
