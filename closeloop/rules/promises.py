"""The next promise: who hears next of an item if nobody acts, when, and what it waits for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from closeloop.rules import ladder, steps
from closeloop.rules.clocks import Timer
from closeloop.rules.items import Item
from closeloop.rules.people import PersonId
from closeloop.rules.rulebook import may_take
from closeloop.rules.workflow import Clock, Step, Workflow

ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Promise:
    """The next notice: the kind of letter, and when its clock runs out."""

    letter: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Awaited:
    """The step that an item waits for, and the first of those who may take it; None: nobody."""

    step: str
    person: PersonId | None


def next_of(
    workflow: Workflow, item: Item, timers: Iterable[Timer], *, escalated: bool
) -> Promise | None:
    """The earliest running timer of the item's stay that tells somebody.

    `escalated`: an escalation is open on it, so that another drift joins that one silently.
    """
    kinds = ((t.due_at, _kind(workflow, item, workflow.clocks[t.clock], escalated)) for t in timers)
    told = sorted((at, kind) for at, kind in kinds if kind)
    return Promise(told[0][1], told[0][0]) if told else None


def awaited(workflow: Workflow, item: Item) -> Awaited | None:
    """The step that would take the item on its way, by the file's order; None where none does.

    What a mark alone opens comes first: a challenge waits to be decided before anything else.
    """
    open_ = [s for s in workflow.steps.values() if steps.is_open(workflow, item, s)]
    on = [rule for rule in open_ if _takes_on(workflow, item, rule)]
    rule = next((rule for rule in on if rule.only), next(iter(on), None))
    return Awaited(rule.name, _first_who_may(item, rule)) if rule else None


def asked_already(workflow: Workflow, timers: Iterable[Timer]) -> frozenset[str]:
    """What a clock has asked that runs again because nobody has answered."""
    again = (workflow.clocks[timer.clock].asks for timer in timers if timer.turn > 1)
    return frozenset(asks for asks in again if asks)


def _kind(workflow: Workflow, item: Item, clock: Clock, escalated: bool) -> str | None:  # noqa: FBT001
    """The kind of letter that a clock sends when it runs out; None where nobody hears."""
    if item.marks & set(clock.unless):
        return None
    if clock.takes and ladder.can_take(workflow, item, clock.takes):
        return ESCALATION
    if clock.letter:
        return clock.letter.partition("_")[0]  # a letter's folder is its kind and which one
    return ESCALATION if clock.drift and not escalated else None


def _takes_on(workflow: Workflow, item: Item, rule: Step) -> bool:
    """Whether a step answers a mark, says for the first time what is to be said, or leads on."""
    if rule.only:
        return True
    says = bool(set(rule.unless) & set(rule.marks))
    if workflow.is_last(item.state):
        return says
    return says or (rule.to is not None and rule.to != item.state)


def _first_who_may(item: Item, rule: Step) -> PersonId | None:
    people = (
        p for relation in rule.by if relation != "closeloop" for p in item.around.who(relation)
    )
    return next((p for p in people if may_take(item, rule, p)), None)
