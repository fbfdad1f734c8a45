"""Amounts of time as workflow files write them: working days, mornings, clock hours."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from closeloop.rules.working_days import WorkingDays, last_instant, london_day, morning_of

WRITTEN = re.compile(r"(-?\d{1,4})\s?(h|days?)", re.ASCII)


class Amount(Protocol):
    """How far from an instant something is."""

    def since(self, start: datetime, days: WorkingDays) -> datetime:
        """The instant that lies this far from another."""

    def in_words(self) -> str:
        """As a person says it: `10 working days`."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Clock hours, which run at nights and weekends: for what is critical."""

    count: int

    def since(self, start: datetime, days: WorkingDays) -> datetime:  # noqa: ARG002 - they run on any day
        """So many hours later, or earlier where negative."""
        return start + timedelta(hours=self.count)

    def in_words(self) -> str:
        """`24 hours`."""
        return f"{self.count} hours"


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """The end of the Nth working day: day 0 is the London day of the start."""

    count: int

    def since(self, start: datetime, days: WorkingDays) -> datetime:
        """The last instant of that day."""
        if self.count == 0:
            return last_instant(london_day(start))
        return days.end_of(self.count, start)

    def in_words(self) -> str:
        """`10 working days`."""
        return f"{self.count} working day" + "s" * (self.count != 1)


@dataclass(frozen=True, slots=True)
class Morning:
    """8am of the Nth working day before (negative), on (0) or after a date."""

    count: int

    def since(self, start: datetime, days: WorkingDays) -> datetime:
        """The morning of that day."""
        return morning_of(days.add(self.count, london_day(start)))

    def in_words(self) -> str:
        """`2 working days`."""
        return EndOfDay(abs(self.count)).in_words()


def read_amount(said: object, whole: Literal["end", "morning"]) -> Amount | None:
    """The amount that a file writes: 5, "5 days" or "24h"; None where it is none of these.

    A bare number is the end of that working day, or its morning where `whole` says so.
    """
    if isinstance(said, bool):
        return None
    if isinstance(said, int) and abs(said) <= 9999:  # noqa: PLR2004 - what the pattern takes too
        return EndOfDay(said) if whole == "end" else Morning(said)
    if isinstance(said, str) and (written := WRITTEN.fullmatch(said)):
        count, unit = int(written[1]), written[2]
        return Hours(count) if unit == "h" else EndOfDay(count)
    return None
