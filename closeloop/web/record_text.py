"""Text to copy into a child's record: what was found and agreed, for one child at a time."""

from collections.abc import Sequence

from closeloop.rules.day_words import full_day_words
from closeloop.rules.refs import action_ref
from closeloop.rules.working_days import london_day
from closeloop.store.actions import ActionView
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
