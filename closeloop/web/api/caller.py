"""Who calls: known by a bearer token, which is never in an address and never a cookie."""

import logging
from datetime import datetime

from flask import Request, current_app
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from closeloop.config import Settings
from closeloop.house import House
from closeloop.loop import access
from closeloop.loop.access import Recognised
from closeloop.store import Session, database, tokens
from closeloop.web import request_log
from closeloop.web.rate import OF_AN_ADDRESS, Windows

NOBODY = "Send a token that is good now: Authorization: Bearer TOKEN."
REALM = WWWAuthenticate("bearer", {"realm": "closeloop"})

log = logging.getLogger(__name__)


def known(session: Session, request: Request, settings: Settings, now: datetime) -> Recognised:
    """Who calls. Raises Unauthorized, or TooManyRequests for a token or an address."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    is_bearer = kind.lower() == "bearer"
    found = access.recognised(session, secret.strip(), now) if is_bearer else None
    if found is None:
        count_address(request, settings)
        log.info("token refused")
        raise Unauthorized(NOBODY, www_authenticate=REALM)
    request_log.is_by(person=found.person.id, token=found.token.id)
    if settings.rate:
        windows().count(f"token {found.token.id}", settings.rate)
    return found


def count_address(request: Request, settings: Settings) -> None:
    """Count a request without a token that is good. Raises TooManyRequests."""
    if settings.rate:
        windows().count(f"address {request.remote_addr}", OF_AN_ADDRESS)


def windows() -> Windows:
    """The windows of this process."""
    found: Windows = current_app.extensions["closeloop windows"]
    return found


def note_use(house: House, caller: Recognised, now: datetime) -> None:
    """Note when a token was last used, once a minute at most; never in the way of an answer."""
    if not access.is_to_be_noted(caller.token, now):
        return
    try:
        with house.database.writing() as session:
            tokens.used(session, caller.token.id, now)
    except database.CLASHED + database.OUT_OF_REACH as error:
        log.warning("the use of a token was not noted: %s", type(error).__name__)
