"""A footprint: one choice, one press, and text for the child's record."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import footprint
from closeloop.rules.day_words import full_day_words
from closeloop.rules.refusals import NotYours, Wrong
from closeloop.store import children, footprints
from closeloop.store.children import Child
from closeloop.store.footprints import Footprint
from closeloop.web import fields
from closeloop.web.door import Page
from closeloop.web.fields import ONE_LINE, Choice, Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.supervision_form import typed
from closeloop.web.visitor import me, today

front = Page("footprint", __name__)
KINDS = {"check": "Check", "challenge": "Challenge", "praise": "Praise"}
DONE = {"check": "Checked", "challenge": "Challenged", "praise": "Praised"}
HINTS = {
    "check": "You have looked, and the plan is on its way",
    "challenge": "Something stands in its way",
    "praise": "Something is done well",
}


@front.get("/children/<ref>/footprint")
def new(ref: str) -> str:
    """The form."""
    with looking() as look:
        return _page(_child(look, ref), _fields(), {})


@front.post("/children/<ref>/footprint")
def leave(ref: str) -> Response | tuple[str, HTTPStatus]:
    """Leave it; or the form again, with every word still there."""
    with looking() as look:
        child = _child(look, ref)
        asked = _fields()
        try:
            return _left(child, asked)
        except Wrong as wrong:
            errors = fields.errors_of(wrong, asked)
            return _page(child, asked, errors), HTTPStatus.UNPROCESSABLE_ENTITY


@front.get("/children/<ref>/footprint/<int:number>")
def show(ref: str, number: int) -> str:
    """One that was left, and what stands on the child's record of it."""
    with looking() as look:
        child = children.get(look.session, ref, look.reader.sight)
        found = footprints.one(look.session, child.id, number)
        return page(
            "footprint_left",
            look=look,
            child=child,
            footprint=found,
            done=DONE[found.kind],
            text=record_text(look, found),
        )


def record_text(look: Look, found: Footprint) -> str:
    """What stands on the child's record of a footprint."""
    words = f"{DONE[found.kind]} by {look.name(found.by)} on {full_day_words(found.on)}."
    return f"{words}\n{found.note}" if found.note else words


def _left(child: Child, asked: list[Field]) -> Response:
    facts = fields.read_or_refuse(asked, request.form, today())
    on = facts["on"]
    note = facts.get("note")
    with pressing() as press:
        number = footprint.leave(
            press.session,
            child.ref,
            str(facts["kind"]),
            str(note) if note else None,
            on=on if isinstance(on, date) else today(),
            by=me().id,
            now=house().now(),
        )
        leads_to = url_for("footprint.show", ref=child.ref, number=number)
        press.done(leads_to, f"Your footprint on {child.ref} is kept.")
    return press.answer()


def _child(look: Look, ref: str) -> Child:
    """The child. Raises Unseen, and NotYours to all but their IRO and chair."""
    child = children.get(look.session, ref, look.reader.sight)
    if not footprint.may_leave(look.directory, child, me().id, look.reader.day):
        raise NotYours
    return child


def _fields() -> list[Field]:
    kinds = tuple(Choice(kind, words, HINTS[kind]) for kind, words in KINDS.items())
    return [
        Field(
            name="kind",
            label="What did you do?",
            kind="choice",
            choices=kinds,
            asks="Choose check, challenge or praise",
        ),
        Field(
            name="note",
            label="In one line (optional for a check)",
            hint="About the plan for the child. It is kept, and given back as text for the record",
            kind="line",
            most=ONE_LINE,
            optional=True,
            asks="Enter what you challenge or praise, in one line",
        ),
        Field(
            name="on",
            label="Date",
            hint="For example, 17/3/2026",
            kind="date",
            value=typed(today()),
            asks="Enter the date",
        ),
    ]


def _page(child: Child, asked: list[Field], errors: Mapping[str, str]) -> str:
    return page(
        "footprint",
        child=child,
        fields=fields.filled(asked, said(), errors),
        errors=fields.in_summary(errors, asked),
    )
