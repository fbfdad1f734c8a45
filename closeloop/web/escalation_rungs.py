"""The ladder of an escalation as its page shows it: who answered, who is asked, who would be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from closeloop.rules import ladder
from closeloop.rules.workflow import Rung, Workflow
from closeloop.store.escalation_views import Answer, EscalationView
from closeloop.store.history import Event
from closeloop.web.reading import Look


@dataclass(frozen=True, slots=True)
class Shown:
    """One rung: what was answered on it, who is asked on it, or who would be."""

    words: str
    who: tuple[str, ...]
    answers: tuple[Answer, ...]
    is_now: bool
    is_over: bool
    is_formal: bool
    since: datetime


def of(look: Look, view: EscalationView, entries: Sequence[Event]) -> list[Shown]:
    """The rungs by which it has come and may go on, lowest first."""
    workflow = look.reader.rulebook.workflows[view.item.follows]
    climbed = [e.at for e in entries if e.kind in workflow.steps and workflow.steps[e.kind].climbs]
    since = max(climbed, default=view.begun_at)
    rungs = _route(workflow, view, offered=not entries or entries[0].actor_id is None)
    here = [rung.name for rung in rungs].index(view.level)
    return [
        Shown(
            rung.label,
            () if place < here else _asked(look, view, rung, is_now=place == here),
            tuple(one for one in view.answers if one.level == rung.name),
            place == here,
            place < here,
            rung.formal,
            since,
        )
        for place, rung in enumerate(rungs)
    ]


def _route(workflow: Workflow, view: EscalationView, *, offered: bool) -> list[Rung]:
    """Every rung up to where it stands that it may have come by, and those still above.

    `offered`: whether it began as drift that closeloop has offered.
    """
    above = {rung.name for rung in ladder.path(workflow, view.item)}
    answered = {one.level for one in view.answers}
    names = [rung.name for rung in workflow.rungs]
    here = names.index(view.level)

    def is_on_it(place: int, rung: Rung) -> bool:
        if place > here:
            return rung.name in above
        begins_offered = rung.offered and bool(rung.also)
        passed = rung.offered if offered else not begins_offered
        return place == here or rung.name in answered or passed

    return [rung for place, rung in enumerate(workflow.rungs) if is_on_it(place, rung)]


def _asked(look: Look, view: EscalationView, rung: Rung, *, is_now: bool) -> tuple[str, ...]:
    """Who is asked on it, or would be as people stand today."""
    if is_now:
        asked = (view.asked_of, *view.asked_with)
        return tuple(look.name(one) for one in asked if one is not None)
    around = view.item.around
    bearings = replace(around.bearings, receiver_is=rung.asks)
    there = type(around)(around.directory, bearings, around.day)
    return tuple(look.name(one) for one in there.who("receiver"))
