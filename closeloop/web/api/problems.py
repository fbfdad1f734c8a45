"""Refusals as RFC 9457 problems."""

import json
from collections.abc import Sequence

from flask import Response
from pydantic import BaseModel, Field

from closeloop.web.refused import Told

MEDIA = "application/problem+json"


class FieldError(BaseModel):
    """What is wrong with one field: its dotted path, and the message with the cure."""

    field: str
    message: str


class Problem(BaseModel):
    """Why a request was refused; nothing was changed."""

    type: str = Field(default="about:blank", description="Kinds are told apart by status.")
    title: str
    status: int
    detail: str
    errors: Sequence[FieldError] | None = None
    allowed: Sequence[str] | None = Field(
        default=None, description="With 409: the steps that can be taken now."
    )


def answer(told: Told) -> Response:
    """The problem that a refusal is answered with."""
    said: dict[str, object] = {
        "type": "about:blank",
        "title": told.status.phrase,
        "status": told.status.value,
        "detail": told.detail,
    }
    if told.errors:
        said["errors"] = [{"field": f, "message": m} for f, m in told.errors.items()]
    if told.allowed is not None:
        said["allowed"] = list(told.allowed)
    body = json.dumps(said, ensure_ascii=False)
    response = Response(body, status=told.status.value, content_type=MEDIA)
    for name, value in told.headers.items():
        response.headers[name] = value
    return response
