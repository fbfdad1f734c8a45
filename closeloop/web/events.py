"""Entries of the ledger as people read them: what, who, when, and the words that were written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from closeloop.rules.day_words import full_day_words, listed
from closeloop.rules.workflow import Workflow
from closeloop.store.history import Event
from closeloop.web.reading import Look
from closeloop.web.words import plainly

CLOSELOOP, OPERATOR = "closeloop", "operator"
WORDS = {
    "raise": "Raised",
    "acknowledge": "Read by the owner",
    "discuss": "Discussed",
    "address": "Addressed",
    "verify": "Verified",
    "return": "Returned",
    "reopen": "Opened again",
    "withdraw": "Withdrawn",
    "challenge": "Challenged",
    "decide": "Challenge decided",
    "reassign": "Given to somebody else",
    "correct": "Record of the discussion corrected",
    "hand_over": "Given to another colleague to follow up",
    "ask_for_time": "More time asked for",
    "extend": "More time given",
    "impact": "Difference recorded",
    "countersign": "Countersigned",
    "resolve": "Said to be put right",
    "direct": "Directed",
    "pass_up": "Passed to the next level",
    "escalate": "Taken to the next level",
    "tell_cafcass": "Cafcass told",
    "go_up": "Went up unanswered",
    "ask_again": "Asked again",
    "close": "Closed",
    "clear": "Closed, its drift cleared",
    "calendar": "Moved, for nobody works on some days before it",
}
CLOCKS = {  # by the letter that a clock sends
    "reminder": "Reminder",
    "overdue": "Reminder, its date has passed",
    "request": "Asked for an answer",
    "escalation": "Asked for an answer",
}
LABELS = {
    "note": "",
    "reason": "Why",
    "evidence": "Where",
    "finding": "Words",
    "due_on": "Due",
    "by_on": "By",
    "ask_again_on": "Ask again",
    "held_on": "Held",
}
SHOWN = ("note", "reason", "evidence", "outcome", "decision", "difference", "voice", "due_on",
         "by_on", "ask_again_on", "held_on", "owner_email", "why", "level")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One entry to show."""

    what: str
    who: str
    at: datetime
    says: tuple[str, ...]


def as_told(look: Look, workflow: Workflow, event: Event) -> Told:
    """An entry in words."""
    says = tuple(_says(event)) + tuple(_told(look, event))
    return Told(_what(workflow, event), _who(look, event), event.at, says)


def _what(workflow: Workflow, event: Event) -> str:
    """What happened: a step, drift that was seen, or a letter that a clock owed."""
    if rule := event.data.get("drift"):
        return f"Drift seen: {plainly(str(rule))}"
    if event.kind in workflow.clocks:
        letter = workflow.clocks[event.kind].letter or "looked"
        return CLOCKS.get(letter.partition("_")[0], "Looked again")
    step = workflow.steps.get(event.kind)
    return WORDS.get(event.kind) or (step.label if step else plainly(event.kind).capitalize())


def _told(look: Look, event: Event) -> Iterator[str]:
    """Whom a clock told."""
    emails = event.data.get("told") or ()
    names = [look.directory.by_email[one].name for one in emails if one in look.directory.by_email]
    if names:
        yield f"Told {listed(names)} by email"


def _who(look: Look, event: Event) -> str:
    if event.actor_id is None:
        return "the administrator" if event.actor == OPERATOR else CLOSELOOP
    found = look.directory.by_email.get(event.acting_for or "")
    return look.name(event.actor_id) + (f" for {found.name}" if found else "")


def _says(event: Event) -> Iterator[str]:
    for name in SHOWN:
        if value := event.data.get(name):
            label = LABELS.get(name, plainly(name).capitalize())
            says = _value(str(value), is_day=name.endswith("_on"))
            yield f"{label}: {says}" if label else says


def _value(value: str, *, is_day: bool) -> str:
    if is_day:
        return full_day_words(date.fromisoformat(value[:10]))
    return plainly(value) if value.isidentifier() else value
