"""Reading a workflow file: TOML in, a Workflow out, or every mistake with its line and cure."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from closeloop.rules import grammar
from closeloop.rules.grammar import Reader
from closeloop.rules.page import TOP, Mistake, NotDefined, Page, Place
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
LONGEST = 1_000  # characters of a line: reading time grows with the square of its dots
MOST_STATES = 50
MOST = 200  # of steps, clocks, notices and whatever else there is several of
TOP_NEEDS = ("name", "version", "begins", "falls_to")

Table = Mapping[str, Any]


def read(text: str) -> Workflow:
    """The workflow that a TOML text defines. Raises NotDefined with every mistake of its form.

    Whether it can be followed as a whole is asked by `soundness.check`.
    """
    page = Page(text)
    workflow = _workflow(page, _toml(text))
    if page.mistakes or workflow is None:
        raise NotDefined(page.mistakes)
    return workflow


def _toml(text: str) -> Table:
    """What the TOML says. Raises NotDefined where it is none, or is made to keep us busy."""
    if len(text) > LARGEST:
        raise NotDefined([Mistake(1, "This file is larger than 256 KB. Shorten it.")])
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST:
            message = f"{len(line):,} characters; at most {LONGEST:,} in a line. Break it up."
            raise NotDefined([Mistake(number, message)])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        found = re.search(r"line (\d+)", str(wrong))
        line_no = int(found[1]) if found else text.count("\n") + 1
        message = f"This is not TOML: {wrong}. Mend it here or on the line above."
        raise NotDefined([Mistake(line_no, message)]) from None
    except RecursionError:
        raise NotDefined([Mistake(1, "This file is nested too deep. Take lists apart.")]) from None


def _workflow(page: Page, said: Table) -> Workflow | None:
    top = _read(page, TOP, _but(said, grammar.NESTED), grammar.TOP, TOP_NEEDS)
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
        page.wrong(TOP, None, f"{len(states)} states; at most {MOST_STATES}.")
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
    if not isinstance(table, dict) or not all(isinstance(t, dict) for t in table.values()):
        page.wrong(Place(name), None, f"[{name}] must be tables: [{name}.NAME].")
        return {}
    return {} if _too_many(page, name, len(table)) else table


def _too_many(page: Page, kind: str, count: int) -> bool:
    if count > MOST:
        page.wrong(Place(kind), None, f"{count} of {kind}; at most {MOST}.")
    return count > MOST


def _named(
    page: Page, said: Table, kind: str, readers: Mapping[str, Reader], required: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    found = {}
    for name, table in _table(page, said, kind).items():
        if not grammar.NAME.fullmatch(name):
            page.wrong(
                Place(f"{kind}.{name}"), None, f"{name!r}: use 1 to 40 of a to z and _ as a name."
            )
        found[name] = _read(page, Place(f"{kind}.{name}"), table, readers, required)
    return found


def _listed(
    page: Page, said: Table, kind: str, readers: Mapping[str, Reader], required: tuple[str, ...]
) -> list[dict[str, Any]]:
    tables = said.get(kind, [])
    if not isinstance(tables, list):
        page.wrong(Place(kind), None, f"Write [[{kind}]], one for each.")
        return []
    if _too_many(page, kind, len(tables)):
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
