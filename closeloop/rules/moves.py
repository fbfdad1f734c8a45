"""The answers that the rulebook gives: a Move, or a Lapse. Values, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from closeloop.rules.items import Item
from closeloop.rules.people import PersonId
from closeloop.rules.working_days import WorkingDays

Fact = str | date | int | bool | tuple[str, ...] | None

TEXTS = frozenset(
    {
        "note",
        "reason",
        "evidence",
        "finding",
        "action",
        "impact",
        "expected",
        "seen_by",
        "tried",
        "asks",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Somebody taking a step: who, when, with which facts, by which working days."""

    by: PersonId | None  # None: closeloop itself
    at: datetime
    facts: Mapping[str, Fact]
    days: WorkingDays
    owner: PersonId | None = None  # to whom it goes, where the step hands it on
    since: datetime | None = None  # from when a date counts that goes on from one that ran out


@dataclass(frozen=True, slots=True)
class Notice:
    """That somebody is to hear: which letter, to whom, because of what."""

    letter: str
    to: PersonId
    relation: str  # in which they hear: whoever stands there when it is sent
    cause: str  # the step or clock
    reason: str  # one letter for each reason and person, however often it is asked
    asks: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A timer to start: a clock, its turn, and the instant when it is over."""

    clock: str
    due_at: datetime
    turn: int = 1
    never_held: bool = False  # runs on while a challenge holds the others


@dataclass(frozen=True, slots=True)
class Found:
    """Drift that was seen: by which rule, since when, why in words."""

    rule: str
    since: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """All that one step changes. The store writes it whole, in one transaction, or not at all."""

    item: Item
    step: str
    by: PersonId | None  # None: closeloop itself
    acting_for: PersonId | None = None
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)
    before: str | None
    after: str
    number: int  # two people cannot both make the next one
    stay_no: int  # the move that entered this state: clocks belong to the stay
    marks: frozenset[str] = frozenset()
    tallies: Mapping[str, int] = field(default_factory=dict)
    due_at: datetime | None = None
    starts: tuple[Start, ...] = ()
    settles: frozenset[str] = frozenset()  # clocks and causes that this step answers
    held_at: datetime | None = None  # since when its clocks are held; what it starts is held too
    runs_on: Mapping[int, datetime] = field(default_factory=dict)  # held timers, when they end now
    notices: tuple[Notice, ...] = ()
    found: tuple[Found, ...] = ()
    clears: frozenset[str] = frozenset()
    owner: PersonId | None = None  # who owns it from now on, where that changes
    level: str | None = None
    receiver_is: str | None = None
    ends_at: datetime | None = None
    raiser: PersonId | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """What follows when a clock has run out and nobody acted. The item keeps its number."""

    item: Item
    clock: str
    turn: int
    timer: int
    due_at: datetime  # when it ran out; `at` is when somebody looked
    at: datetime
    again: Start | None = None
    since_no: int = 0
    notices: tuple[Notice, ...] = ()
    found: Found | None = None
    takes: str | None = None  # the step that closeloop takes now
