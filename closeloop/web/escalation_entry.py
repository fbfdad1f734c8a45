"""Raise an escalation: what it means for the child, what was tried, what is asked for."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import escalation
from closeloop.rules import refs
from closeloop.rules.items import ItemId
from closeloop.rules.refusals import Unseen, Wrong
from closeloop.store import actions
from closeloop.store.actions import ActionView
from closeloop.web import fields
from closeloop.web.door import Page
from closeloop.web.fields import ONE_LINE, Choice, Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, today

front = Page("escalation_entry", __name__)
CHILD = Field(
    name="child_ref", label="Child reference", kind="line", most=20, asks="Enter a child reference"
)
WORDS = (
    Field(
        name="impact",
        label="What does this mean for the child?",
        hint="About the child, never about a worker’s conduct",  # noqa: RUF001 - as it is printed
        asks="Enter what it means for the child",
    ),
    Field(
        name="tried",
        label="What was tried before?",
        hint="Or why nothing was",
        asks="Enter what was tried before, or why nothing was",
    ),
    Field(name="asks", label="What do you ask for?", asks="Enter what you ask for"),
)
LEVEL = Field(
    name="level", label="Which level (optional)", hint="The team manager where you choose none",
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


@front.get("/escalations/new")
def new() -> str:
    """The form; about an action where the address names one."""
    with looking() as look:
        about = _about(look)
        return _page(look, about, _fields(look, about), {})


@front.post("/escalations/new")
def raise_it() -> Response | tuple[str, HTTPStatus]:
    """Raise it; or the form again, with every word still there."""
    with looking() as look:
        about = _about(look)
        asked = _fields(look, about)
        try:
            return _raised(about, asked)
        except Wrong as wrong:
            errors = fields.errors_of(wrong, asked)
            return _page(look, about, asked, errors), HTTPStatus.UNPROCESSABLE_ENTITY
        except Unseen:
            errors = {"child_ref": "There is no such child that you can see. Check the reference"}
            return _page(look, about, asked, errors), HTTPStatus.UNPROCESSABLE_ENTITY


def _raised(about: ActionView | None, asked: list[Field]) -> Response:
    facts = fields.read_or_refuse(asked, request.form, today())
    given = {name: str(value) for name, value in facts.items() if name != CHILD.name}
    with pressing() as press:
        made = escalation.raise_one(
            press.session,
            house().rulebook(press.session),
            given,
            by=me().id,
            now=house().now(),
            action=about.id if about else None,
            child_ref=None if about else str(facts[CHILD.name]),
        )
        says = f"{refs.ref('E', made)} is raised. Who is asked has been told."
        press.done(url_for("escalation.show", item=made), says)
    return press.answer()


def _about(look: Look) -> ActionView | None:
    """The action that it is about. Raises Unseen where it is not the reader's to see."""
    named = request.args.get("action")
    if named is None:
        return None
    number = refs.action_id(named)
    if number is None:
        raise Unseen
    return actions.one(look.session, look.reader, ItemId(number))


def _fields(look: Look, about: ActionView | None) -> list[Field]:
    workflow = look.reader.rulebook.newest("escalation")
    rungs = [rung for rung in workflow.rungs if not (rung.offered and rung.also)]
    levels = tuple(Choice(rung.name, rung.label) for rung in rungs)
    first = [] if about else [replace(CHILD, value=request.args.get("child", ""))]
    return [*first, *WORDS, replace(LEVEL, choices=levels), REASON]


def _page(
    look: Look, about: ActionView | None, asked: list[Field], errors: Mapping[str, str]
) -> str:
    return page(
        "escalation_entry",
        look=look,
        action=about,
        ref=refs.action_ref(about.id) if about else "",
        fields=fields.filled(asked, said(), errors),
        errors=fields.in_summary(errors, asked),
    )
