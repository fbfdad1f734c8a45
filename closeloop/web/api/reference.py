"""What audits are made against: the practice standards and the catalogue of activities."""

from collections.abc import Sequence

from pydantic import BaseModel

from closeloop.rules.activities import Activity
from closeloop.rules.standards import Standard
from closeloop.web.api import paging
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.frame import Answer
from closeloop.web.api.paging import Listed, Page


class StatementShown(BaseModel):
    """A statement: its code, as findings name it, and its text."""

    code: str
    text: str


class StandardShown(BaseModel):
    """A standard and its statements."""

    code: str
    title: str
    statements: Sequence[StatementShown]


class ElementShown(BaseModel):
    """One of the authority's core elements of quality assurance."""

    name: str
    label: str


class ActivityShown(BaseModel):
    """A kind of activity, as audits name it, and the element that it belongs to."""

    name: str
    label: str
    element: ElementShown


@api.answers("GET", "/standards", asks=Page, gives=Listed[StandardShown])
def list_standards(asked: Asked) -> Answer:
    """The standards in force, in printed order."""
    found = asked.house.standards(asked.session).standards
    return paging.counted(asked, asked.query(Page), found, _standard)


@api.answers("GET", "/activities", asks=Page, gives=Listed[ActivityShown])
def list_activities(asked: Asked) -> Answer:
    """The catalogue of quality assurance activities."""
    return paging.counted(asked, asked.query(Page), asked.house.activities.activities, _activity)


def _standard(standard: Standard) -> StandardShown:
    return StandardShown(
        code=standard.code,
        title=standard.title,
        statements=[StatementShown(code=one.code, text=one.text) for one in standard.statements],
    )


def _activity(activity: Activity) -> ActivityShown:
    element = ElementShown(name=activity.element.name, label=activity.element.label)
    return ActivityShown(name=activity.name, label=activity.label, element=element)
