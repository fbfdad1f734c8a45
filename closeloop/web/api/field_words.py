"""What is wrong with a field, in words: by its dotted path, with the cure."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

UNKNOWN = "There is no such field here. Leave it out."
SHOWN = 60  # characters of a value that a sentence repeats


def errors(error: ValidationError) -> dict[str, str]:
    """The first message of each field, by its path: `findings.0.severity`."""
    found: dict[str, str] = {}
    for one in error.errors(include_url=False):
        place = ".".join(str(part) for part in one["loc"]) or "body"
        found.setdefault(place, _message(place, one))
    return found


def _message(place: str, one: ErrorDetails) -> str:
    names = [part for part in place.split(".") if not part.isdecimal()]
    name = names[-1] if names else place
    words = WORDS.get(one["type"])
    said = words(one["input"], one.get("ctx", {})) if words else one["msg"]
    return said if one["type"] == "extra_forbidden" else f"{name}: {said}"


def _shown(value: object) -> str:
    """A value as a sentence repeats it."""
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


Words = Callable[[Any, Mapping[str, Any]], str]

WORDS: Mapping[str, Words] = {
    "missing": lambda _, __: "missing. Give it.",
    "extra_forbidden": lambda _, __: UNKNOWN,
    "string_type": lambda _, __: "not a text. Put it in quotes.",
    "bool_type": lambda _, __: "neither true nor false.",
    "int_type": lambda _, __: "not a whole number.",
    "int_parsing": lambda value, _: f"{_shown(value)} is not a whole number.",
    "list_type": lambda _, __: "not a list. Put it in [ ].",
    "model_type": lambda _, __: "not an object. Put it in { }.",
    "model_attributes_type": lambda _, __: "not an object. Put it in { }.",
    "too_long": lambda value, told: f"{len(value):,}; at most {told['max_length']:,}.",
    "too_short": lambda value, told: f"{len(value):,}; at least {told['min_length']:,}.",
    "literal_error": lambda value, told: f"{_shown(value)} is not one of {_offered(told)}.",
    "bool_parsing": lambda value, _: f"{_shown(value)} is neither true nor false.",
}


def _offered(told: Mapping[str, Any]) -> str:
    """What pydantic lists as `'a', 'b' or 'c'`, as the other sentences list it."""
    return str(told["expected"]).replace("'", "").replace(" or ", ", ")
