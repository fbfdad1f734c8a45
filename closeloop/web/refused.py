"""The one map from what was refused to how HTTP says it, for pages and for the API alike."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import uuid4

from flask import request
from werkzeug.exceptions import HTTPException

from closeloop.rules.refusals import (
    MovedOn,
    NotNow,
    NotReady,
    NotYours,
    Refusal,
    Stale,
    TooLong,
    Unseen,
    Wrong,
)
from closeloop.store import again, database

STATUS: Mapping[type[Refusal], HTTPStatus] = {
    NotNow: HTTPStatus.CONFLICT,
    MovedOn: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    NotYours: HTTPStatus.FORBIDDEN,
    Unseen: HTTPStatus.NOT_FOUND,
    Wrong: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    TooLong: HTTPStatus.SERVICE_UNAVAILABLE,
}
SECONDS_TO_WAIT = 5
AWAY = "closeloop cannot reach its records. Nothing was changed. Try again in a moment."
NOT_TAKEN = "This address does not take {method}."
UNEXPECTED = "closeloop met something unexpected; nothing was changed. Reference {reference}."
OUT_OF_TIME = {"57014", "SQLITE_INTERRUPT"}  # PostgreSQL ended the statement, or SQLite

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of something that was refused."""

    status: HTTPStatus
    detail: str
    errors: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def told(error: Exception) -> Told:
    """What is said of an error; the last resort is a reference, and the rest in the log."""
    if isinstance(error, Refusal):
        return _refusal(error)
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, database.OUT_OF_REACH) or again.is_clash(error):
        return _away(error)
    reference = uuid4().hex[:8]
    log.error("unexpected", exc_info=error, extra={"reference": reference})
    return Told(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED.format(reference=reference))


def status_of(refusal: Refusal) -> HTTPStatus:
    """The HTTP status that a refusal is answered with."""
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    read_before = request.headers.get("If-Match", "*") != "*"
    if isinstance(refusal, MovedOn) and read_before:
        return HTTPStatus.PRECONDITION_FAILED
    return status


def _refusal(refusal: Refusal) -> Told:
    status = status_of(refusal)
    return Told(
        status,
        _sentence(refusal),
        errors=refusal.errors if isinstance(refusal, Wrong) else {},
        allowed=refusal.names if isinstance(refusal, NotNow) else None,
        headers=_wait() if status == HTTPStatus.SERVICE_UNAVAILABLE else {},
    )


def _sentence(refusal: Refusal) -> str:
    """The refusal in one line; a message that names its own field is not given its name again."""
    if not isinstance(refusal, Wrong):
        return str(refusal)
    return " ".join(named(field, message) for field, message in refusal.errors.items())


def named(field: str, message: str) -> str:
    """A message that begins with the name of what it is about."""
    name = field.rpartition(".")[2]
    begins = message.startswith((f"{name}:", f"{name} "))
    return message if begins else f"{field}: {message}"


def _http(error: HTTPException) -> Told:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    if status == HTTPStatus.NOT_FOUND:
        return Told(status, Unseen.says, headers=headers)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return Told(status, NOT_TAKEN.format(method=request.method), headers=headers)
    return Told(status, error.description or status.description, headers=headers)


def _away(error: Exception) -> Told:
    driver = getattr(error, "orig", None)
    codes = {getattr(driver, name, None) for name in ("sqlstate", "sqlite_errorname")}
    if not codes.isdisjoint(OUT_OF_TIME):
        return _refusal(TooLong())
    log.error("the database is out of reach: %s", type(error).__name__)
    return Told(HTTPStatus.SERVICE_UNAVAILABLE, AWAY, headers=_wait())


def _wait() -> Mapping[str, str]:
    return {"Retry-After": str(SECONDS_TO_WAIT)}
