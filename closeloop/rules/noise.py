"""The noise rule: which of what somebody is owed goes now, in which letter, and what waits.

Ordinary things: at most one letter for a person and working day, between 7:30am and 6pm. The day's
first goes at once; what comes later waits for the next 8am. Apart from that go escalations, one
letter each, at the same hours; and what is critical, one letter an action, at any hour. Readers may
choose a later hour, fewer days, and to leave out what asks nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from closeloop.rules.working_days import LONDON, MORNING, WorkingDays, london_day, morning_of

Goes = Literal["ordinary", "apart", "critical"]

FROM, UNTIL = time(7, 30), time(18)
DIGEST = "digest"
# One letter about one action is of the kind that stands first here.
PRESSING = (
    "escalation",
    "overdue",
    "returned",
    "request",
    "acknowledge",
    "reminder_unread",
    "reminder",
    "not_delivered",
    "notice",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a reader has chosen of their letters."""

    news: bool = True  # whether they hear by letter of what asks nothing of them
    at: time = MORNING  # London's: when what waits goes
    weekdays: frozenset[int] = frozenset(range(5))  # on which they work, of those of the authority

    def works_on(self, day: date, days: WorkingDays) -> bool:
        """Whether it is a working day of theirs."""
        return days.includes(day) and day.weekday() in self.weekdays

    def morning_of(self, day: date) -> datetime:
        """When what waits for a day goes to them, as UTC."""
        return datetime.combine(day, self.at, LONDON).astimezone(UTC)


USUAL = Wishes()
MAY_CHOOSE = (FROM, time(8), time(9), time(10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One thing that one reader is owed to hear, ready to go."""

    notice: int
    letter: str
    goes: Goes
    about: int | None  # the action, or the escalation where there is none
    source: str | None = None  # the audit or colleague whose findings make one letter to read


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes in one letter, and which letter that is."""

    letter: str
    goes: Goes
    notices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The letters of one reader that go now, and what waits until when."""

    letters: tuple[Bundle, ...]
    waits: tuple[int, ...]
    until: datetime


def plan(
    owed: Sequence[Owed],
    *,
    may_have_one: bool,
    now: datetime,
    days: WorkingDays,
    wishes: Wishes = USUAL,
) -> Plan:
    """What goes to one reader now.

    `may_have_one`: whether today's ordinary letter is still to come.
    """
    open_now = is_open(now, days) and wishes.works_on(london_day(now), days)
    too_early = wishes.at > MORNING and now < wishes.morning_of(london_day(now))
    ordinary = [one for one in owed if one.goes == "ordinary"]
    apart = [one for one in owed if one.goes == "apart"]
    critical = [one for one in owed if one.goes == "critical"]
    letters = [_bundle(group) for group in _by_action(critical)]
    waits: list[Owed] = []
    if open_now:
        letters += [_bundle([one]) for one in apart]
    else:
        waits += apart
    if ordinary and open_now and may_have_one and not too_early:
        letters.append(_bundle(ordinary))
    else:
        waits += ordinary
    return Plan(tuple(letters), tuple(one.notice for one in waits), next_morning(now, days, wishes))


def is_open(now: datetime, days: WorkingDays) -> bool:
    """Whether letters that are not critical may go: a working day, 7:30am to 6pm in London."""
    local = now.astimezone(LONDON)
    return days.includes(local.date()) and FROM <= local.time() < UNTIL


def next_morning(now: datetime, days: WorkingDays, wishes: Wishes = USUAL) -> datetime:
    """The next 8am of a working day, after now; of a reader's own hour and days."""
    day = london_day(now)
    if wishes.works_on(day, days) and now < wishes.morning_of(day):
        return wishes.morning_of(day)
    day = days.add(1, day)
    while not wishes.works_on(day, days):
        day = days.add(1, day)
    return wishes.morning_of(day)


def morning_ahead(now: datetime, days: WorkingDays, wishes: Wishes = USUAL) -> datetime | None:
    """Today's 8am where it is still to come and what waits for it goes then."""
    ahead = next_morning(now, days, wishes)
    return ahead if london_day(ahead) == london_day(now) else None


def opens_at(at: datetime, days: WorkingDays) -> datetime:
    """The first instant from `at` on at which a letter that is not critical may go."""
    if is_open(at, days):
        return at
    local = at.astimezone(LONDON)
    before = days.includes(local.date()) and local.time() < FROM
    day = local.date() if before else days.add(1, local.date())
    return morning_of(day) - timedelta(minutes=30)


def letter_for(owed: Iterable[Owed]) -> str:
    """The letter in which all of these go together.

    About one action the most pressing of them, about several a digest; the findings of one audit,
    and what one colleague hands over, are one letter to read however many they are.
    """
    owed = list(owed)
    if len({one.source if one.about is None else one.about for one in owed}) == 1:
        return min((one.letter for one in owed), key=PRESSING.index)
    to_read = all(one.letter == "acknowledge" and one.about is not None for one in owed)
    sources = {one.source for one in owed}
    return "acknowledge" if to_read and len(sources) == 1 and None not in sources else DIGEST


def _bundle(owed: Sequence[Owed]) -> Bundle:
    return Bundle(letter_for(owed), owed[0].goes, tuple(one.notice for one in owed))


def _by_action(owed: Iterable[Owed]) -> list[list[Owed]]:
    groups: dict[int | None, list[Owed]] = {}
    for one in owed:
        groups.setdefault(one.about, []).append(one)
    return list(groups.values())
