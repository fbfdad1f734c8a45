"""Take a step on an action: one page for any step of its workflow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import steps
from closeloop.rules.day_words import time_words
from closeloop.rules.items import ItemId
from closeloop.rules.moves import Fact
from closeloop.rules.refs import action_ref
from closeloop.rules.refusals import MovedOn, NotNow, NotYours, Wrong
from closeloop.rules.workflow import Step
from closeloop.store import actions, history
from closeloop.store.actions import ActionView
from closeloop.store.history import Event
from closeloop.web import events, fields, onward, refusals, refused, step_fields, tags
from closeloop.web.door import Page
from closeloop.web.events import Told
from closeloop.web.fields import Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, look, looking
from closeloop.web.visitor import me, today

front = Page("step", __name__)
MOST_EVENTS = 500
SAID_BEFORE = 3  # entries beside the form: what was done, where, what the challenge says
SURE = {"withdraw"}  # asked once more before it is done
DONE = {
    "acknowledge": "You have said that you read it.",
    "address": "It is noted where this is recorded.",
    "discuss": "The discussion is logged.",
    "verify": "It is verified.",
    "return": "It went back to its owner.",
    "reopen": "It is open again.",
    "withdraw": "It is withdrawn.",
    "challenge": "Your challenge is with the person who decides.",
    "decide": "Your decision is recorded.",
    "reassign": "It has a new owner, who is asked to read it.",
    "ask_for_time": "Your manager is asked for more time.",
    "extend": "It has a new date.",
    "impact": "Your answer is recorded.",
    "countersign": "It is countersigned.",
}


@dataclass(frozen=True, slots=True)
class Form:
    """The page of one step on one action, as it stands now."""

    look: Look
    view: ActionView
    step: Step
    fields: list[Field]


@front.get("/actions/<action:item>/<step>")
def show(item: int, step: str) -> str | tuple[str, HTTPStatus]:
    """The page of a step; where it may not be taken, the page that says why."""
    with looking() as seen:
        form = _form(seen, ItemId(item), step)
        if step not in form.view.allowed:
            return refused_page(seen, form.view, step)
        return _page(form, {})


@front.post("/actions/<action:item>/<step>")
def take(item: int, step: str) -> Response | tuple[str, HTTPStatus]:
    """Take the step; or the page again, with every word still there."""
    try:
        return _taken(ItemId(item), step)
    except Wrong as wrong:
        with looking() as seen:
            form = _form(seen, ItemId(item), step)
            errors = fields.errors_of(wrong, form.fields)
            return _page(form, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    except (MovedOn, NotNow):
        return _moved_on(ItemId(item), step), HTTPStatus.CONFLICT


def _taken(item: ItemId, step: str) -> Response | tuple[str, HTTPStatus]:
    with looking() as seen:
        form = _form(seen, item, step)
        steps.may_take(seen.reader.rulebook, form.view.item, step, me().id)
        facts = fields.read_or_refuse(form.fields, request.form, today())
        if step in SURE and "sure" not in request.form:
            return _page(form, {}, asks_sure=True), HTTPStatus.OK
    with pressing() as press:
        steps.take(
            press.session,
            house().rulebook(press.session),
            item,
            step,
            _as_facts(facts),
            by=me().id,
            now=house().now(),
            read_as=request.form.get("read_as", type=int),
        )
        press.done(url_for("action.show", item=item), _says(look(press.session), item, step))
    return press.answer()


def _says(seen: Look, item: ItemId, step: str) -> str:
    """What the banner says: what happened and what comes next, never what was typed."""
    done = DONE.get(step, "It is done.")
    found = actions.many(seen.session, seen.reader, [item])
    following = onward.next_said(seen, found[0]) if found else ""
    return f"{action_ref(item)}: {done} {following}".strip()


def _as_facts(read: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts that the step takes: a usual reason stands before the words."""
    facts = dict(read)
    if lead := facts.pop(step_fields.LEAD, None):
        facts["reason"] = f"{lead}. {facts['reason']}"
    return facts


