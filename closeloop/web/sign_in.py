"""Sign in: by password, in development as one of the made-up people; and sign out."""

import logging
from http import HTTPStatus

from flask import abort, g, redirect, request, session, url_for
from werkzeug import Response

from closeloop.loop import passwords, sign_in
from closeloop.loop.sign_in import NotRight, TooManyTries
from closeloop.rules.people import ROLES, Directory, Person, PersonId
from closeloop.store import people, sign_ins
from closeloop.web import cookie, parked
from closeloop.web.address import safe, with_query
from closeloop.web.door import Page
from closeloop.web.frame import ROLE_WORDS, page
from closeloop.web.here import house
from closeloop.web.visitor import today, visitor

log = logging.getLogger(__name__)

front = Page("sign_in", __name__)
MOST_OF_A_ROLE = 8  # made-up people on the page


@front.get("/sign-in")
def show() -> str | Response:
    """Ask who it is; whoever is signed in already goes on."""
    if visitor() is not None:
        return redirect(safe(request.args.get("next")))
    return _form()


@front.post("/sign-in")
def enter() -> Response | tuple[str, HTTPStatus]:
    """Sign in by password. What is wrong is never told apart: words, status and time are one."""
    email, address = request.form.get("email", "")[:254], request.remote_addr or ""
    now = house().now()
    try:
        with house().database.reading() as transaction:
            asked = sign_in.ask(transaction, email, address, now)
    except TooManyTries as wait:
        return _form(str(wait)), HTTPStatus.TOO_MANY_REQUESTS
    is_right = passwords.fits(request.form.get("password", ""), asked.password)
    if is_right and asked.person:
        return _let_in(asked.person)
    with house().database.writing() as transaction:
        refusal: NotRight = sign_in.refuse(transaction, email, address, now)
    log.info("sign_in_refused")
    return _form(str(refusal)), HTTPStatus.UNPROCESSABLE_ENTITY


@front.post("/sign-in/as")
def enter_as() -> Response:
    """Sign in as one of the made-up people; in production there is no such page."""
    if house().settings.in_production:
        abort(HTTPStatus.NOT_FOUND)
    with house().database.reading() as transaction:
        directory = people.directory(transaction)
    person = directory.people.get(PersonId(request.form.get("person", 0, int)))
    if person is None or not person.is_here(today()):
        abort(HTTPStatus.NOT_FOUND)
    return _let_in(person)


@front.post("/sign-out")
def leave() -> Response:
    """Sign out, here and in the database, and have the browser forget what it kept."""
    with house().database.writing() as transaction:
        sign_ins.end(transaction, g.sign_in.id, house().now())
    session.clear()
    answer = redirect(url_for(".show", left="1"), HTTPStatus.SEE_OTHER)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def _let_in(person: Person) -> Response:
    """A new sign-in, never one that was there before; then on to the page that was asked for."""
    with house().database.writing() as transaction:
        secret = sign_in.begin(transaction, person, house().now())
    session.clear()
    session[cookie.ID] = secret
    log.info("signed_in", extra={"person": person.id})
    if waits := parked.waits_at(person.id):
        return redirect(with_query(waits, "parked", "1"), HTTPStatus.SEE_OTHER)
    return redirect(safe(request.values.get("next")), HTTPStatus.SEE_OTHER)


def _form(problem: str = "") -> str:
    personas = {} if house().settings.in_production else _personas()
    return page(
        "sign_in",
        problem=problem,
        next=request.values.get("next", ""),
        email=request.form.get("email", ""),
        kept="kept" in request.args,
        left="left" in request.args,
        personas=personas,
    )


def _personas() -> dict[str, list[Person]]:
    """The made-up people by role, the first few of each."""
    with house().database.reading() as transaction:
        directory: Directory = people.directory(transaction)
    found = {
        ROLE_WORDS[role]: [directory.people[p] for p in directory.holders(role, today())]
        for role in ROLES
    }
    return {
        role: sorted(holders, key=lambda person: person.name)[:MOST_OF_A_ROLE]
        for role, holders in found.items()
        if holders
    }
