"""The words of a workflow file: which keys each table takes, and how each value is read.

A reader takes what TOML gave and answers the value, or raises ValueError with the cure.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from closeloop.rules.amounts import Amount, read_amount
from closeloop.rules.workflow import SEVERITIES

NAME = re.compile(r"[a-z_]{1,40}", re.ASCII)
LONGEST_LABEL = 200

Reader = Callable[[Any], Any]


def _name(value: object) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise ValueError("use a name of 1 to 40 of a to z and _.")
    return value


def _words(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_LABEL:
        raise ValueError(f"write 1 to {LONGEST_LABEL} characters.")
    if not value.isprintable():
        raise ValueError("write it in one line, without characters that do not show.")
    return value


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError('write a list of names: ["…"].')
    return tuple(_name(one) for one in value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 9999:  # noqa: PLR2004 - four digits
        raise ValueError("write a whole number from 1 to 9999.")
    return value


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("write true or false.")
    return value


def _each(reader: Reader, keys: tuple[str, ...] | None = None) -> Reader:
    def read_each(value: object) -> dict[str, Any]:
        if not isinstance(value, dict) or not value:
            raise ValueError("write { name = value }.")
        if keys and (unknown := [key for key in value if key not in keys]):
            raise ValueError(f"{unknown[0]!r} is not one of {', '.join(keys)}.")
        return {_name(key): reader(one) for key, one in value.items()}

    return read_each


def _severities(value: object) -> tuple[str, ...]:
    names = _names(value)
    if unknown := [name for name in names if name not in SEVERITIES]:
        raise ValueError(f"{unknown[0]!r} is not one of {', '.join(SEVERITIES)}.")
    return names


def _amount(whole: Literal["end", "morning"]) -> Reader:
    def read_one(value: object) -> Amount:
        amount = read_amount(value, whole)
        if amount is None:
            raise ValueError('write working days (5), "5 days" or hours ("24h").')
        return amount

    return read_one


_end = _amount("end")
_by_severity = _each(_end, SEVERITIES)
AMOUNTS: Mapping[str, Reader] = dict.fromkeys(SEVERITIES, _end)
_facts = _each(_each(_name))

NESTED = frozenset({"state", "step", "drift", "notice", "clock", "rung", "dates", "ceiling"})
TOP: Mapping[str, Reader] = {
    "name": _name,
    "version": _whole,
    "begins": _name,
    "falls_to": _names,
}
STATE: Mapping[str, Reader] = {"label": _words, "last": _yes, "date": _name}
STEP: Mapping[str, Reader] = {
    "label": _words,
    "from": _names,
    "to": _name,
    "by": _names,
    "never": _names,
    "nor_deputies": _yes,
    "needs": _names,
    "takes_also": _names,
    "needs_where": _facts,
    "one_of": _each(_names),
    "turns": _facts,
    "turns_if_marked": _each(_name),
    "severities": _severities,
    "only": _names,
    "unless": _names,
    "marks": _names,
    "unmarks": _names,
    "settles": _names,
    "starts": _names,
    "starts_where": _facts,
    "holds": _severities,
    "releases": _yes,
    "dates": _name,
    "later": _yes,
    "hands_to": _name,
    "counts": _name,
    "climbs": _yes,
    "becomes_raiser": _name,
}
NOTICE: Mapping[str, Reader] = {
    "on": _names,
    "letter": _name,
    "tell": _names,
    "asks": _name,
    "severities": _severities,
}
CLOCK: Mapping[str, Reader] = {
    "name": _name,
    "runs_in": _names,
    "started_by": _names,
    "after": _by_severity,
    "date": _each(_amount("morning"), SEVERITIES),
    "on_morning_of": _name,
    "on_end_of": _name,
    "again": _by_severity,
    "letter": _name,
    "asks": _name,
    "tell": _names,
    "tell_again": _names,
    "drift": _name,
    "takes": _name,
    "unless": _names,
    "never_held": _yes,
}
DRIFT: Mapping[str, Reader] = {
    "why": _words,
    "cleared_by": _names,
    "cleared_by_a_later_date": _yes,
    "counts": _name,
    "at": _whole,
}
RUNG: Mapping[str, Reader] = {
    "name": _name,
    "label": _words,
    "asks": _name,
    "also": _each(_names, SEVERITIES),
    "offered": _yes,
    "formal": _yes,
    "goes_up": _yes,
    "first": _yes,
}
