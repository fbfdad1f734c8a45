"""Arriving: a new sign-in, never one that was there before, then on to what was asked for."""

import logging
from http import HTTPStatus

from flask import redirect, request, session
from werkzeug import Response

from closeloop.loop import sealed, sign_in
from closeloop.loop.sealed import Seal
from closeloop.loop.sign_in import Method
from closeloop.rules.people import Person
from closeloop.store import Session
from closeloop.web import cookie, device, parked
from closeloop.web.address import safe, with_query
from closeloop.web.here import house

log = logging.getLogger(__name__)


def let_in(person: Person, method: Method, leads_to: str | None = None) -> Response:
    """Sign somebody in, and send them on."""
    with house().database.writing() as transaction:
        begin(transaction, person, method)
    return go_on(person, leads_to)


def begin(transaction: Session, person: Person, method: Method) -> None:
    """A new sign-in in a transaction, with its id in the cookie in place of all that was there."""
    words = device.words(request.headers.get("User-Agent", ""))
    now = house().now()
    secret = sign_in.begin(transaction, person, now, method=method, device=words)
    session.clear()
    session[cookie.ID] = secret
    log.info("signed_in", extra={"person": person.id})


def go_on(person: Person, leads_to: str | None) -> Response:
    """On to the form that waits for them, else to the page that was asked for."""
    if waits := parked.waits_at(person.id):
        return redirect(with_query(waits, "parked", "1"), HTTPStatus.SEE_OTHER)
    return redirect(safe(leads_to), HTTPStatus.SEE_OTHER)


def seal_for(purpose: str) -> Seal:
    """The seal of this house for one purpose of signing in."""
    return sealed.seal(house().settings.secret_key, purpose)


def codes() -> Seal:
    """The seal under which the apps' secrets are kept."""
    return seal_for("second factor")


def needs_code(person: Person) -> bool:
    """Whether a password alone is not enough for somebody."""
    return bool(house().settings.second_factor & (person.roles | {"all"}))
