"""What the API says of itself: the document for programs, a page for people, both for anybody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, jsonify

from closeloop.web import frame
from closeloop.web.api import document
from closeloop.web.api.blueprint import api

PREFIX = "/api/v1"
BY_REFERENCE = "#/components/schemas/"

front = Blueprint("api_docs", __name__, url_prefix=PREFIX)


@dataclass(frozen=True, slots=True)
class Described:
    """One thing that a call takes or gives: its name, what it is, whether it must be there."""

    name: str
    kind: str
    says: str
    required: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as the page shows it."""

    id: str
    method: str
    path: str
    says: str
    parameters: tuple[Described, ...]
    takes: tuple[Described, ...]
    gives: tuple[Described, ...]
    statuses: Mapping[str, str]


@front.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    return jsonify(written())


@front.get("/docs")
def page() -> str:
    """The same to read: each call, what it takes, gives and refuses."""
    return frame.page("api_docs", calls=calls(), introduction=document.INTRODUCTION)


@lru_cache(maxsize=1)
def written() -> dict[str, Any]:
    """The document of the whole API; it never changes while a process runs."""
    return document.openapi(api.routes, PREFIX)


@lru_cache(maxsize=1)
def calls() -> tuple[Call, ...]:
    """Every call of the document, in its order."""
    return tuple(
        _call(path, method, said)
        for path, methods in written()["paths"].items()
        for method, said in methods.items()
    )


def _call(path: str, method: str, said: Mapping[str, Any]) -> Call:
    parameters = (
        Described(p["name"], _kind(p["schema"]), p["in"], p.get("required", False))
        for p in said["parameters"]
    )
    responses = said["responses"]
    done = next(told for status, told in responses.items() if status.startswith("2"))
    return Call(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        says=said["summary"],
        parameters=tuple(parameters),
        takes=tuple(_fields(said.get("requestBody", {}))),
        gives=tuple(_fields(done)),
        statuses={status: told["description"] for status, told in responses.items()},
    )


def _fields(content: Mapping[str, Any]) -> Iterator[Described]:
    """The fields of a body."""
    for media in content.get("content", {}).values():
        schema = _resolved(media["schema"])
        for name, field in schema.get("properties", {}).items():
            required = name in schema.get("required", ())
            yield Described(name, _kind(field), field.get("description", ""), required)


def _kind(field: Mapping[str, Any]) -> str:
    """What a field is, in a few words."""
    if "$ref" in field:
        return str(field["$ref"]).removeprefix(BY_REFERENCE)
    if "anyOf" in field:
        return " or ".join(_kind(one) for one in field["anyOf"])
    if "enum" in field:
        return " or ".join(map(str, field["enum"]))
    if field.get("type") == "array":
        return f"list of {_kind(field['items'])}"
    return str(field.get("format") or field.get("const") or field.get("type", "any"))


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    named: Mapping[str, Any] = written()["components"]["schemas"][
        schema["$ref"].removeprefix(BY_REFERENCE)
    ]
    return named
