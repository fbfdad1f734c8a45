"""An escalation: one object with an owner, a clock, an answer and a close."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import escalation
from closeloop.rules.items import ItemId
from closeloop.rules.moves import Fact
from closeloop.rules.refs import action_ref, ref
from closeloop.rules.refusals import MovedOn, NotNow, Wrong
from closeloop.store import escalation_views, history
from closeloop.store.escalation_views import EscalationView
from closeloop.web import (
    escalation_fields,
    escalation_rungs,
    events,
    fields,
    record_text,
    refusals,
)
from closeloop.web.door import Page
from closeloop.web.escalations import days_used, tags_of
from closeloop.web.fields import Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, today

front = Page("escalation", __name__)
MOST_EVENTS = 200


@front.get("/escalations/<escalation:item>")
def show(item: int) -> str:
    """One escalation, and what its reader may answer."""
    with looking() as seen:
        view = escalation_views.one(seen.session, seen.reader, ItemId(item))
        asked = escalation_fields.of(seen, view, request.args.get("answer", ""))
        return _page(seen, view, asked, {})


@front.post("/escalations/<escalation:item>")
def answer(item: int) -> Response | tuple[str, HTTPStatus]:
    """Answer it, take it on or close it; or the page again, with every word still there."""
    with looking() as seen:
        view = escalation_views.one(seen.session, seen.reader, ItemId(item))
        asked = escalation_fields.of(seen, view)
        try:
            return _answered(view, asked)
        except Wrong as wrong:
            errors = fields.errors_of(wrong, asked)
            return _page(seen, view, asked, errors), HTTPStatus.UNPROCESSABLE_ENTITY
        except (MovedOn, NotNow):
            return _moved(ItemId(item)), HTTPStatus.CONFLICT


@front.post("/escalations/<escalation:item>/cafcass")
def cafcass(item: int) -> Response:
    """Record that Cafcass was told; nobody is asked anything by it."""
    with pressing() as press:
        rulebook = house().rulebook(press.session)
        how = {"by": me().id, "now": house().now()}
        escalation.tell_cafcass(press.session, rulebook, ItemId(item), **how)  # type: ignore[arg-type]  # as named above
        says = "It is on record that you have told Cafcass. The escalation goes on beside it."
        press.done(url_for("escalation.show", item=item), says)
    return press.answer()


def _answered(view: EscalationView, asked: list[Field]) -> Response:
    facts = fields.read_or_refuse(asked, request.form, today())
    if request.form.get("read_as", type=int) not in (None, view.item.move_no):
        raise MovedOn(view.id)
    chosen = escalation_fields.CHOICES[str(facts.pop("answer"))]
    with pressing() as press:
        rulebook = house().rulebook(press.session)
        how = {"by": me().id, "now": house().now()}
        given = _given(chosen, facts)
        if chosen.response:
            escalation.respond(press.session, rulebook, view.id, chosen.response, given, **how)  # type: ignore[arg-type]  # as named above
        else:
            escalation.close(press.session, rulebook, view.id, given, **how)  # type: ignore[arg-type]  # as named above
        says = f"{ref('E', view.id)}: {chosen.done}"
        press.done(url_for("escalation.show", item=view.id), says)
    return press.answer()


def _given(chosen: escalation_fields.Answer, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Of what was typed, what the answer takes."""
    given = {name: facts[name] for name in chosen.takes if facts.get(name)}
    return given | ({"outcome": chosen.outcome} if chosen.outcome else {})


def _page(
    seen: Look, view: EscalationView, asked: list[Field], errors: Mapping[str, str], moved: str = ""
) -> str:
    workflow = seen.reader.rulebook.workflows[view.item.follows]
    entries = history.events(seen.session, view.id, limit=MOST_EVENTS).items
    return page(
        "escalation",
        look=seen,
        view=view,
        ref=ref("E", view.id),
        tags=tags_of(seen, view),
        days_used=days_used(seen, view),
        rungs=escalation_rungs.of(seen, view, entries),
        responses=escalation_fields.RESPONSES,
        fields=fields.filled(asked, said(), errors),
        errors=fields.in_summary(errors, asked),
        moved=moved,
        may_tell_cafcass="tell_cafcass" in view.steps,
        history=[events.as_told(seen, workflow, event) for event in reversed(entries)],
        text=record_text.of_escalation(seen, view, entries),
        action_ref=action_ref,
    )


def _moved(item: ItemId) -> str:
    """Somebody was faster: the page as it is now, and every word to send again."""
    with looking() as seen:
        view = escalation_views.one(seen.session, seen.reader, item)
        moved = "" if view.allowed else "\n\n".join(refusals.typed())
        asked = escalation_fields.of(seen, view)
        return _page(seen, view, asked, {}, moved=moved or "Your words are below.")
