"""One person of the staff list: added, looked at, changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.intake import values
from closeloop.intake.written import Unreadable
from closeloop.loop import staff
from closeloop.loop.staff import Changes, Entered
from closeloop.rules.moves import Fact
from closeloop.rules.people import ROLES, Person, PersonId, TeamId
from closeloop.rules.refusals import Unseen, Wrong
from closeloop.store import sign_ins
from closeloop.web import fields
from closeloop.web.admin_people import by_name, teams_by_name
from closeloop.web.door import Page
from closeloop.web.fields import Choice, Field
from closeloop.web.frame import ROLE_WORDS, page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.step_fields import TYPED_DATE
from closeloop.web.supervision_form import typed
from closeloop.web.visitor import me, today

front = Page("admin_person", __name__)
EMAIL = Field(
    name="email", label="Email", hint="Letters go there", kind="line", most=values.EMAIL_LIMIT
)
NAME = Field(name="name", label="Name", kind="line", most=values.NAME_LIMIT)
ROLES_FIELD = Field(
    name="roles",
    label="Roles",
    kind="ticks",
    choices=tuple(Choice(role, ROLE_WORDS[role].capitalize()) for role in ROLES),
    asks="Choose at least one role",
)
TEAM = Field(name="team", label="Team", kind="select", optional=True)
MANAGER = Field(name="manager_email", label="Line manager", kind="select", optional=True)
LEAVES = Field(
    name="leaves_on",
    label="Last day here",
    hint=f"Where it is known. {TYPED_DATE}",
    kind="date",
    optional=True,
)


@front.get("/admin/people/new")
def new() -> str:
    """Somebody who is new."""
    with looking() as look:
        return _page(look, None, _fields(look, None), {})


@front.post("/admin/people/new")
def add() -> Response | tuple[str, HTTPStatus]:
    """Add them."""
    with looking() as look:
        asked = _fields(look, None)
        try:
            entered = Entered(**_entered(look, asked))  # type: ignore[arg-type]  # as read there
            with pressing() as press:
                made = staff.add(press.session, entered, now=house().now(), by=me())
                leads_to = url_for("admin_person.show", person=made)
                press.done(leads_to, f"{entered.name} is added. Next: how they sign in.")
            return press.answer()
        except Wrong as wrong:
            errors = fields.errors_of(wrong, asked)
            return _page(look, None, asked, errors), HTTPStatus.UNPROCESSABLE_ENTITY


@front.get("/admin/people/<person:person>")
def show(person: int) -> str:
    """One person, to look at and to change."""
    with looking() as look:
        found = found_in(look, person)
        return _page(look, found, _fields(look, found), {})


@front.post("/admin/people/<person:person>")
def save(person: int) -> Response | tuple[str, HTTPStatus]:
    """Save what was changed."""
    with looking() as look:
        found = found_in(look, person)
        asked = _fields(look, found)
        try:
            changes = _entered(look, asked)
            with pressing() as press:
                staff.change(press.session, found.id, changes, now=house().now(), by=me())
                press.done(url_for("admin_person.show", person=person), "Saved.")
            return press.answer()
        except Wrong as wrong:
            errors = fields.errors_of(wrong, asked)
            return _page(look, found, asked, errors), HTTPStatus.UNPROCESSABLE_ENTITY


def found_in(look: Look, person: int) -> Person:
    """Somebody of the staff list. Raises Unseen."""
    found = look.directory.people.get(PersonId(person))
    if found is None:
        raise Unseen
    return found


def _entered(look: Look, asked: list[Field]) -> Changes:
    """What was typed, as the staff list takes it. Raises Wrong field by field."""
    facts, errors = fields.read(asked, request.form, today())
    for name, reads in (("email", values.email), ("name", values.name)):
        if name in facts:
            try:
                facts[name] = reads(str(facts[name]))
            except Unreadable as unreadable:
                errors[name] = str(unreadable)
    if errors:
        raise Wrong(errors)
    return {one.name: _value(look, one.name, facts.get(one.name)) for one in asked}


def _value(look: Look, name: str, said_: Fact) -> str | date | tuple[str, ...] | None:
    if name == "roles":
        return tuple(sorted(str(said_ or "").split()))
    if name == "team" and said_:
        return look.directory.teams[TeamId(int(str(said_)))].name
    return said_ if isinstance(said_, date) else str(said_) if said_ else None


def _fields(look: Look, person: Person | None) -> list[Field]:
    """What is asked, filled with what is there; nobody changes their own roles."""
    others = [p for p in by_name(look) if p.is_here(today()) and p != person]
    managers = [Choice(p.email, f"{p.name}, {p.email}") for p in others]
    found = [EMAIL, NAME, ROLES_FIELD, replace(TEAM, choices=tuple(teams_by_name(look)))]
    if person is None:
        return [*found, replace(MANAGER, choices=tuple(managers))]
    manager = look.directory.people.get(person.manager) if person.manager else None
    if manager and manager not in others:
        managers.append(Choice(manager.email, f"{manager.name}, has left"))
    there = {
        "email": person.email,
        "name": person.name,
        "roles": " ".join(sorted(person.roles)),
        "team": str(person.team or ""),
        "manager_email": manager.email if manager else "",
        "leaves_on": typed(person.leaves_on) if person.leaves_on else "",
    }
    found += [replace(MANAGER, choices=tuple(managers)), LEAVES]
    mine = person.id == me().id
    return [replace(f, value=there[f.name]) for f in found if not (mine and f.name == "roles")]


def _page(look: Look, person: Person | None, asked: list[Field], errors: Mapping[str, str]) -> str:
    last = sign_ins.last_used(look.session, [person.id]) if person else {}
    return page(
        "admin_person",
        look=look,
        whose=person,
        is_here=person is not None and person.is_here(today()),
        last=last.get(person.id) if person else None,
        fields=fields.filled(asked, said(), errors),
        errors=fields.in_summary(errors, asked),
    )
