"""Midshire, the demonstration authority: the people who work there and the children they know.

Nobody in it exists. Days are kept as distances from today, so that the authority is as lively on
any day on which it is loaded.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

DOMAIN = "midshire.example"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at Midshire. `…_in` are days from today; the last ones are last days."""

    email: str
    name: str
    roles: tuple[str, ...]
    team: str
    team_parent: str | None
    manager_email: str | None
    leaves_in: int | None
    absent_from_in: int | None
    absent_to_in: int | None
    deputy_email: str | None

    def leaves_on(self, today: date) -> date | None:
        """Their last day, if it is known."""
        return _day(today, self.leaves_in)

    def absence(self, today: date) -> tuple[date, date] | None:
        """The first and the last day of their absence, if there is one."""
        first, last = _day(today, self.absent_from_in), _day(today, self.absent_to_in)
        return (first, last) if first and last else None


@dataclass(frozen=True, slots=True)
class Child:
    """A child, by reference alone, as an import of children would tell of them."""

    child_ref: str
    status: str
    team: str
    practitioner_email: str | None
    iro_email: str | None
    cp_chair_email: str | None
    restricted: bool


@cache
def people() -> tuple[Colleague, ...]:
    """Everybody, managers before those whom they manage."""
    return tuple(
        Colleague(
            email=row["email"],
            name=row["name"],
            roles=tuple(row["roles"].split(";")),
            team=row["team"],
            team_parent=row["team_parent"] or None,
            manager_email=row["manager_email"] or None,
            leaves_in=_number(row["leaves_in"]),
            absent_from_in=_number(row["absent_from_in"]),
            absent_to_in=_number(row["absent_to_in"]),
            deputy_email=row["deputy_email"] or None,
        )
        for row in _rows("people.csv")
    )


@cache
def children() -> tuple[Child, ...]:
    """Every child, in the order of their references."""
    return tuple(
        Child(
            child_ref=row["child_ref"],
            status=row["status"],
            team=row["team"],
            practitioner_email=row["practitioner_email"] or None,
            iro_email=row["iro_email"] or None,
            cp_chair_email=row["cp_chair_email"] or None,
            restricted=row["restricted"] == "yes",
        )
        for row in _rows("children.csv")
    )


def _rows(name: str) -> list[Mapping[str, str]]:
    """The rows of a file of the folder, by the names in its first line."""
    text = (files("closeloop.rehearsal") / "demonstration" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _number(text: str) -> int | None:
    """A number of days, or none."""
    return int(text) if text else None


def _day(today: date, distance: int | None) -> date | None:
    """The day at a distance from today."""
    return None if distance is None else today + timedelta(distance)
