"""Working days as the people who work them count: in London, without weekends and closures."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
MORNING = time(8)  # when the day's letters go
LAST_INSTANT = time(23, 59, 59)


def london_day(at: datetime) -> date:
    """The day it is in London at an instant."""
    return at.astimezone(LONDON).date()


def last_instant(day: date) -> datetime:
    """The last instant (UTC) of a London day: what is due on that day is due then."""
    return datetime.combine(day, LAST_INSTANT, LONDON).astimezone(UTC)


def first_instant(day: date) -> datetime:
    """The first instant (UTC) of a London day."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def morning_of(day: date) -> datetime:
    """8am in London on that day, as UTC."""
    return datetime.combine(day, MORNING, LONDON).astimezone(UTC)


@dataclass(frozen=True)
class WorkingDays:
    """Monday to Friday, less England's bank holidays and the authority's own closures.

    Day 0 is the London day of the event; what is due in N working days is due at the end of the
    Nth. The authority's own closures never stretch a critical clock: `strict` leaves them out.
    """

    closed: frozenset[date] = frozenset()  # England's bank holidays
    local: frozenset[date] = field(default=frozenset(), kw_only=True)  # the authority's closures

    @cached_property
    def strict(self) -> "WorkingDays":
        """The same days without the authority's own closures."""
        return self if not self.local else WorkingDays(self.closed)

    @cached_property
    def _ends(self) -> dict[tuple[int, date], datetime]:
        """What `end_of` has found: everything that begins on one day is asked the same."""
        return {}

    def includes(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.weekday() < SATURDAY and day not in self.closed and day not in self.local

    def add(self, count: int, day: date) -> date:
        """The `count`-th working day after a day; before it where `count` is negative.

        Zero is the day itself, or the next working day where it is none.
        """
        if count < 0:
            return _walk(self, day, -1, -count)
        if count == 0 and self.includes(day):
            return day
        return _walk(self, day, 1, max(count, 1))

    def end_of(self, count: int, since: datetime) -> datetime:
        """The last instant (UTC) of the `count`-th working day after `since`."""
        asked = count, london_day(since)
        if asked not in self._ends:
            self._ends[asked] = last_instant(self.add(*asked))
        return self._ends[asked]

    def end_of_day(self, day: date) -> datetime:
        """The last instant (UTC) of a day that people chose, or of the next working day."""
        return last_instant(self.add(0, day))

    def between(self, earlier: date, later: date) -> int:
        """How many working days there are after `earlier`, up to and with `later`."""
        if later < earlier:
            return -self.between(later, earlier)
        whole, rest = divmod((later - earlier).days, 7)
        weekdays = whole * 5 + sum(
            (earlier + timedelta(n)).weekday() < SATURDAY for n in range(1, rest + 1)
        )
        off = (day for day in self.closed | self.local if earlier < day <= later)
        return weekdays - sum(day.weekday() < SATURDAY for day in off)


def _walk(days: WorkingDays, day: date, way: int, count: int) -> date:
    """The `count`-th working day met on the way from a day, forwards (1) or back (-1)."""
    while count:
        day += timedelta(way)
        count -= days.includes(day)
    return day
