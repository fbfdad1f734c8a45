"""What may be answered to an escalation, and what each answer asks for."""

from dataclasses import dataclass, replace

from closeloop.rules import ladder
from closeloop.rules.workflow import Workflow
from closeloop.store.escalation_views import EscalationView
from closeloop.web.fields import ONE_LINE, Choice, Field
from closeloop.web.reading import Look
from closeloop.web.step_fields import TYPED_DATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One way to answer: the step that it takes, and what it asks for."""

    step: str
    words: str
    offered: str = ""  # the words for drift that closeloop offered
    response: str = ""  # of the receiver or the raiser; none closes it
    outcome: str = ""
    takes: tuple[str, ...] = ("note",)
    done: str


CHOICES = {
    "resolved": Answer(
        step="resolve",
        words="It is put right: what changed",
        offered="No concern now: why",
        response="resolved",
        done="Your answer is sent.",
    ),
    "direction": Answer(
        step="direct",
        words="I have directed: what, by whom, by when",
        offered="My view: what should happen, by when",
        response="direction",
        takes=("note", "by_on"),
        done="Your answer is sent. It is looked at again on the date that you gave.",
    ),
    "pass_up": Answer(
        step="pass_up",
        words="It needs the next level: why",
        offered="Raise it: why",
        response="escalate",
        takes=("note", "level", "reason"),
        done="It is with the next level.",
    ),
    "escalate": Answer(
        step="escalate",
        words="Not resolved, next level: why",
        response="escalate",
        takes=("note", "level", "reason"),
        done="It is with the next level.",
    ),
    "back_on_track": Answer(
        step="close",
        words="Back on track, close it",
        outcome="back_on_track",
        done="It is closed: back on track.",
    ),
    "no_longer_needed": Answer(
        step="close",
        words="No longer needed, close it",
        outcome="no_longer_needed",
        done="It is closed: no longer needed.",
    ),
    "unresolved": Answer(
        step="close",
        words="Close it unresolved",
        outcome="unresolved",
        done="It is closed, unresolved.",
    ),
}
RESPONSES = {
    "resolved": "It is put right",
    "direction": "Directed",
    "escalate": "It needs the next level",
}
NOTE = Field(
    name="note", label="In a sentence or two", asks="Enter what you want to say, in a sentence"
)
BY_ON = Field(
    name="by_on", label="By when, where you direct", hint=TYPED_DATE, kind="date", optional=True,
    asks="Enter by when it is to happen",
)  # fmt: skip
LEVEL = Field(
    name="level", label="Which level (optional)", hint="The next one where you choose none",
    kind="select", optional=True,
)  # fmt: skip
REASON = Field(
    name="reason",
    label="Why a level is passed over (optional)",
    kind="line",
    most=ONE_LINE,
    optional=True,
    asks="Enter why a level is passed over",
)


def of(look: Look, view: EscalationView, chosen: str = "") -> list[Field]:
    """What the reader is asked: the answers open to them, and what those need.

    `chosen`: the answer that a link has named, to begin with.
    """
    open_ = {name: one for name, one in CHOICES.items() if one.step in view.steps}
    if not open_:
        return []
    is_offered = ladder.OFFERED in view.item.marks
    choices = tuple(
        Choice(name, one.offered if is_offered and one.offered else one.words)
        for name, one in open_.items()
    )
    asked = [
        Field(
            name="answer",
            label="Your answer",
            kind="choice",
            choices=choices,
            asks=CHOOSE,
            value=chosen if chosen in open_ else "",
        ),
        NOTE,
    ]
    taken = {name for one in open_.values() for name in one.takes}
    if "by_on" in taken:
        asked.append(BY_ON)
    if "level" in taken:
        asked += _levels(look.reader.rulebook.workflows[view.item.follows], view)
    return asked


CHOOSE = "Choose your answer"


def _levels(workflow: Workflow, view: EscalationView) -> list[Field]:
    """The levels to which it may go straight, where there is a choice."""
    higher = ladder.path(workflow, view.item)
    if len(higher) < 2:  # noqa: PLR2004 - one is no choice
        return []
    choices = tuple(Choice(rung.name, rung.label) for rung in higher)
    return [replace(LEVEL, choices=choices), REASON]
