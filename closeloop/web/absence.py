"""Absence: from when to when, and who gets what needs an answer meanwhile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import staff
from closeloop.rules.day_words import day_words
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refusals import Unseen, Wrong
from closeloop.store import Session, people
from closeloop.web import fields
from closeloop.web.door import Page
from closeloop.web.fields import Choice, Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.step_fields import TYPED_DATE
from closeloop.web.supervision_form import typed
from closeloop.web.visitor import me, today

front = Page("absence", __name__)
NOTHING_NOTED = "No absence is noted any longer."
FROM = Field(
    name="absent_from", label="First day away", hint=TYPED_DATE, kind="date", optional=True
)
TO = Field(
    name="absent_to",
    label="Last day away",
    hint="Leave it empty where it is not known",
    kind="date",
    optional=True,
)
DEPUTY = Field(
    name="deputy_email",
    label="Who stands in",
    hint="The line manager, where you choose nobody",
    kind="select",
    optional=True,
)


@front.get("/me/absence")
def mine() -> str:
    """One's own absence."""
    with looking() as look:
        return _page(look, me(), _fields(look, me()), {})


@front.post("/me/absence")
def save_mine() -> Response | tuple[str, HTTPStatus]:
    """Save one's own absence."""
    return _save(me().id)


@front.get("/people/<person:person>/absence")
def theirs(person: int) -> str:
    """The absence of somebody whose manager the reader is."""
    with looking() as look:
        found = _person(look, PersonId(person))
        return _page(look, found, _fields(look, found), {})


@front.post("/people/<person:person>/absence")
def save_theirs(person: int) -> Response | tuple[str, HTTPStatus]:
    """Save it for them."""
    return _save(PersonId(person))


def _save(person: PersonId) -> Response | tuple[str, HTTPStatus]:
    with looking() as look:
        found = _person(look, person)
        asked = _fields(look, found)
        try:
            facts = fields.read_or_refuse(asked, request.form, today())
            _check_order(facts)
            return _saved(found, {one.name: facts.get(one.name) for one in asked})
        except Wrong as wrong:
            errors = _where_they_are(fields.errors_of(wrong, asked))
            return _page(look, found, asked, errors), HTTPStatus.UNPROCESSABLE_ENTITY


def _saved(person: Person, values: Mapping[str, object]) -> Response:
    with pressing() as press:
        staff.change(press.session, person.id, values, by=me(), now=house().now())  # type: ignore[arg-type]  # days and an email, as read above
        away = isinstance(values["absent_from"], date)
        leads_to = url_for("absence.mine")
        if person.id != me().id:
            leads_to = url_for("absence.theirs", person=person.id)
        press.done(leads_to, _says(press.session, person) if away else NOTHING_NOTED)
    return press.answer()


def _says(session: Session, person: Person) -> str:
    """Who gets what needs an answer meanwhile, and that all of it ends by itself."""
    directory = people.directory(session)
    first_on = directory.people[person.id].absent_from or today()
    stand_in = directory.stand_in(person.id, max(first_on, today()))
    who = directory.people[stand_in].name if stand_in is not None else "Nobody yet"
    whose = "you are" if person.id == me().id else f"{person.name} is"
    says = f"The absence is saved. {who} gets what needs an answer. "
    return f"{says}Letters wait until {whose} back; then this ends by itself."


def _check_order(facts: Mapping[str, object]) -> None:
    """Raise Wrong, with both days, where the last comes before the first."""
    first, last = facts.get(FROM.name), facts.get(TO.name)
    if isinstance(first, date) and isinstance(last, date) and last < first:
        both = f"{day_words(last, today())}, is before the first, {day_words(first, today())}"
        raise Wrong({TO.name: f"The last day, {both}"})


def _person(look: Look, person: PersonId) -> Person:
    """Somebody whose absence the reader may write. Raises Unseen."""
    found = look.directory.people.get(person)
    if found is None or "absent_from" not in staff.may_change(
        look.directory, person, me().id, look.reader.day
    ):
        raise Unseen
    return found


def _fields(look: Look, person: Person) -> list[Field]:
    day = look.reader.day
    others = [p for p in look.directory.people.values() if p.is_here(day) and p.id != person.id]
    near = [p for p in others if _is_near(person, p)]
    deputy = look.directory.people.get(person.deputy) if person.deputy else None
    if deputy and deputy not in near:
        near.append(deputy)
    choices = tuple(Choice(p.email, p.name) for p in sorted(near, key=lambda p: p.name))
    return [
        replace(FROM, value=typed(person.absent_from) if person.absent_from else ""),
        replace(TO, value=typed(person.absent_to) if person.absent_to else ""),
        replace(DEPUTY, choices=choices, value=deputy.email if deputy else ""),
    ]


def _is_near(person: Person, other: Person) -> bool:
    """Whether somebody may be asked to stand in: of the team, the manager, or a peer."""
    if other.id == person.manager:
        return True
    is_peer = person.manager is not None and other.manager == person.manager
    return is_peer or (person.team is not None and other.team == person.team)


def _where_they_are(errors: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with fields that this page has; the rest beside the first."""
    known = {FROM.name, TO.name, DEPUTY.name}
    return {name if name in known else FROM.name: says for name, says in errors.items()}


def _page(look: Look, person: Person, asked: list[Field], errors: Mapping[str, str]) -> str:
    return page(
        "absence",
        look=look,
        whose=None if person.id == me().id else person,
        fields=fields.filled(asked, said(), errors),
        errors=fields.in_summary(errors, asked),
    )
