"""Verify one action: is it on the record, what was seen, has it made a difference; then the next.

What is not there, or only in part, goes back to its owner from the same page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import steps
from closeloop.rules.items import ItemId
from closeloop.rules.moves import Fact
from closeloop.rules.refs import action_ref
from closeloop.rules.refusals import MovedOn, NotNow, Wrong
from closeloop.store import actions, claims, history
from closeloop.store.actions import ActionView
from closeloop.web import events, fields, onward, step_fields, tags, verifying
from closeloop.web.door import Page
from closeloop.web.fields import Choice, Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import Press, pressing
from closeloop.web.reading import Look, look, looking
from closeloop.web.step import MOST_EVENTS, SAID_BEFORE, refused_page, who_moved
from closeloop.web.supervision_form import typed
from closeloop.web.visitor import me

front = Page("verify", __name__)
RETURNS = "returns"  # what the form that returns it carries
VERIFY, RETURN, IMPACT = "verify", "return", "impact"
SEEN = Field(
    name="seen", label="Is it on the child’s record?", kind="choice",  # noqa: RUF001
    choices=(Choice("yes", "Seen"), Choice("part", "Part of it"), Choice("no", "Not seen")),
    asks="Choose whether you saw it on the record",
)  # fmt: skip
NOTE = step_fields.WORDS[VERIFY, "note"]
DIFFERENCE = replace(
    step_fields.WORDS[IMPACT, "difference"],
    label="Has it made a difference for the child? (where you saw it)",
    optional=True,
)
AGAIN = replace(step_fields.WORDS[IMPACT, "ask_again_on"], label="Ask again on, if too early")
ASK_AGAIN_AFTER = 20  # working days, unless another day is typed
LEADS = {"part": "Part done", "no": "Not on the record"}


@dataclass(frozen=True, slots=True)
class Form:
    """One action to verify, and what the page asks about it."""

    look: Look
    view: ActionView
    fields: list[Field]


@front.get("/verifying/<action:item>")
def show(item: int) -> str | tuple[str, HTTPStatus]:
    """What was found, what was done, where it is; or why it is not the reader's to verify."""
    with looking() as seen:
        view = actions.one(seen.session, seen.reader, ItemId(item))
        if VERIFY not in view.allowed:
            return refused_page(seen, view, VERIFY)
        return _page(_return_form(seen, view) if RETURNS in said() else _form(seen, view), {})


