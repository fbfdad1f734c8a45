"""How errors are answered: to programs as problems, to people as a page."""

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from closeloop.web import refused
from closeloop.web.api import problems

FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")


def answer_all(app: Flask) -> None:
    """Answer whatever is refused or goes wrong anywhere in the app."""
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> Response:
    if isinstance(error, HTTPException) and isinstance(error.response, Response):
        return error.response  # it brings its own words
    told = refused.told(error)
    if request.path.startswith(FOR_PROGRAMS):
        return problems.answer(told)
    words = Response(told.detail, status=told.status, mimetype="text/plain")
    words.headers.extend(told.headers)
    return words
