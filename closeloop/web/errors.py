"""How errors are answered: to programs as problems, to people as a page."""

from flask import Flask, request
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from closeloop.web import refusals, refused
from closeloop.web.api import problems
from closeloop.web.press import PressedBefore, first_answer

FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")


def answer_all(app: Flask) -> None:
    """Answer whatever is refused or goes wrong anywhere in the app."""
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> Response:
    if isinstance(error, PressedBefore):
        return first_answer()
    if isinstance(error, HTTPException) and isinstance(error.response, Response):
        return error.response  # it brings its own words
    told = refused.told(error)
    if request.path.startswith(FOR_PROGRAMS):
        return problems.answer(told)
    return refusals.answer(told, error)
