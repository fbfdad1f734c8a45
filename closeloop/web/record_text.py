"""Text to copy into a child's record: what was found and agreed, for one child at a time."""

from collections.abc import Sequence
from datetime import datetime

from closeloop.rules.day_words import full_day_words
from closeloop.rules.refs import action_ref, ref
from closeloop.rules.working_days import london_day
from closeloop.store.actions import ActionView
from closeloop.store.escalation_views import EscalationView
from closeloop.store.history import Event
from closeloop.web import events
from closeloop.web.reading import Look


def of_action(look: Look, view: ActionView) -> str:
    """What stands on the record of an action's child."""
    return "\n".join(lines_of(look, view))


def lines_of(look: Look, view: ActionView, agreed: Sequence[str] = ()) -> list[str]:
    """An action in plain lines, with what was agreed on it."""
    due = f", by {full_day_words(london_day(view.due_at))}" if view.due_at else ""
    return [
        f"Audit of {full_day_words(view.audited_on)}, standard {view.standard}: {view.finding}",
        f"What needs to happen: {view.action}",
        *agreed,
        f"By {look.name(view.owner)}{due}.",
        f"Reference {action_ref(view.id)}.",
    ]


def of_escalation(look: Look, view: EscalationView, entries: Sequence[Event]) -> str:
    """What stands on the child's record of an escalation: raised, and every step since."""
    workflow = look.reader.rulebook.workflows[view.item.follows]
    about = f" about {action_ref(view.action)}" if view.action else ""
    raised = f"raised by {look.name(view.raised_by)} on {_day(view.begun_at)}"
    lines = [
        f"Escalation {ref('E', view.id)}{about}, {raised}.",
        f"Impact on the child: {view.impact}",
        f"What is asked for: {view.asks}",
    ]
    for entry in entries[1:]:
        if entry.kind in workflow.steps:
            told = events.as_told(look, workflow, entry)
            said = " ".join((f"{told.what}.", *told.says))
            lines.append(f"{_day(told.at)}, {told.who}: {said}")
    return "\n".join(lines)


def _day(at: datetime) -> str:
    return full_day_words(london_day(at))
