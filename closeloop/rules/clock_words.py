"""When something is due, in the words that pages, letters and packs all use.

The words never count calendar days, and never leave out which day is meant. Whoever shows them
puts `<time datetime>` around them.
"""

from datetime import UTC, date, datetime, timedelta

from closeloop.rules.day_words import (
    day_words,
    days_list_words,
    full_day_words,
    moment_words,
    time_words,
)
from closeloop.rules.working_days import SATURDAY, WorkingDays, london_day

RUNS_AT_WEEKENDS = "This clock runs at weekends"
WORKING_DAYS_ARE = "Working days are Monday to Friday without England's bank holidays"
TIMES = {1: "once", 2: "twice"}
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def due_words(
    due_at: datetime,
    now: datetime,
    days: WorkingDays,
    *,
    critical: bool = False,
    moved: int = 0,
    first_due_at: datetime | None = None,
    held_at: datetime | None = None,
) -> str:
    """How a due date is said at `now`: "due Thursday 12 March, in 3 working days".

    `moved` counts the moves of the date; `first_due_at`, where it is given, is named in place of
    the distance. `held_at` says since when the clock is held: what was left then is what is said.
    A critical clock is told in hours and days of the week do not matter to it.
    """
    today = london_day(now)
    if held_at:
        return _held(london_day(held_at), london_day(due_at), today, days)
    if critical:
        return f"{_critical(due_at, now)}{_moved(moved)}. {RUNS_AT_WEEKENDS}"
    due_on = london_day(due_at)
    if not (moved and first_due_at):
        return f"{_due(due_on, today, days)}{_moved(moved)}"
    begins = "was due" if due_on < today else "due"
    first = day_words(london_day(first_due_at), today)
    return f"{begins} {day_words(due_on, today)}{_moved(moved)}, first due {first}"


def expected_words(on: date, today: date, days: WorkingDays) -> str:
    """By when something is expected that no clock watches: "expected by Monday 9 March, …"."""
    return _due(on, today, days, "expected by")


def choice_words(count: int, today: date, days: WorkingDays) -> str:
    """A date offered as a choice: "In 5 working days (Thursday 19 March)"."""
    return f"In {_working_days(count)} ({day_words(days.add(count, today), today)})"


def why_due(count: int, since_on: date, today: date, days: WorkingDays) -> str:
    """Why something is due when it is: where the count began, and which days it passed over.

    "10 working days from Friday 18 December 2026; 25 and 28 December and 1 January are bank
    holidays". The year is said where the count began in another or runs into the next.
    """
    due_on = days.add(count, since_on)
    one_year = since_on.year == due_on.year == today.year
    since = day_words(since_on, today) if one_year else full_day_words(since_on)
    passed = [since_on + timedelta(n) for n in range(1, (due_on - since_on).days)]
    weekdays = [day for day in passed if day.weekday() < SATURDAY]
    clauses = [f"{_working_days(count)} from {since}"]
    if holidays := [day for day in weekdays if day in days.closed]:
        are = "are bank holidays" if len(holidays) > 1 else "is a bank holiday"
        clauses.append(f"{days_list_words(holidays)} {are}")
    if closures := [day for day in weekdays if day in days.local - days.closed]:
        clauses.append(f"the council is closed on {days_list_words(closures)}")
    return "; ".join(clauses)


def why_due_hours(hours: int, since_at: datetime, today: date) -> str:
    """Why a critical clock runs out when it does: "24 hours from 9:15am Friday 13 March"."""
    since = moment_words(since_at, today)
    return f"{_count(hours, 'hour')} from {since}. {RUNS_AT_WEEKENDS}"


def working_days_note(days: WorkingDays, today: date) -> str:
    """The line under every list of due dates; closures that lie ahead are named."""
    ahead = [day for day in days.local if day >= today and day.weekday() < SATURDAY]
    closed = f", and without {days_list_words(ahead)}, when the council is closed" if ahead else ""
    return f"{WORKING_DAYS_ARE}{closed}"


def _due(due_on: date, today: date, days: WorkingDays, says: str = "due") -> str:
    """A date and how far away it is in working days."""
    on, ahead = day_words(due_on, today), days.between(today, due_on)
    if due_on < today:
        ago = _working_days(-ahead) if ahead else "less than a working day"
        return f"was {says} {on}, {ago} ago"
    if due_on - today <= DAY:
        return f"{says} {'today' if due_on == today else 'tomorrow'}, {on}"
    if ahead > 1:
        return f"{says} {on}, in {_working_days(ahead)}"
    return f"{says} {on}, {'the' if ahead else 'before the'} next working day"


def _held(since_on: date, due_on: date, today: date, days: WorkingDays) -> str:
    """A clock that stands still, and what it has left."""
    left = max(days.between(since_on, due_on), 0)
    return (
        f"held since {day_words(since_on, today)}; {_working_days(left)} left when it starts again"
    )


def _critical(due_at: datetime, now: datetime) -> str:
    """An instant and how far away it is in hours that pass, also over a change of the clocks."""
    distance = due_at.astimezone(UTC) - now.astimezone(UTC)
    at = moment_words(due_at, london_day(now))
    if time_words(due_at) == "midnight":  # which of two midnights it is must not be guessed
        at = f"midnight between {_night_words(due_at, london_day(now))}"
    if distance < timedelta(0):
        return f"was due {at}, {_length(-distance)} ago"
    return f"due {at}, in {_length(distance)}"


def _night_words(at: datetime, today: date) -> str:
    """The two days that a midnight parts."""
    on = london_day(at)
    return f"{day_words(on - DAY, today)} and {day_words(on, today)}"


def _length(distance: timedelta) -> str:
    """Whole hours, or minutes under one hour, or less than one minute."""
    if distance >= HOUR:
        return _count(distance // HOUR, "hour")
    return _count(distance // MINUTE, "minute") if distance >= MINUTE else "less than a minute"


def _moved(moved: int) -> str:
    """How often a date was moved, as the tail of a clause."""
    return f", moved {TIMES.get(moved, f'{moved} times')}" if moved else ""


def _working_days(count: int) -> str:
    """A number of working days."""
    return _count(count, "working day")


def _count(number: int, what: str) -> str:
    """A number of things."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
