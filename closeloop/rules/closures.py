"""An authority's own closures, as its calendar file says them."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeGuard

LONGEST = 60  # days of one closure


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the authority is closed, first and last, and why."""

    first_on: date
    last_on: date
    name: str


def read(text: str) -> tuple[Closure, ...]:
    """The closures of a calendar file. Raises ValueError, in words with the cure."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ValueError(f"{wrong}. Mend the TOML there.") from None
    return tuple(_closure(place, one) for place, one in enumerate(said.get("closure", []), 1))


def _closure(place: int, said: dict[str, Any]) -> Closure:
    first, last, name = (said.get(key) for key in ("first_on", "last_on", "name"))
    if not (_is_day(first) and _is_day(last) and isinstance(name, str)):
        raise ValueError(f"closure {place}: write first_on and last_on as dates, name as text.")
    closure = Closure(first, last, name)
    if not 0 <= (closure.last_on - closure.first_on).days < LONGEST:
        raise ValueError(f"closure {place}: give a last day within {LONGEST} days of the first.")
    return closure


def _is_day(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)