def _form(seen: Look, item: ItemId, step: str) -> Form:
    view = actions.one(seen.session, seen.reader, item)
    rule = onward.workflow_of(seen, view).steps.get(step)
    if rule is None:
        raise NotNow(item, names=view.allowed)
    return Form(seen, view, rule, step_fields.of(seen, view, rule))


def _page(
    form: Form, errors: Mapping[str, str], *, asks_sure: bool = False, moved: str = ""
) -> str:
    view, workflow = form.view, onward.workflow_of(form.look, form.view)
    told = history.events(form.look.session, view.id, limit=MOST_EVENTS).items
    by_people = [one for one in reversed(told) if one.actor_id and one.kind != "raise"]
    before = [events.as_told(form.look, workflow, one) for one in by_people[:SAID_BEFORE]]
    decides = form.step.name == "decide"
    return page(
        "step",
        look=form.look,
        action=view,
        said_before=before,
        sides=_sides(form, by_people) if decides else [],
        who_decides=onward.who_decides(form.look, view) if form.step.name == "challenge" else "",
        ref=action_ref(view.id),
        step=form.step,
        tags=tags.of(workflow, view.item),
        fields=fields.filled(form.fields, said(), errors),
        errors=fields.in_summary(errors, form.fields),
        asks_sure=asks_sure,
        moved=moved,
        read_as=view.item.move_no,
    )


def _sides(form: Form, entries: Sequence[Event]) -> list[tuple[str, list[Told]]]:
    """What a decider compares with the finding: the challenge, and what was said besides."""
    workflow = onward.workflow_of(form.look, form.view)
    challenge = next((one for one in entries if one.kind == onward.CHALLENGE), None)
    others = [one for one in entries if one is not challenge][: 2 * SAID_BEFORE]
    parts = (("The challenge", [challenge] if challenge else []), ("History", others))
    return [
        (words, [events.as_told(form.look, workflow, one) for one in some]) for words, some in parts
    ]


def refused_page(
    seen: Look, view: ActionView, step: str, moved: str = ""
) -> tuple[str, HTTPStatus]:
    """Why a step may not be taken, who can, and what is possible instead."""
    rule = onward.workflow_of(seen, view).steps[step]
    refusal: NotYours | NotNow = NotNow(view.id)
    if seen.reader.rulebook.is_open(view.item, step) and not moved:
        refusal = NotYours(view.id)
    not_yours = isinstance(refusal, NotYours)
    return (
        page(
            "moved_on",
            look=seen,
            action=view,
            ref=action_ref(view.id),
            title="You cannot do this" if not_yours else "This is not possible now",
            says=onward.who_may(rule) if not_yours else "",
            why=onward.why_not(view, rule, me().id) if not_yours else "",
            moved=moved,
            steps=onward.offered(seen, view),
            address_of=onward.address_of,
            typed=refusals.typed(),
            next=onward.next_words(seen, view),
        ),
        refused.status_of(refusal),
    )


def _moved_on(item: ItemId, step: str) -> str:
    """Somebody was faster: who, what is possible now, and every word to keep or send again."""
    with looking() as seen:
        form = _form(seen, item, step)
        moved = who_moved(seen, form.view)
        if step in form.view.allowed:
            return _page(form, {}, moved=moved)
        return refused_page(seen, form.view, step, moved)[0]


def who_moved(seen: Look, view: ActionView) -> str:
    """Who did the last thing to an action: "Tia Manager, at 4:10pm: Log a discussion."."""
    last = history.events(seen.session, view.id, limit=MOST_EVENTS).items[-1]
    rule = onward.workflow_of(seen, view).steps.get(last.kind)
    words = rule.label if rule else last.kind
    return f"{seen.name(last.actor_id)}, at {time_words(last.at)}: {words}."
