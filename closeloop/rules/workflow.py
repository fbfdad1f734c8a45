"""What an authority decided about one kind of item. The only module that knows `transitions`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace

from transitions import Machine, MachineError

from closeloop.rules.amounts import Amount

SEVERITIES = ("critical", "high", "standard")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where an item can stand."""

    name: str
    label: str
    last: bool = False
    date: str | None = None  # which of the dates an item in this state has


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that is done to an item: who may, who may never, what it needs and settles."""

    name: str
    label: str
    sources: tuple[str, ...]
    to: str | None = None
    by: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    nor_deputies: bool = False  # nor the deputies of those, away or not
    needs: tuple[str, ...] = ()
    takes_also: tuple[str, ...] = ()
    needs_where: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    one_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    turns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    turns_if_marked: Mapping[str, str] = field(default_factory=dict)
    severities: tuple[str, ...] = SEVERITIES
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    unmarks: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    starts_where: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    releases: bool = False
    dates: str | None = None
    later: bool = False
    hands_to: str | None = None
    counts: str | None = None
    climbs: bool = False
    becomes_raiser: str | None = None

    def takes(self) -> frozenset[str]:
        """The names of every fact that may go with this step."""
        dated = (self.dates,) if self.dates else ()
        return frozenset((*self.needs, *self.takes_also, *self.needs_where, *dated)) | ANY_STEP

    def leads_to(self, source: str) -> tuple[str, ...]:
        """Every state that an item may be in after this step, taken where it stands in `source`."""
        turns = (to for turns in self.turns.values() for to in turns.values())
        return tuple(dict.fromkeys((self.to or source, *self.turns_if_marked.values(), *turns)))


ANY_STEP = frozenset({"note", "evidence"})  # may go with any step


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who hears of a step, by which letter."""

    on: tuple[str, ...]
    letter: str
    tell: tuple[str, ...]
    asks: str | None = None
    severities: tuple[str, ...] = SEVERITIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A promise to look again, made on entering a state or by a step, for each severity."""

    name: str
    runs_in: tuple[str, ...] = ()
    started_by: tuple[str, ...] = ()
    after: Mapping[str, Amount] = field(default_factory=dict)
    date: Mapping[str, Amount] = field(default_factory=dict)
    on_morning_of: str | None = None
    on_end_of: str | None = None
    again: Mapping[str, Amount] = field(default_factory=dict)
    letter: str | None = None
    asks: str | None = None
    tell: tuple[str, ...] = ()
    tell_again: tuple[str, ...] = ()
    drift: str | None = None
    takes: str | None = None
    unless: tuple[str, ...] = ()
    never_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One rule by which drift is seen, why in words, and what clears it."""

    rule: str
    why: str
    cleared_by: tuple[str, ...] = ()
    cleared_by_a_later_date: bool = False
    counts: str | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of a ladder: who is asked there."""

    name: str
    label: str
    asks: str
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offered: bool = False
    formal: bool = True
    goes_up: bool = True
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """One version of one workflow file."""

    name: str
    version: int
    begins: str
    falls_to: tuple[str, ...]
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    told: tuple[Told, ...]
    clocks: Mapping[str, Clock]
    dates: Mapping[str, Mapping[str, Amount]] = field(default_factory=dict)
    drift: Mapping[str, Drift] = field(default_factory=dict)
    rungs: tuple[Rung, ...] = ()
    ceiling: Mapping[str, Amount] = field(default_factory=dict)

    @cached_property
    def _machine(self) -> Machine:
        """One machine for all items: the state is passed in (transitions, `events[…].trigger`)."""
        paths = [
            {"trigger": step.name, "source": list(step.sources), "dest": step.to}
            for step in self.steps.values()
        ]
        return Machine(
            model=None,
            states=list(self.states),
            initial=self.begins,
            transitions=paths,
            auto_transitions=False,
        )

    @cached_property
    def _answers(self) -> dict[tuple[str, str], str | None]:
        """What the machine has answered: a page of fifty items asks the same again and again."""
        return {}

    def after(self, step: str, state: str) -> str | None:
        """The state to which a step leads from another; None where it may not be taken there."""
        asked = step, state
        if asked not in self._answers:
            self._answers[asked] = self._ask(step, state)
        return self._answers[asked]

    def _ask(self, step: str, state: str) -> str | None:
        token = SimpleNamespace(state=state)
        try:
            self._machine.events[step].trigger(token)
        except (KeyError, MachineError):
            return None
        return str(token.state)

    def is_last(self, state: str) -> bool:
        """Whether an item in this state has come to its end."""
        return self.states[state].last

    def rung(self, level: str) -> Rung:
        """The rung of a name. KeyError for an unknown one."""
        return next((rung for rung in self.rungs if rung.name == level), None) or _unknown(level)


def _unknown(level: str) -> Rung:
    raise KeyError(level)
