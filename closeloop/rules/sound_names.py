"""Whether every name that a workflow file uses is the name of something."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from closeloop.rules.ladder import OFFERED
from closeloop.rules.page import TOP, Page, Place
from closeloop.rules.relations import RELATIONS
from closeloop.rules.workflow import Clock, Rung, Step, Told, Workflow

RAISE = "raise"  # the first entry of every item, which no file defines
DATE_MOVED = "date_moved"  # what is counted without being told to
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Uses:
    """That a key of a table names things of one kind."""

    place: Place
    key: str
    kind: str
    names: Iterable[str]


def check(workflow: Workflow, page: Page, letters: Collection[str]) -> None:
    """Note every name of nothing, with the nearest that there is."""
    known = _known(workflow, letters)
    for uses in _uses(workflow):
        for name in uses.names:
            if name not in known[uses.kind]:
                cure = nearest(name, known[uses.kind])
                message = f"{uses.key}: {name!r} is no {uses.kind} here. {cure}"
                page.wrong(uses.place, uses.key, message)


def nearest(name: str, known: Collection[str]) -> str:
    """The cure for a name of nothing: the one that was meant, or those that there are."""
    if close := get_close_matches(name, known, n=1):
        return f"Did you mean {close[0]}?"
    if len(known) > MOST_NAMED:
        return "Use one of those that there are, or add it."
    return f"Use one of: {', '.join(sorted(known))}." if known else "There are none yet: add it."


def _known(workflow: Workflow, letters: Collection[str]) -> Mapping[str, Collection[str]]:
    steps = workflow.steps.values()
    return {
        "state": workflow.states,
        "step": workflow.steps,
        "step or raise": {RAISE, *workflow.steps},
        "clock": workflow.clocks,
        "clock or step": {RAISE, *workflow.clocks, *workflow.steps},
        "date": workflow.dates,
        "drift": workflow.drift,
        "letter": letters,
        "relation": RELATIONS,
        "relation or closeloop": {"closeloop", *RELATIONS},
        "mark": {OFFERED, *(mark for step in steps for mark in step.marks)},
        "count": {DATE_MOVED, *(step.counts for step in steps if step.counts)},
    }


def _uses(workflow: Workflow) -> Iterator[Uses]:
    yield Uses(TOP, "begins", "state", [workflow.begins])
    yield Uses(TOP, "falls_to", "relation", workflow.falls_to)
    for state in workflow.states.values():
        yield Uses(Place(f"state.{state.name}"), "date", "date", _one(state.date))
    for step in workflow.steps.values():
        yield from _of_step(step)
    for n, told in enumerate(workflow.told, 1):
        yield from _of_notice(told, Place("notice", n))
    for n, clock in enumerate(workflow.clocks.values(), 1):
        yield from _of_clock(clock, Place("clock", n))
    for drift in workflow.drift.values():
        place = Place(f"drift.{drift.rule}")
        yield Uses(place, "cleared_by", "step", drift.cleared_by)
        yield Uses(place, "counts", "count", _one(drift.counts))
    for n, rung in enumerate(workflow.rungs, 1):
        yield from _of_rung(rung, Place("rung", n))


def _of_step(step: Step) -> Iterator[Uses]:
    place = Place(f"step.{step.name}")
    yield Uses(place, "from", "state", step.sources)
    yield Uses(place, "to", "state", _one(step.to))
    yield Uses(
        place, "turns", "state", (to for turns in step.turns.values() for to in turns.values())
    )
    yield Uses(place, "turns_if_marked", "state", step.turns_if_marked.values())
    yield Uses(place, "turns_if_marked", "mark", step.turns_if_marked)
    yield Uses(place, "by", "relation or closeloop", step.by)
    yield Uses(place, "never", "relation", step.never)
    yield Uses(place, "settles", "clock or step", step.settles)
    yield Uses(place, "starts", "clock", step.starts)
    yield Uses(place, "starts_where", "clock", step.starts_where)
    yield Uses(place, "only", "mark", step.only)
    yield Uses(place, "unless", "mark", step.unless)
    yield Uses(place, "unmarks", "mark", step.unmarks)
    yield Uses(place, "becomes_raiser", "mark", _one(step.becomes_raiser))


def _of_notice(told: Told, place: Place) -> Iterator[Uses]:
    yield Uses(place, "on", "step or raise", told.on)
    yield Uses(place, "letter", "letter", [told.letter])
    yield Uses(place, "tell", "relation", told.tell)


def _of_clock(clock: Clock, place: Place) -> Iterator[Uses]:
    yield Uses(place, "runs_in", "state", clock.runs_in)
    yield Uses(place, "started_by", "step", clock.started_by)
    yield Uses(place, "letter", "letter", _one(clock.letter))
    yield Uses(place, "tell", "relation", clock.tell)
    yield Uses(place, "tell_again", "relation", clock.tell_again)
    yield Uses(place, "drift", "drift", _one(clock.drift))
    yield Uses(place, "takes", "step", _one(clock.takes))
    yield Uses(place, "unless", "mark", clock.unless)


def _of_rung(rung: Rung, place: Place) -> Iterator[Uses]:
    yield Uses(place, "asks", "relation", [rung.asks])
    yield Uses(place, "also", "relation", (name for names in rung.also.values() for name in names))


def _one(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)
