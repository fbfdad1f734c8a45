"""Sign in: by the council's account, by password, in development as a made-up person; and out."""

import logging
from http import HTTPStatus

from flask import abort, g, redirect, request, session, url_for
from werkzeug import Response

from closeloop.loop import passwords, second_factor, sign_in
from closeloop.loop.sign_in import NotRight, TooManyTries
from closeloop.rules.people import ROLES, Directory, Person, PersonId
from closeloop.store import people, sign_ins
from closeloop.web import arrival, sign_in_code
from closeloop.web.address import safe
from closeloop.web.door import Page
from closeloop.web.frame import ROLE_WORDS, page
from closeloop.web.here import council, house
from closeloop.web.visitor import today, visitor

log = logging.getLogger(__name__)

front = Page("sign_in", __name__)
MOST_OF_A_ROLE = 8  # made-up people on the page


@front.get("/sign-in")
def show() -> str | Response:
    """Ask who it is; whoever is signed in already goes on."""
    if visitor() is not None:
        return redirect(safe(request.args.get("next")))
    return form()


@front.post("/sign-in")
def enter() -> Response | tuple[str, HTTPStatus]:
    """Sign in by password. What is wrong is never told apart: words, status and time are one."""
    email, address = request.form.get("email", "")[:254], request.remote_addr or ""
    now = house().now()
    try:
        with house().database.reading() as transaction:
            asked = sign_in.ask(transaction, email, address, now)
            person = asked.person
            by_code = person is not None and second_factor.has_one(transaction, person.id)
    except TooManyTries as wait:
        return form(str(wait)), HTTPStatus.TOO_MANY_REQUESTS
    is_right = passwords.fits(request.form.get("password", ""), asked.password)
    if is_right and person and asked.password:
        if by_code:
            return sign_in_code.ask_for(person, asked.password), HTTPStatus.OK
        if arrival.needs_code(person):
            return page("sign_in_needs_link"), HTTPStatus.FORBIDDEN
        return arrival.let_in(person, "password", request.form.get("next"))
    with house().database.writing() as transaction:
        refusal: NotRight = sign_in.refuse(transaction, email, address, now)
    log.info("sign_in_refused")
    return form(str(refusal)), HTTPStatus.UNPROCESSABLE_ENTITY


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
    return arrival.let_in(person, "made_up", request.form.get("next"))


@front.post("/sign-out")
def leave() -> Response:
    """Sign out, here and in the database, and have the browser forget what it kept."""
    with house().database.writing() as transaction:
        sign_ins.end(transaction, g.sign_in.id, house().now())
    session.clear()
    answer = redirect(url_for(".show", left="1"), HTTPStatus.SEE_OTHER)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def form(problem: str = "", *, by_password: bool = True) -> str:
    """The page that asks who it is; `problem` stands beside the password where that was tried."""
    with_council = council() is not None
    by_password = (by_password and bool(problem)) or request.values.get("by") == "password"
    return page(
        "sign_in",
        problem=problem,
        next=request.values.get("next", ""),
        email=request.form.get("email", ""),
        kept="kept" in request.args,
        left="left" in request.args,
        late="late" in request.args,
        council=with_council,
        by_password=by_password or not with_council,
        personas={} if house().settings.in_production else _personas(),
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
