"""Who calls: known by a bearer token, which is never in an address and never a cookie."""

import logging
from datetime import datetime

from flask import Request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from closeloop.house import House
from closeloop.loop import access
from closeloop.loop.access import Recognised
from closeloop.store import Session, database, tokens
from closeloop.web import request_log, turnstile

NOBODY = "Send a token that is good now: Authorization: Bearer TOKEN."
REALM = WWWAuthenticate("bearer", {"realm": "closeloop"})

log = logging.getLogger(__name__)


def known(session: Session, request: Request, now: datetime) -> Recognised:
    """Who calls. Raises Unauthorized, or TooManyRequests for a token or an address."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    is_bearer = kind.lower() == "bearer"
    found = access.recognised(session, secret.strip(), now) if is_bearer else None
    if found is None:
        turnstile.count_address()
        log.info("token refused")
        raise Unauthorized(NOBODY, www_authenticate=REALM)
    request_log.is_by(person=found.person.id, token=found.token.id)
    turnstile.count(f"token {found.token.id}")
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
