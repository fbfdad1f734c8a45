"""A date as people in England type it: the day first, and never guessed to be the month."""

import re
from datetime import date

from closeloop.rules.day_words import MONTHS, short_day_words
from closeloop.rules.refusals import Wrong

EXAMPLE = "for example 17/3/2026"
LONGEST = 30  # "17th of September 2026" is 22
EARLIEST_YEAR, YEARS_AHEAD = 2000, 10
CENTURY = 100
MONTHS_IN_YEAR = 12
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
NUMBERS = re.compile(r"([0-9]{1,2})[ /.-]([0-9]{1,2})[ /.-]([0-9]{4}|[0-9]{2})")
WORDS = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]?(?:of )?([a-z]{3,9})[.,]?(?:[ -]([0-9]{4}|[0-9]{2}))?",
    re.IGNORECASE,
)


def read_day(text: str, today: date, *, field: str = "date") -> date:
    """The day that was typed: 17/3/2026, 17 Mar, 17 March 2026 or 2026-03-17.

    Without a year it is the one nearest to today. Raises Wrong, under the name of the field, for
    what is no date, has the month first, or lies before 2000 or more than ten years ahead.
    """
    try:
        return _read(" ".join(text[: LONGEST + 1].split()), today)
    except ValueError as unreadable:
        raise Wrong({field: str(unreadable)}) from None


def _read(text: str, today: date) -> date:
    """The day, or a ValueError in words for the person who typed it."""
    if not text:
        raise ValueError(f"Enter a date, {EXAMPLE}.")
    if iso := ISO.fullmatch(text):
        year, month, day = map(int, iso.groups())
        return _in_reach(_real(day, month, year), today)
    if numbers := NUMBERS.fullmatch(text):
        day, month, year = map(int, numbers.groups())
        _refuse_month_first(text, day, month, year)
        return _in_reach(_real(day, month, _whole(year)), today)
    words = WORDS.fullmatch(text)
    named = _month(words[2]) if words else None
    if not words or not named:
        raise ValueError(f"“{text}” is not a date. Enter day, month and year, {EXAMPLE}.")
    if not words[3]:
        return _nearest(int(words[1]), named, today)
    return _in_reach(_real(int(words[1]), named, _whole(int(words[3]))), today)


def _refuse_month_first(text: str, day: int, month: int, year: int) -> None:
    """Where the second number can only be a day, the first was meant to be the month."""
    if month > MONTHS_IN_YEAR >= day:
        raise ValueError(f"{text} has no month {month}. Enter the day first: {month}/{day}/{year}.")


def _real(day: int, month: int, year: int) -> date:
    """A day of the calendar."""
    try:
        return date(year, month, day)
    except ValueError:
        typed = f"{day} {MONTHS[month - 1]}" if 1 <= month <= MONTHS_IN_YEAR else f"{day}/{month}"
        raise ValueError(f"There is no {typed} in {year}. Check day and month.") from None


def _nearest(day: int, month: int, today: date) -> date:
    """That day in last year, this or the next, whichever is nearest to today."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    if not found:
        return _real(day, month, today.year)
    return min(found, key=lambda on: abs(on - today))


def _in_reach(on: date, today: date) -> date:
    """A day between 2000 and ten years from today."""
    if on.year < EARLIEST_YEAR:
        raise ValueError(f"{short_day_words(on)} {on.year} is before {EARLIEST_YEAR}.")
    if (on.year - YEARS_AHEAD, on.month, on.day) > (today.year, today.month, today.day):
        raise ValueError(f"{short_day_words(on)} {on.year} is more than ten years away.")
    return on


def _month(word: str) -> int | None:
    """The month that a word of three letters or more begins, 1 to 12."""
    starts = (name.lower().startswith(word.lower()) for name in MONTHS)
    return next((number for number, fits in enumerate(starts, 1) if fits), None)


def _whole(year: int) -> int:
    """A year of two figures is one of this century."""
    return year if year >= CENTURY else year + 2000
