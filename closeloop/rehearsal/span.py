"""The days of the play: the working days before today, and the hours in which people act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from closeloop.rules.working_days import LONDON, MORNING, WorkingDays, london_day

OPENS, CLOSES = time(9), time(17)
A_LITTLE = timedelta(hours=3)  # how far back today's begin where it is not yet nine


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to this instant. `days`: each working day before today, then today."""

    now: datetime
    days: tuple[date, ...]
    is_worked_today: bool

    @classmethod
    def until(cls, now: datetime, working: WorkingDays, *, weeks: int) -> "Span":
        """The span of so many weeks that ends at an instant."""
        today = london_day(now)
        before = (today - timedelta(n) for n in range(weeks * 7, 0, -1))
        worked = tuple(day for day in before if working.includes(day))
        return cls(now, (*worked, today), working.includes(today))

    @property
    def last(self) -> int:
        """The number of today among the days."""
        return len(self.days) - 1

    def instant(self, number: int, share: float) -> datetime:
        """The instant at which a share (0 to 1) of a day's office hours is over."""
        opens, closes = self._hours(self.days[number])
        return opens + share * (closes - opens)

    def mornings(self) -> Iterator[datetime]:
        """8am of every day, weekends too: when letters go, and people see what came up."""
        day = self.days[0]
        while (at := _at(day, MORNING)) <= self.now:
            yield at
            day += timedelta(1)

    def midnight(self) -> datetime:
        """When today began."""
        return _at(self.days[-1], time.min)

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        """When the first and the last thing of a day happens; nothing happens after now."""
        opens, closes = _at(day, OPENS), min(_at(day, CLOSES), self.now)
        return (
            (opens, closes)
            if opens < closes
            else (max(_at(day, time.min), closes - A_LITTLE), closes)
        )


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LONDON).astimezone(UTC)
