"""Enter a code: the second page of signing in by password.

That the password was right is carried by the form itself, sealed: nothing is kept of it here.
"""

import logging
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug import Response

from closeloop.loop import second_factor, sign_in
from closeloop.loop.access import digest_of
from closeloop.loop.sign_in import TooManyTries
from closeloop.rules.people import Person, PersonId
from closeloop.store import Session, people, sign_ins
from closeloop.web import arrival
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house

log = logging.getLogger(__name__)

front = Page("sign_in_code", __name__)
GOOD_FOR = timedelta(minutes=10)
PURPOSE = "password was right"
NOT_RIGHT = "The code is not right. Enter the 6 digits that the app shows now."


def ask_for(person: Person, password: str) -> str:
    """The page that asks for a code, once a password (given as it is kept) was right."""
    told = [person.id, digest_of(password), house().now().isoformat()]
    return _page(arrival.seal_for(PURPOSE).close(told))


@front.post("/sign-in/code")
def enter() -> Response | tuple[str, HTTPStatus]:
    """Sign in by the code of the app; one that was used, or is past, is as wrong as any other."""
    ticket, now = request.form.get("ticket", ""), house().now()
    address = request.remote_addr or ""
    with house().database.writing() as transaction:
        person = _whose(transaction, ticket, now)
        if person is None:
            return redirect(url_for("sign_in.show", by="password", late="1"), HTTPStatus.SEE_OTHER)
        try:
            sign_in.ask(transaction, person.email, address, now)
        except TooManyTries as wait:
            return _page(ticket, str(wait)), HTTPStatus.TOO_MANY_REQUESTS
        typed = request.form.get("code", "")
        is_right = second_factor.take(transaction, arrival.codes(), person.id, typed, now)
        if is_right:
            arrival.begin(transaction, person, "code")
        else:
            sign_in.refuse(transaction, person.email, address, now)
    if is_right:
        return arrival.go_on(person, request.form.get("next"))
    log.info("sign_in_refused")
    return _page(ticket, NOT_RIGHT), HTTPStatus.UNPROCESSABLE_ENTITY


def _whose(transaction: Session, ticket: str, now: datetime) -> Person | None:
    """Whose password was right: not long ago, and still theirs."""
    told = arrival.seal_for(PURPOSE).open(ticket)
    if told is None:
        return None
    person, digest, at = told
    asked = now - datetime.fromisoformat(at)
    kept = sign_ins.password_of(transaction, PersonId(person))
    if not timedelta() <= asked <= GOOD_FOR or kept is None or digest_of(kept) != digest:
        return None
    return people.directory(transaction).people.get(PersonId(person))


def _page(ticket: str, problem: str = "") -> str:
    return page(
        "sign_in_code",
        ticket=ticket,
        next=request.values.get("next", ""),
        problem=problem,
        errors=[{"text": problem, "href": "#code"}] if problem else [],
    )
