"""The record of a supervision: what was logged, and one text to copy for each child."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop.correction import may_correct
from closeloop.loop.supervision import SAID
from closeloop.rules.day_words import full_day_words, record_words
from closeloop.rules.refs import action_ref
from closeloop.rules.refusals import NotYours, Wrong
from closeloop.store import actions, corrections, supervision_views
from closeloop.store.actions import ActionView
from closeloop.store.corrections import Correction
from closeloop.store.supervision_views import DiscussedView, SupervisionView
from closeloop.store.supervisions import SupervisionId
from closeloop.web import record_text, supervision_after
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.supervision_form import KIND_WORDS
from closeloop.web.visitor import me

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
        return _page(look, held, {})


@front.post("/supervision/records/<supervision:supervision>")
def add(supervision: int) -> Response | tuple[str, HTTPStatus]:
    """Correct it, or offer what was learnt to the team, without anybody's name."""
    with looking() as look:
        held = supervision_views.one(look.session, look.reader, SupervisionId(supervision))
        if held.by != me().id:
            raise NotYours
        try:
            return _added(look, held)
        except Wrong as wrong:
            return _page(look, held, wrong.errors), HTTPStatus.UNPROCESSABLE_ENTITY


def _added(look: Look, held: SupervisionView) -> Response:
    if "offer" in request.form:
        does = supervision_after.offer(look, held)
    else:
        does = supervision_after.correct(held)
    with pressing() as press:
        says = does(press.session)
        press.done(url_for("supervision_record.show", supervision=held.id), says)
    return press.answer()


def _page(look: Look, held: SupervisionView, errors: Mapping[str, str]) -> str:
    ids = [entry.action for entry in held.entries]
    views = {view.id: view for view in actions.many(look.session, look.reader, ids)}
    corrected = corrections.of(look.session, look.reader.sight, held.id)
    mine = held.by == me().id
    return page(
        "supervision_record",
        look=look,
        held=held,
        kind=KIND_WORDS[held.kind],
        entries=[(entry, views[entry.action]) for entry in held.entries],
        corrected=corrected,
        may_correct=may_correct(look.reader.rulebook, held, me().id, look.clock.now),
        offers=supervision_after.offers(look, held, said()) if mine else [],
        typed=said(),
        outcomes=OUTCOMES,
        texts=_texts(look, held, list(views.values()), corrected),
        action_ref=action_ref,
        wrong=errors,
        errors=[{"text": says, "href": f"#{name}"} for name, says in errors.items()],
    )


def _texts(
    look: Look,
    held: SupervisionView,
    views: Sequence[ActionView],
    corrected: Sequence[Correction],
) -> list[tuple[str, str]]:
    """One text a child, never two children in one; a correction stands beside what it corrects."""
    agreed = {entry.action: entry for entry in held.entries}
    of_child: dict[str, list[str]] = {}
    for view in views:
        lines = record_text.lines_of(look, view, _agreed(agreed[view.id]))
        lines += [
            f"Corrected on {record_words(one.at)}: {one.text}"
            for one in corrected
            if one.action in (None, view.id)
        ]
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
