"""Months as reports count them: each by its first day, London's."""

from datetime import date, datetime, timedelta

from closeloop.rules.day_words import MONTHS
from closeloop.rules.working_days import first_instant, london_day

YEAR = 12
APRIL = 4


def month_of(at: datetime) -> date:
    """The month that it was in London at an instant."""
    return london_day(at).replace(day=1)


def later(month: date, by: int) -> date:
    """The month so many months later; earlier where `by` is negative."""
    years, place = divmod(month.month - 1 + by, YEAR)
    return date(month.year + years, place + 1, 1)


def up_to(today: date, whole: int) -> list[date]:
    """So many whole months and the present one, oldest first."""
    present = today.replace(day=1)
    return [later(present, -back) for back in range(whole, -1, -1)]


def begins_at(month: date) -> datetime:
    """The first instant (UTC) of a month."""
    return first_instant(month)


def last_day(month: date) -> date:
    """The last day of a month."""
    return later(month, 1) - timedelta(1)


def month_words(month: date) -> str:
    """A month in words: "October 2026"."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def short_words(month: date) -> str:
    """A month where there is little room: "Oct 2026"."""
    return f"{MONTHS[month.month - 1][:3]} {month.year}"


def year_of(day: date) -> date:
    """The first day of the financial year, by which IROs report: 1 April."""
    return date(day.year if day.month >= APRIL else day.year - 1, APRIL, 1)
