"""Reading a workflow file: TOML in, a Workflow out, or every mistake with its line and cure."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from closeloop.rules import grammar
from closeloop.rules.grammar import Reader
from closeloop.rules.workflow import (
    Clock,
    Drift,
    Rung,
    State,
    Step,
    Told,
    Workflow,
)

LARGEST = 256 * 1024  # characters of a file
MOST_STATES = 50
TOP_NEEDS = ("name", "version", "begins", "falls_to")

Table = Mapping[str, Any]


class NotDefined(Exception):  # noqa: N818 - it is what the file says of itself
    """A workflow file that cannot be followed: every mistake, each with its line and its cure."""

    def __init__(self, mistakes: list["Mistake"]) -> None:
        """Collect what is wrong."""
        super().__init__("; ".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a file: on which line, what, and how to mend it."""

    line: int
    message: str

    def __str__(self) -> str:
        """`line 12: …`."""
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Place:
    """One table of a file: the nth `[header]` or `[[header]]`."""

    header: str
    nth: int = 1


@dataclass
class Page:
    """The text being read, which knows on which line a table and a key stand."""

    text: str
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, place: Place, key: str | None, message: str) -> None:
        """Note a mistake in a table, at its key where it has one."""
        self.mistakes.append(Mistake(self.line_of(place, key), message))

    def line_of(self, place: Place, key: str | None = None) -> int:
        """The line of a key in that table; the header's own line otherwise."""
        header, nth = place.header, place.nth
        inside, seen, line_of_header = header == "", 0, 1
        for number, line in enumerate(self.text.splitlines(), 1):
            bare = line.split("#", 1)[0].strip()
            if bare.startswith("["):
                seen += bare.strip("[] ") == header
                inside = bare.strip("[] ") == header and seen == nth
                line_of_header = number if inside else line_of_header
            elif inside and key and bare.split("=", 1)[0].strip().strip('"') == key:
                return number
        return line_of_header


def read(text: str) -> Workflow:
    """The workflow that a TOML text defines. Raises NotDefined with every mistake of its form.

    Whether it can be followed as a whole is asked by `soundness.check`.
    """
    if len(text) > LARGEST:
        raise NotDefined([Mistake(1, "This file is larger than 256 KB. Shorten it.")])
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        line = re.search(r"line (\d+)", str(wrong))
        raise NotDefined([Mistake(int(line[1]) if line else 1, f"{wrong}.")]) from None
    page = Page(text)
    workflow = _workflow(page, said)
    if page.mistakes or workflow is None:
        raise NotDefined(page.mistakes)
    return workflow


def _workflow(page: Page, said: Table) -> Workflow | None:
    top = _read(page, Place(""), _but(said, grammar.NESTED), grammar.TOP, TOP_NEEDS)
    states = _named(page, said, "state", grammar.STATE, ("label",))
    steps = _named(page, said, "step", grammar.STEP, ("label", "from", "by"))
    drift = _named(page, said, "drift", grammar.DRIFT, ("why",))
    told = _listed(page, said, "notice", grammar.NOTICE, ("on", "letter", "tell"))
    clocks = _listed(page, said, "clock", grammar.CLOCK, ("name",))
    rungs = _listed(page, said, "rung", grammar.RUNG, ("name", "label", "asks"))
    dates = {
        name: _read(page, Place(f"dates.{name}"), table, grammar.AMOUNTS)
        for name, table in _table(page, said, "dates").items()
    }
    ceiling = _read(page, Place("ceiling"), said.get("ceiling", {}), grammar.AMOUNTS)
    if len(states) > MOST_STATES:
        page.wrong(Place(""), None, f"{len(states)} states; at most {MOST_STATES}.")
    if page.mistakes:
        return None
    return Workflow(
        **top,
        states={name: State(name=name, **values) for name, values in states.items()},
        steps={
            name: Step(name=name, **_renamed(values, {"from": "sources"}))
            for name, values in steps.items()
        },
        drift={name: Drift(rule=name, **values) for name, values in drift.items()},
        told=tuple(Told(**values) for values in told),
        clocks={values["name"]: Clock(**values) for values in clocks},
        rungs=tuple(Rung(**values) for values in rungs),
        dates=dates,
        ceiling=ceiling,
    )


def _but(said: Table, left_out: frozenset[str]) -> Table:
    return {key: value for key, value in said.items() if key not in left_out}


def _renamed(values: Table, names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in values.items()}


def _table(page: Page, said: Table, name: str) -> Table:
    table = said.get(name, {})
    if isinstance(table, dict) and all(isinstance(inner, dict) for inner in table.values()):
        return table
    page.wrong(Place(name), None, f"[{name}] must be tables: [{name}.NAME].")
    return {}


def _named(
    page: Page, said: Table, kind: str, readers: Mapping[str, Reader], required: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    found = {}
    for name, table in _table(page, said, kind).items():
        if not grammar.NAME.fullmatch(name):
            page.wrong(Place(f"{kind}.{name}"), None, f"{name!r}: use 1 to 40 of a to z and _.")
        found[name] = _read(page, Place(f"{kind}.{name}"), table, readers, required)
    return found


def _listed(
    page: Page, said: Table, kind: str, readers: Mapping[str, Reader], required: tuple[str, ...]
) -> list[dict[str, Any]]:
    tables = said.get(kind, [])
    if not isinstance(tables, list):
        page.wrong(Place(kind), None, f"Write [[{kind}]], one for each.")
        return []
    read = [
        _read(page, Place(kind, n), table, readers, required) for n, table in enumerate(tables, 1)
    ]
    names = [values.get("name") for values in read if "name" in values]
    for n, name in enumerate(names, 1):
        if names.index(name) + 1 != n:
            page.wrong(Place(kind, n), "name", f"{name!r} is there twice: name each apart.")
    return read


def _read(
    page: Page,
    place: Place,
    table: Any,  # noqa: ANN401 - what a person wrote, not yet checked
    readers: Mapping[str, Reader],
    required: tuple[str, ...] = (),
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if not isinstance(table, dict):
        page.wrong(place, None, f"{place.header} must be a table.")
        return values
    for key, value in table.items():
        if key not in readers:
            known = ", ".join(sorted(readers))
            page.wrong(place, key, f"{key!r} is not known here. Known: {known}.")
            continue
        try:
            values[key] = readers[key](value)
        except ValueError as wrong:
            page.wrong(place, key, f"{key}: {wrong}")
    for key in required:
        if key not in table:
            page.wrong(place, None, f"Add {key} = … here.")
    return values
