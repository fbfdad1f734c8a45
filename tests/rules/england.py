"""England's calendar as the tests of clocks use it, and the days on which examples happen."""

from datetime import UTC, date, datetime

from closeloop.rules import bank_holidays
from closeloop.rules.working_days import LONDON, WorkingDays

HOLIDAYS = frozenset(on for on, _ in bank_holidays.in_england(range(2019, 2042)))
ENGLAND = WorkingDays(HOLIDAYS)
CHRISTMAS_2026 = [date(2026, 12, day) for day in (29, 30, 31)]
CHRISTMAS_2027 = [date(2027, 12, day) for day in (29, 30, 31)]
CLOSED_AT_CHRISTMAS = WorkingDays(HOLIDAYS, local=frozenset(CHRISTMAS_2026 + CHRISTMAS_2027))


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """An instant given by London's clock, as the UTC that the product keeps."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)
