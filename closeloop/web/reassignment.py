"""Several actions for one new owner: what was ticked, to whom, why; one press for all."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug import Response

from closeloop.loop import reassignment
from closeloop.rules.items import ItemId
from closeloop.rules.people import Person
from closeloop.rules.refs import action_id, action_ref
from closeloop.rules.refusals import MovedOn, NotNow, NotYours, Wrong
from closeloop.store import actions
from closeloop.store.actions import ActionView
from closeloop.web import fields, pages_of
from closeloop.web.door import Page
from closeloop.web.fields import ONE_LINE, Choice, Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, today

front = Page("reassignment", __name__)
MOVED = "Someone else moved {ref} while you were reading it. Check it, then go on"


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was ticked: what the reader may give to somebody, and what they may not."""

    given: tuple[ActionView, ...]
    others: tuple[ActionView, ...]


@front.get("/actions/reassign")
def show() -> Response | str:
    """What was ticked, and who is to own it from now on."""
    with looking() as look:
        found = _ticked(look)
        if not found.given and not found.others:
            return redirect(url_for("actions.show", none=1), HTTPStatus.SEE_OTHER)
        return _page(look, found, {})


@front.post("/actions/reassign")
def give() -> Response | tuple[str, HTTPStatus]:
    """Give all of it, or the page again with every word."""
    with looking() as look:
        found = _ticked(look)
        asked = _fields(look, found)
        try:
            facts = fields.read_or_refuse(asked, request.form, today())
            return _given(found, str(facts["owner_email"]), str(facts["reason"]))
        except Wrong as wrong:
            errors = fields.errors_of(wrong, asked)
            return _page(look, found, errors), HTTPStatus.UNPROCESSABLE_ENTITY
        except (MovedOn, NotNow, NotYours) as refusal:
            ref = action_ref(refusal.item or 0)
            errors = {"owner_email": MOVED.format(ref=ref)}
            return _page(look, found, errors), HTTPStatus.CONFLICT


def _given(found: Ticked, owner_email: str, reason: str) -> Response:
    with pressing() as press:
        reassignment.give_all(
            press.session,
            house().rulebook(press.session),
            {view.id: _read_as(view) for view in found.given},
            owner_email,
            reason,
            by=me().id,
            now=house().now(),
        )
        count = len(found.given)
        what = "1 action has" if count == 1 else f"{count} actions have"
        says = f"{what} a new owner, who is asked by one letter to read them. Dates stay."
        press.done(url_for("actions.show"), says)
    return press.answer()


def _read_as(view: ActionView) -> int:
    """The number of its last move when the page was read."""
    typed = request.form.get(f"read-{action_ref(view.id)}", "")
    return int(typed) if typed.isdecimal() else view.item.move_no


def _ticked(look: Look) -> Ticked:
    """What was ticked on the page before, as far as the reader may see it."""
    ids = {action_id(ref) for ref in request.values.getlist("pick")[: pages_of.SIZE]}
    views = actions.many(look.session, look.reader, [ItemId(one) for one in ids if one])
    given = tuple(view for view in views if reassignment.STEP in view.allowed)
    return Ticked(given, tuple(view for view in views if view not in given))


def _fields(look: Look, found: Ticked) -> list[Field]:
    owners = {view.owner for view in found.given}
    people = [one for one in _colleagues(look) if owners != {one.id}]
    return [
        Field(
            name="owner_email",
            label="Who owns them from now on?",
            kind="select",
            choices=tuple(Choice(one.email, one.name) for one in people),
            asks="Choose a person",
        ),
        Field(
            name="reason",
            label="Why?",
            hint="It stands in the history of each",
            kind="line",
            most=ONE_LINE,
            asks="Enter why, in a sentence",
        ),
    ]


def _colleagues(look: Look) -> list[Person]:
    """The people of the reader's teams, by name."""
    directory, day = look.directory, look.reader.day
    found = {p for one in look.acts_for() for p in directory.people_managed(one)}
    here = (directory.people[p] for p in found | look.acts_for() if directory.is_here(p, day))
    return sorted(here, key=lambda one: one.name)


def _page(look: Look, found: Ticked, errors: dict[str, str]) -> str:
    asked = _fields(look, found)
    return page(
        "reassignment",
        look=look,
        found=found,
        fields=fields.filled(asked, said(), errors),
        errors=fields.in_summary(errors, asked),
        action_ref=action_ref,
    )