@front.post("/verifying/<action:item>")
def save(item: int) -> Response | tuple[str, HTTPStatus]:
    """Verify it, or ask what is missing and return it; then on to the next."""
    try:
        return _saved(ItemId(item))
    except Wrong as wrong:
        with looking() as seen:
            view = actions.one(seen.session, seen.reader, ItemId(item))
            form = _return_form(seen, view) if RETURNS in request.form else _form(seen, view)
            errors = fields.errors_of(wrong, form.fields)
            return _page(form, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    except (MovedOn, NotNow):
        return _moved_on(ItemId(item)), HTTPStatus.CONFLICT


def _saved(item: ItemId) -> Response | tuple[str, HTTPStatus]:
    with looking() as seen:
        view = actions.one(seen.session, seen.reader, item)
        steps.may_take(seen.reader.rulebook, view.item, VERIFY, me().id)
        if RETURNS in request.form:
            taken = _as_return(_return_form(seen, view))
        else:
            form = _form(seen, view)
            facts = fields.read_or_refuse(form.fields, request.form, seen.reader.day)
            if facts["seen"] != "yes":
                return _page(_return_form(seen, view, facts), {}), HTTPStatus.OK
            taken = _as_verified(seen, view, facts)
    with pressing() as press:
        rulebook, read_as = house().rulebook(press.session), request.form.get("read_as", type=int)
        for step, given in taken:
            now = house().now()
            steps.take(
                press.session, rulebook, item, step, given, by=me().id, now=now, read_as=read_as
            )
            read_as = None
        claims.hand_back(press.session, item, me().id)
        _lead_on(press, item, taken[0][0])
    return press.answer()


def _as_verified(
    seen: Look, view: ActionView, facts: Mapping[str, Fact]
) -> list[tuple[str, dict[str, Fact]]]:
    """The steps that say: it is there, and whether it made a difference."""
    taken: list[tuple[str, dict[str, Fact]]] = [(VERIFY, {"note": facts["note"]})]
    difference = facts.get("difference")
    if IMPACT not in onward.workflow_of(seen, view).steps:
        return taken
    if not difference:
        raise Wrong({"difference": DIFFERENCE.asks})
    given: dict[str, Fact] = {"difference": difference, "note": facts["note"]}
    if difference == "too_early":
        again_on = facts.get("ask_again_on")
        if not isinstance(again_on, date):
            raise Wrong({"ask_again_on": AGAIN.asks})
        given["ask_again_on"] = again_on
    return [*taken, (IMPACT, given)]


def _as_return(form: Form) -> list[tuple[str, dict[str, Fact]]]:
    facts = fields.read_or_refuse(form.fields, request.form, form.look.reader.day)
    lead = facts.pop(step_fields.LEAD)
    return [(RETURN, facts | {"reason": f"{lead}. {facts['reason']}"})]


def _lead_on(press: Press, item: ItemId, step: str) -> None:
    """To the next in the queue, with what became of this one."""
    seen = look(press.session)
    view = actions.many(press.session, seen.reader, [item])
    done = "is verified." if step == VERIFY else "went back to its owner."
    says = f"{action_ref(item)} {done}"
    if view and step == VERIFY and view[0].awaits is not None:  # critical: a second pair of eyes
        says = f"{says} {onward.next_said(seen, view[0])}"
    following = verifying.next_of(seen)
    if following is None:
        press.done(url_for("verifying.show"), f"{says} Nothing else waits for you.")
    else:
        press.done(url_for("verify.show", item=following.id), f"{says} This is the next.")


def _form(seen: Look, view: ActionView) -> Form:
    again_on = seen.reader.rulebook.days.add(ASK_AGAIN_AFTER, seen.reader.day)
    asked = [SEEN, NOTE]
    if IMPACT in onward.workflow_of(seen, view).steps:
        asked += [DIFFERENCE, replace(AGAIN, value=typed(again_on))]
    return Form(seen, view, asked)


def _return_form(seen: Look, view: ActionView, facts: Mapping[str, Fact] | None = None) -> Form:
    """What the step asks that returns it, begun with what was typed already."""
    rule = onward.workflow_of(seen, view).steps[RETURN]
    known = {}
    if facts:
        known = {step_fields.LEAD: LEADS[str(facts["seen"])], "reason": str(facts["note"])}
    asked = step_fields.of(seen, view, rule)
    return Form(seen, view, [replace(one, value=known.get(one.name, one.value)) for one in asked])


def _page(form: Form, errors: Mapping[str, str], *, moved: str = "") -> str:
    seen, view = form.look, form.view
    workflow = onward.workflow_of(seen, view)
    told = history.events(seen.session, view.id, limit=MOST_EVENTS).items
    by_people = [one for one in reversed(told) if one.actor_id and one.kind != "raise"]
    claim = claims.of(seen.session, [view.item], seen.clock.now).get(view.id)
    return page(
        "verify",
        look=seen,
        action=view,
        ref=action_ref(view.id),
        tags=tags.of(workflow, view.item),
        said_before=[events.as_told(seen, workflow, one) for one in by_people[:SAID_BEFORE]],
        claim=claim,
        is_mine=claim is not None and claim.person == me().id,
        fields=fields.filled(form.fields, said(), errors),
        errors=fields.in_summary(errors, form.fields),
        returns=form.fields[0].name != SEEN.name,
        countersigned="countersign" in workflow.steps and view.item.severity == "critical",
        moved=moved,
        read_as=view.item.move_no,
    )


def _moved_on(item: ItemId) -> str:
    """Somebody was faster: the page again where it may still be verified, else what is possible."""
    with looking() as seen:
        view = actions.one(seen.session, seen.reader, item)
        moved = who_moved(seen, view)
        if VERIFY in view.allowed:
            return _page(_form(seen, view), {}, moved=moved)
        return refused_page(seen, view, VERIFY, moved)[0]
