"""The reader of a cell that says a day, the way people in England write one."""

import re
from datetime import date, datetime

from closeloop.intake.table import Cell, shown
from closeloop.intake.written import Unreadable, brief, written

FIRST_DAY = date(2000, 1, 1)
YEARS_ON = 10
MONTHS, LONGEST_MONTH = 12, 31

ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
ENGLISH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")

DAY_FORMS = "Write the day as 2026-03-25 or 25/03/2026."


def day(cell: Cell, today: date) -> date:
    """A day from 2000-01-01 to ten years after `today`; the day stands before the month.

    Raises Unreadable; a month is never guessed and a bare number never taken for a day.
    """
    found = in_calendar(cell)
    if found < FIRST_DAY:
        raise Unreadable(f"{found} is before {FIRST_DAY}. Check the year.")
    if found > years_on(today):
        raise Unreadable(f"{found} is more than ten years away.")
    return found


def in_calendar(cell: Cell) -> date:
    """The day that a cell says, whenever it is. Raises Unreadable."""
    if isinstance(cell, datetime):
        raise Unreadable(f"{shown(cell)} has a time. {DAY_FORMS}")
    if isinstance(cell, date):
        return cell
    said = written(cell)
    if isinstance(cell, int | float) or NUMBER.fullmatch(said):
        raise Unreadable(f"{brief(said)} is a number. Format the cell as a date. {DAY_FORMS}")
    if iso := ISO_DAY.fullmatch(said):
        year, month, number = map(int, iso.groups())
    elif english := ENGLISH_DAY.fullmatch(said):
        number, month, year = map(int, english.groups())
    else:
        raise Unreadable(f"{brief(said)} is not a day. {DAY_FORMS}")
    try:
        return date(year, month, number)
    except ValueError:
        raise Unreadable(unreal(said, month, number)) from None


def unreal(said: str, month: int, number: int) -> str:
    """Why the calendar has no such day, and the cure."""
    if MONTHS < month <= LONGEST_MONTH and number <= MONTHS:
        return f"{said} has month {month}: the day stands before the month. {DAY_FORMS}"
    return f"{said} is not in the calendar. {DAY_FORMS}"


def years_on(today: date) -> date:
    """The last day that may be written: ten years on, 28 February where there is no 29th."""
    try:
        return today.replace(year=today.year + YEARS_ON)
    except ValueError:
        return today.replace(year=today.year + YEARS_ON, day=28)
