"""Anything that a workflow sees through: an audit action, an escalation, a learning item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from closeloop.rules.relations import Around

ItemId = NewType("ItemId", int)


@dataclass(frozen=True, slots=True)
class Held:
    """A timer that waits while a challenge is decided."""

    id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it stands."""

    id: ItemId
    follows: tuple[str, int]  # the workflow and version that it began with
    severity: str
    state: str
    move_no: int
    stay_no: int
    around: Around  # who stands where to it: decides both who may and who hears
    due_at: datetime | None = None
    marks: frozenset[str] = frozenset()  # what is true of it besides its state: "challenged"
    tallies: Mapping[str, int] = field(default_factory=dict)  # how often its date moved, …
    drifting: frozenset[str] = frozenset()  # the rules that have found drift, not cleared since
    held_at: datetime | None = None  # since when its clocks are held
    held: tuple[Held, ...] = ()
    level: str | None = None  # of an escalation: the rung that it is on
    ends_at: datetime | None = None  # of an escalation: its one ceiling
