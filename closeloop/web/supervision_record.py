"""The record of a supervision: what was logged, and one text to copy for each child."""

from collections.abc import Sequence

from closeloop.loop.supervision import SAID
from closeloop.rules.day_words import full_day_words
from closeloop.rules.refs import action_ref
from closeloop.store import actions, supervision_views
from closeloop.store.actions import ActionView
from closeloop.store.supervision_views import DiscussedView, SupervisionView
from closeloop.store.supervisions import SupervisionId
from closeloop.web import record_text
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking
from closeloop.web.supervision_form import KIND_WORDS

front = Page("supervision_record", __name__)
OUTCOMES = {
    "on_track": "On track, no change",
    "agreed": "Agreed what happens next",
    "done": "The owner says that it is done",
    "support": "Needs support",
    "disagrees": "The owner disagrees",
}


@front.get("/supervision/records/<supervision:supervision>")
def show(supervision: int) -> str:
    """What was logged, for the two who met and the managers above."""
    with looking() as look:
        held = supervision_views.one(look.session, look.reader, SupervisionId(supervision))
        ids = [entry.action for entry in held.entries]
        views = {view.id: view for view in actions.many(look.session, look.reader, ids)}
        return page(
            "supervision_record",
            look=look,
            held=held,
            kind=KIND_WORDS[held.kind],
            entries=[(entry, views[entry.action]) for entry in held.entries],
            outcomes=OUTCOMES,
            texts=_texts(look, held, list(views.values())),
            action_ref=action_ref,
        )


def _texts(look: Look, held: SupervisionView, views: Sequence[ActionView]) -> list[tuple[str, str]]:
    """One text a child, never two children in one."""
    agreed = {entry.action: entry for entry in held.entries}
    of_child: dict[str, list[str]] = {}
    for view in views:
        lines = record_text.lines_of(look, view, _agreed(agreed[view.id]))
        of_child.setdefault(view.child_ref, []).append("\n".join(lines))
    present = f"{look.name(held.by)} and {look.name(held.supervisee)}"
    begins = f"Supervision on {full_day_words(held.held_on)}. Present: {present}."
    return [(ref, "\n\n".join([begins, *texts])) for ref, texts in sorted(of_child.items())]


def _agreed(entry: DiscussedView) -> list[str]:
    note = entry.note if entry.note != SAID.get(entry.outcome) else None
    lines = [f"{OUTCOMES[entry.outcome]}{f': {note}' if note else '.'}"]
    if entry.agreed_due_on:
        lines.append(f"Agreed date: {full_day_words(entry.agreed_due_on)}.")
    return lines
