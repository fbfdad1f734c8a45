"""Pages that say no, or that something is wrong: why, and what can be done. No codes, no blame."""

from http import HTTPStatus

from flask import Response, make_response, request

from closeloop.rules.refusals import Wrong
from closeloop.web.frame import page, plain
from closeloop.web.here import house
from closeloop.web.refused import Told

TITLES = {
    HTTPStatus.BAD_REQUEST: "This cannot be answered",
    HTTPStatus.FORBIDDEN: "You cannot do this",
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "This page is opened by its link",
    HTTPStatus.CONFLICT: "This has moved on",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something does not fit yet",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Sorry, there is a problem with the service",
    HTTPStatus.SERVICE_UNAVAILABLE: "Sorry, closeloop cannot answer just now",
}
SAYS = {
    HTTPStatus.BAD_REQUEST: "This form is not from a page that is open for you now. "
    "Open the page again, then send it.",
    HTTPStatus.NOT_FOUND: "Check the address. If you followed a link, the page may not be yours "
    "to see.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Make it smaller, or load it in parts.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Go to your home page and find it from there.",
}
TOO_LARGE_A_FILE = "This file is larger than {megabytes} MB"
TOO_LARGE_A_FORM = "This request is larger than 1 MB"
ASKS_NOTHING = {  # of the database, or of a form that is too large to be read
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
}
NEVER_SHOWN = {"csrf_token", "whose", "once", "password"}


def answer(told: Told, error: Exception) -> Response:
    """The page that tells a person what a program is told as a problem."""
    title = TITLES.get(told.status, "This cannot be answered")
    if told.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        title = _too_large()
    says = [SAYS.get(told.status, told.detail)]
    if isinstance(error, Wrong):
        says = list(error.errors.values())
    is_read = told.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    values = {"title": title, "says": says, "typed": typed() if is_read else []}
    made = plain(**values) if told.status in ASKS_NOTHING else page("plain", **values)
    response = make_response(made, told.status)
    response.headers.extend(told.headers)
    return response


def _too_large() -> str:
    if request.mimetype != "multipart/form-data":
        return TOO_LARGE_A_FORM
    return TOO_LARGE_A_FILE.format(megabytes=house().settings.limits.file_megabytes)


def typed() -> list[str]:
    """What somebody typed into the form, to copy or to send again."""
    if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded":
        return []
    return [v for k, v in request.form.items() if k not in NEVER_SHOWN and " " in v.strip()]
