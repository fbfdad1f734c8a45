"""The words of the demonstration authority: findings, strengths, and what people answered.

All of it was written for Midshire. It speaks of no real child, worker or record; a text names
roles and never a person, so that any of them can be told of any child whose status it suits.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

STANDARDS = range(1, 10)
OPEN_STATUSES = frozenset({"early_help", "cin", "cp", "cla", "care_leaver"})


@dataclass(frozen=True, slots=True)
class Contested:
    """Why the owner contests a finding, how it is worded afterwards, and the decider's reason."""

    why: str
    reworded: str
    because: str


@dataclass(frozen=True, slots=True)
class Improvement:
    """A finding that asks for an action; `suits` are the statuses of the children it may be of."""

    statement: str
    severity: str
    finding: str
    action: str
    impact: str
    expected: str
    seen_by: str
    suits: frozenset[str] = OPEN_STATUSES
    contested: Contested | None = None


@dataclass(frozen=True, slots=True)
class Strength:
    """Something that was done well, and the difference it made."""

    statement: str
    finding: str
    difference: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A note of supervision that fits actions on one standard (1 to 9)."""

    standard: str
    note: str


@dataclass(frozen=True, slots=True)
class Supervision:
    """Notes by outcome; those of `agreed` and `support` fit a standard, the others anything."""

    on_track: tuple[str, ...]
    done: tuple[str, ...]
    disagrees: tuple[str, ...]
    agreed: tuple[Agreed, ...]
    support: tuple[Agreed, ...]


@dataclass(frozen=True, slots=True)
class Challenge:
    """Why an owner contests any finding, the decision (stands, withdrawn), and its reason."""

    why: str
    decision: str
    because: str


@dataclass(frozen=True, slots=True)
class Addressed:
    """What an owner did, and where on the child's record it is."""

    note: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """What people say at each step; `difference` and `footprint` by their kinds."""

    returned: tuple[str, ...]
    more_time: tuple[str, ...]
    verified: tuple[str, ...]
    reassigned: tuple[str, ...]
    withdrawn: tuple[str, ...]
    reopened: tuple[str, ...]
    challenged: tuple[Challenge, ...]
    addressed: tuple[Addressed, ...]
    difference: Mapping[str, tuple[str, ...]]
    footprint: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Escalation:
    """An escalation from the impact on the child to its end; `reason` is for skipping a rung."""

    standard: str
    impact: str
    tried: str
    asks: str
    reason: str
    answer: str
    closing: str


@cache
def improvements() -> tuple[Improvement, ...]:
    """Every finding that asks for an action, by standard."""
    entries = (entry for number in STANDARDS for entry in _standard(number)["improvement"])
    return tuple(_improvement(**entry) for entry in entries)


@cache
def strengths() -> tuple[Strength, ...]:
    """One strength for each of the sixty statements."""
    entries = (entry for number in STANDARDS for entry in _standard(number)["strength"])
    return tuple(Strength(**entry) for entry in entries)


@cache
def supervision() -> Supervision:
    """Forty notes."""
    found = _toml("supervision.toml")
    return Supervision(
        on_track=tuple(found["on_track"]),
        done=tuple(found["done"]),
        disagrees=tuple(found["disagrees"]),
        agreed=tuple(Agreed(**entry) for entry in found["agreed"]),
        support=tuple(Agreed(**entry) for entry in found["support"]),
    )


@cache
def reasons() -> Reasons:
    """What people say at the other steps."""
    found = _toml("reasons.toml")
    plain = ("returned", "more_time", "verified", "reassigned", "withdrawn", "reopened")
    return Reasons(
        challenged=tuple(Challenge(**entry) for entry in found["challenged"]),
        addressed=tuple(Addressed(**entry) for entry in found["addressed"]),
        difference=_tuples(found["difference"]),
        footprint=_tuples(found["footprint"]),
        **{name: tuple(found[name]) for name in plain},
    )


@cache
def escalations() -> tuple[Escalation, ...]:
    """Twenty escalations."""
    return tuple(Escalation(**entry) for entry in _toml("escalations.toml")["escalation"])


def standard_of(statement: str) -> str:
    """The standard that a statement belongs to: "9" of "9.3"."""
    return statement.partition(".")[0]


def _improvement(
    *, suits: list[str] | None = None, contested: dict[str, str] | None = None, **words: str
) -> Improvement:
    """An improvement of a file; without statuses it suits every child who is open."""
    return Improvement(
        suits=frozenset(suits) if suits else OPEN_STATUSES,
        contested=Contested(**contested) if contested else None,
        **words,
    )


def _standard(number: int) -> Mapping[str, Any]:
    """The file of one standard."""
    return _toml(f"standard_{number}.toml")


def _toml(name: str) -> dict[str, Any]:
    """A file of the folder."""
    text = (files("closeloop.rehearsal") / "demonstration" / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _tuples(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """The same lists, as values that stay as they are."""
    return {name: tuple(texts) for name, texts in lists.items()}
