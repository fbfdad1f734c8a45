"""Sign in with the council account: to the council's own sign-in, and back with its answer.

Nothing is kept between the two but an id in the cookie: what only this visit may know is worked
out of it, and where the visitor was going travels sealed.
"""

import logging
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest
from http import HTTPStatus
from secrets import token_urlsafe

from flask import abort, redirect, request, session, url_for
from werkzeug import Response

from closeloop.identity.provider import Provider, Visit
from closeloop.identity.refusals import NotTrusted, OutOfReach
from closeloop.loop.access import digest_of
from closeloop.rules.people import Person
from closeloop.rules.refusals import Refusal
from closeloop.store import people
from closeloop.web import arrival, cookie, sign_in
from closeloop.web.address import safe
from closeloop.web.door import Page
from closeloop.web.here import council, house
from closeloop.web.visitor import today, visitor

log = logging.getLogger(__name__)

front = Page("sign_in_council", __name__)
GOOD_FOR = timedelta(minutes=15)  # for who has to find their telephone first
PURPOSE = "on the way to the council's sign-in"
LONGEST = 4096  # characters of a code
BYTES = 16


class NotKnown(Refusal):
    """Nobody who works here has the account's email: unknown or left, it says the same."""

    says = "closeloop does not know this council account. Ask your administrator."


class TurnedAway(Refusal):
    """The council's sign-in said no, or its visitor turned back."""

    says = "Your council’s sign-in did not let you in. Try again, or use a password."  # noqa: RUF001 - as it is printed


@front.get("/sign-in/council")
def begin() -> Response | tuple[str, HTTPStatus]:
    """To the council's own sign-in; whoever is signed in there already comes back at once."""
    provider, leads_to = _provider(), safe(request.args.get("next"))
    if visitor() is not None:
        return redirect(leads_to)
    way, now = token_urlsafe(BYTES), house().now()
    state = arrival.seal_for(PURPOSE).close([digest_of(way), leads_to, now.isoformat()])
    try:
        address = provider.leads_to(_visit(way, state), now)
    except OutOfReach as refusal:
        return _refused(refusal, HTTPStatus.SERVICE_UNAVAILABLE)
    session.clear()
    session[cookie.WAY] = way
    return redirect(address)


@front.get("/sign-in/council/answer")
def finish() -> Response | tuple[str, HTTPStatus]:
    """Back with an answer: good once, for the browser that set out, for a while."""
    if visitor() is not None:
        return redirect("/")
    way = session.pop(cookie.WAY, "")
    try:
        leads_to = _where_to(way, house().now())
        person = _who(way)
    except OutOfReach as refusal:
        return _refused(refusal, HTTPStatus.SERVICE_UNAVAILABLE)
    except NotTrusted as refusal:
        log.warning("council_answer_not_trusted", extra={"why": refusal.why})
        return _refused(refusal, HTTPStatus.FORBIDDEN)
    except (NotKnown, TurnedAway) as refusal:
        log.info("sign_in_refused")
        return _refused(refusal, HTTPStatus.FORBIDDEN)
    return arrival.let_in(person, "council", leads_to)


@front.get("/sign-in/council/leave")
def leave() -> Response:
    """Sign out of the council account too, which is for who uses a shared machine."""
    returns_to = f"{house().settings.base_url}{url_for('sign_in.show')}"
    try:
        leads_to = _provider().leaves_by(returns_to, house().now())
    except OutOfReach:
        leads_to = None
    return redirect(leads_to or returns_to)


def _provider() -> Provider:
    found = council()
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _visit(way: str, state: str) -> Visit:
    """What only this visit may know: worked out of its id and our own key."""
    key = house().settings.secret_key.encode()
    nonce, verifier = (
        digest(key, f"{what} of {way}".encode(), sha256).hex() for what in ("nonce", "verifier")
    )
    return Visit(state, nonce, verifier)


def _where_to(way: str, now: datetime) -> str:
    """Where the visitor was going. Raises NotTrusted for who did not set out from here just now."""
    told = arrival.seal_for(PURPOSE).open(request.args.get("state", ""))
    if told is None or not way:
        raise NotTrusted("state")
    digest_, leads_to, at = told
    if not compare_digest(digest_, digest_of(way)):
        raise NotTrusted("state of another browser")
    if not timedelta() <= now - datetime.fromisoformat(at) <= GOOD_FOR:
        raise NotTrusted("state too old")
    return str(leads_to)


def _who(way: str) -> Person:
    """Who signed in there and works here. Raises what may go wrong on the way."""
    if "error" in request.args:
        raise TurnedAway
    visit = _visit(way, request.args.get("state", ""))
    email = _provider().email_of(request.args.get("code", "")[:LONGEST], visit, house().now())
    with house().database.reading() as transaction:
        person = people.directory(transaction).by_email.get(email)
    if person is None or not person.is_here(today()):
        raise NotKnown
    return person


def _refused(refusal: Refusal, status: HTTPStatus) -> tuple[str, HTTPStatus]:
    return sign_in.form(str(refusal), by_password=False), status
