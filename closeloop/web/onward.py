"""What comes next for an action: what a reader may do, whom it waits for, where it has been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from markupsafe import Markup

from closeloop.rules import independence
from closeloop.rules.day_words import listed
from closeloop.rules.independence import Bar
from closeloop.rules.people import PersonId
from closeloop.rules.workflow import Step as Rule
from closeloop.rules.workflow import Workflow
from closeloop.rules.working_days import london_day
from closeloop.store.actions import ActionView
from closeloop.store.history import Event
from closeloop.web.reading import Look
from closeloop.web.words import plainly

MOST_BUTTONS = 4
CHALLENGE = "challenge"
BY = {  # relations as pages say them
    "owner": "the owner",
    "owners_manager": "the owner’s line manager",  # noqa: RUF001 - as it is printed
    "manager_above": "a manager above them",
    "auditor": "the auditor",
    "any_auditor": "an auditor",
    "qa_lead": "a QA lead",
    "iro": "the child’s IRO",  # noqa: RUF001
    "cp_chair": "the child’s chair",  # noqa: RUF001
    "head_of_service": "the head of service",
    "receiver": "the person who is asked",
    "raiser": "the person who raised it",
}


BARS = {  # what keeps somebody from a step
    "owner": "you own it",
    "once_owner": "you owned it before",
    "owners_manager": "you line-manage its owner",
    "once_owners_manager": "you line-managed an owner of it",
    "auditor": "you wrote the finding",
}
AS_DEPUTY = {
    "owner": "you are the deputy of its owner",
    "once_owner": "you are the deputy of somebody who owned it before",
    "owners_manager": "you are the deputy of its owner’s line manager",  # noqa: RUF001
    "once_owners_manager": "you are the deputy of a line manager of an owner of it",
    "auditor": "you are the deputy of who wrote the finding",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is offered: its name in the workflow, and the words on its button."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One state on the way: when it was reached, or for whom it waits."""

    words: str
    reached_on: date | None
    is_now: bool
    waits_for: str


def offered(look: Look, view: ActionView) -> list[Step]:
    """The reader's steps, what the action waits for first; never one that would be refused."""
    steps = workflow_of(look, view).steps
    awaited = view.awaits.step if view.awaits else ""
    ordered = sorted(view.allowed, key=lambda name: (name != "acknowledge", name != awaited))
    return [Step(name, steps[name].label) for name in ordered]


def who_may(rule: Rule) -> str:
    """Who may take a step, and who never: "For the auditor or a QA lead; never the owner"."""
    may = " or ".join(BY.get(relation, plainly(relation)) for relation in rule.by)
    never = [BY[relation] for relation in rule.never if relation in BY]
    return f"This is for {may}" + (f"; never for {' or '.join(never)}." if never else ".")


def why_not(view: ActionView, rule: Rule, person: PersonId) -> str:
    """What keeps somebody from a step that would be theirs otherwise: "You cannot: you own it."."""
    found = independence.bar(view.item, rule, person)
    return f"You cannot, because {bar_words(found)}." if found else ""


def bar_words(bar: Bar) -> str:
    """Why somebody may not: "you own it"."""
    said = AS_DEPUTY if bar.as_deputy else BARS
    return said.get(bar.relation, "you are too near to it")


def who_decides(look: Look, view: ActionView) -> Markup:
    """Who would decide a challenge made now, by when, and whether the clocks wait meanwhile."""
    workflow = workflow_of(look, view)
    names = listed([look.name(one) for one in view.item.around.who("who_decides")])
    says = Markup("{} decides, not {}, who wrote the finding").format(
        names, look.name(view.auditor)
    )
    clock = next((c for c in workflow.clocks.values() if CHALLENGE in c.started_by), None)
    if clock and (amount := clock.after.get(view.item.severity)):
        days = look.reader.rulebook.days_for(view.item.severity)
        due_at = amount.since(look.clock.now, days)
        says = Markup("{}: {}").format(says, look.clock.due(due_at, severity=view.item.severity))
    is_held = view.item.severity in workflow.steps[CHALLENGE].holds
    waits = "Until then its clock is held." if is_held else "Its clock runs on meanwhile."
    return Markup("{}. {}").format(says, waits)


def address_of(view: ActionView, step: str) -> str:
    """The page of a step: verifying has one of its own, with the next behind it."""
    if step == "verify":
        return url_for("verify.show", item=view.id)
    return url_for("step.show", item=view.id, step=step)


def workflow_of(look: Look, view: ActionView) -> Workflow:
    """The workflow version that an action follows."""
    return look.reader.rulebook.workflows[view.item.follows]


def next_words(look: Look, view: ActionView) -> Markup:
    """What happens next, by whom, by when: "Next: Tia, log a discussion, due …"."""
    if view.awaits is None:
        return Markup("Nothing more is asked.")
    label = workflow_of(look, view).steps[view.awaits.step].label
    who = "you" if view.awaits.person in look.acts_for() else look.first_name(view.awaits.person)
    words = Markup("Next: {}, {}").format(who, label[0].lower() + label[1:])
    due = look.clock.due(view.due_at, severity=view.item.severity, held_at=view.item.held_at)
    return Markup("{}, {}.").format(words, due) if due else Markup("{}.").format(words)


def next_said(look: Look, view: ActionView) -> str:
    """The same as plain text, for a banner."""
    return str(next_words(look, view).striptags())


def stages(look: Look, view: ActionView, events: Sequence[Event]) -> list[Stage]:
    """The states on the way, in order, with when each was reached."""
    workflow = workflow_of(look, view)
    path = _path(workflow)
    if view.item.state not in path:
        path = [*path, view.item.state]
    here = path.index(view.item.state)
    reached = {event.after: london_day(event.at) for event in events if event.after != event.before}
    return [
        Stage(
            workflow.states[name].label,
            reached.get(name) if place <= here else None,
            place == here,
            _waits(look, view, place - here),
        )
        for place, name in enumerate(path)
    ]


def _path(workflow: Workflow) -> list[str]:
    """The states from the first to the end, by the first step in the file that leads on."""
    path = [workflow.begins]
    while not workflow.is_last(path[-1]):
        onward = (
            step.to
            for step in workflow.steps.values()
            if path[-1] in step.sources and step.to and step.to not in path
        )
        following = next(onward, None)
        if following is None:
            break
        path.append(following)
    return path


def _waits(look: Look, view: ActionView, ahead: int) -> str:
    """For whom the next state waits."""
    if ahead == 1 and view.awaits and view.awaits.person:
        return look.first_name(view.awaits.person)
    return ""
