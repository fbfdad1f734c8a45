"""The OpenAPI 3.1 document of the API, made from what each route notes: never written by hand."""

import inspect
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic.json_schema import models_json_schema

from closeloop.web.api import once
from closeloop.web.api.frame import READS, Route
from closeloop.web.api.problems import MEDIA, Problem

ANY_CALL = (400, 401, 422, 429, 500, 503)
ANY_WRITE = (409, 413, 415)
WAIT = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
WAITS = {409, 429, 503}
MEANS: Mapping[int, str] = {
    400: "Not JSON, a parameter given twice, a cursor of another list, plain HTTP, another host.",
    401: "No token, or one that is not good now.",
    403: "The caller may see it, but not do this.",
    404: "There is no such thing, or it is not the caller's to see.",
    405: "This address does not take this method.",
    409: "The state does not allow it, or the first request with this key is still running.",
    412: "It has changed since the version that If-Match names.",
    413: "The body is too large.",
    415: "The body is of another kind.",
    422: "A field or parameter does not fit, or is not known.",
    429: "Too many requests.",
    500: "Something unexpected, with a reference to quote. Nothing was changed.",
    503: "The records are out of reach. Nothing was changed.",
}
VERSION = "1"  # of the API: raised when something is changed or removed
FILE = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
}
PART = re.compile(r"<(?:\w+:)?(\w+)>")
INTRODUCTION = (
    "People are named by email, teams by name, children by reference. Times are UTC, dates are "
    "London's. Ids are opaque. What is not there and what is not yours to see answer alike."
)

Schemas = Mapping[Any, dict[str, Any]]  # by model and whether it is taken or given


def openapi(routes: Sequence[Route], prefix: str) -> dict[str, Any]:
    """The document of these routes."""
    schemas, definitions = models_json_schema(
        [(model, "validation") for route in routes if (model := route.takes)]
        + [(route.gives, "serialization") for route in routes]
        + [(model, "serialization") for route in routes for model in route.problems.values()]
        + [(Problem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = prefix + PART.sub(r"{\1}", route.rule)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "closeloop", "version": VERSION, "description": INTRODUCTION},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def statuses(route: Route) -> list[int]:
    """Every status that a call may be refused with."""
    writes = () if route.method in READS else ANY_WRITE
    return sorted({*ANY_CALL, *writes, *route.refuses})


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    """One call."""
    said = inspect.getdoc(route.view) or ""
    operation: dict[str, Any] = {
        "operationId": route.view.__name__,
        "summary": said.splitlines()[0] if said else "",
        "tags": [PART.sub("", route.rule).strip("/").split("/")[0]],
        "parameters": _parameters(route),
        "responses": _responses(route, schemas),
    }
    if route.uploads:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": FILE}}
    if route.takes:
        content = {"application/json": {"schema": schemas[route.takes, "validation"]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in PART.findall(route.rule)
    ]
    if route.asks:
        schema = route.asks.model_json_schema()
        asked = schema.get("required", ())
        found += [
            {"name": name, "in": "query", "required": name in asked, "schema": kind}
            for name, kind in schema["properties"].items()
        ]
    if route.method not in READS:
        key = {"type": "string", "pattern": r"^[\x21-\x7e]{1,128}$"}
        found.append({"name": once.HEADER, "in": "header", "schema": key})
    if HTTPStatus.PRECONDITION_FAILED in route.refuses:
        found.append({"name": "If-Match", "in": "header", "schema": {"type": "string"}})
    return found


def _responses(route: Route, schemas: Schemas) -> dict[str, Any]:
    given = {"application/json": {"schema": schemas[route.gives, "serialization"]}}
    responses: dict[str, Any] = {
        str(int(status)): {"description": HTTPStatus(status).phrase, "content": given}
        for status in (route.status, *route.also)
    }
    for status in statuses(route):
        told = schemas[route.problems.get(status, Problem), "serialization"]
        refused: dict[str, Any] = {
            "description": MEANS[status],
            "content": {MEDIA: {"schema": told}},
        }
        if status in WAITS:
            refused["headers"] = WAIT
        responses[str(status)] = refused
    return responses
