"""Days and times as people in England say them: the same words on every page and in every letter.

The names of days and months stand here and not in a locale: the words are the same on every
machine.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby

from closeloop.rules.working_days import LONDON, london_day

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NOON = 12


def day_words(on: date, today: date) -> str:
    """A day with its weekday: "Thursday 12 March", the year only where it is not this year's."""
    words = f"{WEEKDAYS[on.weekday()]} {short_day_words(on)}"
    return words if on.year == today.year else f"{words} {on.year}"


def short_day_words(on: date) -> str:
    """A day without weekday and year: "12 March"."""
    return f"{on.day} {MONTHS[on.month - 1]}"


def full_day_words(on: date) -> str:
    """A day with weekday and year, whatever year it is: "Friday 18 December 2026"."""
    return f"{WEEKDAYS[on.weekday()]} {short_day_words(on)} {on.year}"


def time_words(at: datetime) -> str:
    """The time in London at an instant: "9am", "3:40pm", "midday", "midnight"."""
    return clock_time(at.astimezone(LONDON).time())


def clock_time(local: time) -> str:
    """A time of day: "9am", "7:30am"."""
    if local.minute == 0 and local.hour % NOON == 0:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % NOON or NOON}{minutes}{'am' if local.hour < NOON else 'pm'}"


def moment_words(at: datetime, today: date) -> str:
    """An instant that is promised: "9:15am Saturday 14 March"."""
    return f"{time_words(at)} {day_words(london_day(at), today)}"


def record_words(at: datetime) -> str:
    """An instant on record, with its year for good: "23 February 2026 at 9:05am"."""
    on = london_day(at)
    return f"{short_day_words(on)} {on.year} at {time_words(at)}"


def days_list_words(days: Iterable[date]) -> str:
    """Some days in order, months said once: "25 and 28 December and 1 January"."""
    months = groupby(sorted(days), key=lambda day: (day.year, day.month))
    return listed(
        f"{listed(str(day.day) for day in group)} {MONTHS[month - 1]}"
        for (_, month), group in months
    )


def listed(words: Iterable[str]) -> str:
    """Things one after the other as they are said: "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
