"""What the API says of itself: the document for programs, a page for people, both for anybody."""

from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, jsonify, request

from closeloop.web import here
from closeloop.web.api import caller, document
from closeloop.web.api.blueprint import api

PREFIX = "/api/v1"

page = Blueprint("api_docs", __name__, url_prefix=PREFIX)


@page.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    caller.count_address(request, here.house().settings)
    return jsonify(written())


@lru_cache(maxsize=1)
def written() -> dict[str, Any]:
    """The document of the whole API; it never changes while a process runs."""
    return document.openapi(api.routes, PREFIX)
