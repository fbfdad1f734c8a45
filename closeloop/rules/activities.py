"""The quality assurance activities that findings come from, and the elements that they make up."""

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from closeloop.rules.refusals import NotReady

MOST_ELEMENTS = 9


@dataclass(frozen=True, slots=True)
class Element:
    """One of the authority's core elements of quality assurance."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One kind of activity: its name in files, its label for people, the element it belongs to."""

    name: str
    label: str
    element: Element


@dataclass(frozen=True, slots=True)
class ReAudit:
    """When an audit is followed by the same look again: months after it, by overall grade."""

    activity: str = ""
    after: Mapping[str, int] = field(default_factory=dict)

    def due_on(self, audited_on: date, overall_grade: str | None) -> date | None:
        """The last day to look again; None where the grade asks for no such look."""
        months = self.after.get(overall_grade or "")
        if months is None:
            return None
        year, month = divmod(audited_on.year * 12 + audited_on.month - 1 + months, 12)
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(audited_on.day, last))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All elements and activities, in the order in which they are offered."""

    elements: tuple[Element, ...]
    activities: tuple[Activity, ...]
    re_audit: ReAudit = field(default_factory=ReAudit)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the activities, as files and the API give them."""
        return tuple(activity.name for activity in self.activities)

    def activity(self, name: str) -> Activity | None:
        """The activity of this name, if there is one."""
        return next((one for one in self.activities if one.name == name), None)


def read(text: str) -> Catalogue:
    """The catalogue that a TOML text defines. Raises NotReady where it is none."""
    try:
        said = tomllib.loads(text)
        elements = {one["name"]: Element(one["name"], one["label"]) for one in said["element"]}
        activities = tuple(_activity(one, elements) for one in said["activity"])
        again = said.get("re_audit")
        re_audit = ReAudit(again["activity"], dict(again["after"])) if again else ReAudit()
    except tomllib.TOMLDecodeError as stopped:
        raise NotReady(f"The activities cannot be read: {stopped}.") from None
    except (KeyError, TypeError) as lacking:
        raise NotReady(
            f"The activities lack {lacking}. Each element needs name, label; each activity name,"
            " label and the name of its element."
        ) from None
    if len(elements) > MOST_ELEMENTS:
        raise NotReady(f"There are {len(elements)} elements; at most {MOST_ELEMENTS}.")
    return Catalogue(tuple(elements.values()), activities, re_audit)


def _activity(said: Mapping[str, Any], elements: Mapping[str, Element]) -> Activity:
    """One activity, from its table in the file."""
    return Activity(said["name"], said["label"], elements[said["element"]])
