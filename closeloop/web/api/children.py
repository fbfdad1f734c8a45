"""Children: a reference, where they stand, and who is around them."""

from http import HTTPStatus
from typing import Literal

from pydantic import BaseModel

from closeloop.loop import caseload
from closeloop.rules.refusals import NotYours
from closeloop.store import children
from closeloop.store.children import Child
from closeloop.web.api import paging
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.fields import STRICT, Email, Name, Reference, never_empty
from closeloop.web.api.frame import Answer
from closeloop.web.api.paging import Listed, Page

Status = Literal["early_help", "cin", "cp", "cla", "care_leaver", "closed"]


class ChildShown(BaseModel):
    """A child, by the authority's own reference. Looked after and on a plan: `cla`, both named."""

    child_ref: str
    status: Status
    team: str | None
    practitioner_email: str | None
    iro_email: str | None
    cp_chair_email: str | None
    restricted: bool


class NewChild(BaseModel):
    """A child to take in."""

    model_config = STRICT
    child_ref: Reference
    status: Status
    team: Name | None = None
    practitioner_email: Email | None = None
    iro_email: Email | None = None
    cp_chair_email: Email | None = None
    restricted: bool = False


class ChildChange(BaseModel):
    """What is to change; what is left out stays. Null empties a field that may be empty."""

    model_config = STRICT
    child_ref: Reference | None = None
    status: Status | None = None
    team: Name | None = None
    practitioner_email: Email | None = None
    iro_email: Email | None = None
    cp_chair_email: Email | None = None
    restricted: bool | None = None

    _never_empty = never_empty("child_ref", "status", "restricted")


@api.answers("GET", "/children", asks=Page, gives=Listed[ChildShown])
def list_children(asked: Asked) -> Answer:
    """The children whom the caller may see, by reference."""
    page = asked.query(Page)
    after = paging.place(asked, page)
    ref = str(after[0]) if after else None
    found = children.after(asked.session, ref, asked.sight, page.limit + 1)
    return paging.listed(
        asked, page, found, shown=lambda child: shown(asked, child), at=lambda c: [c.ref]
    )


@api.answers("GET", "/children/<child_ref>", gives=ChildShown, refuses=[404])
def read_child(asked: Asked, child_ref: str) -> Answer:
    """One child."""
    return _answer(asked, children.get(asked.session, child_ref, asked.sight))


@api.answers(
    "POST",
    "/children",
    takes=NewChild,
    gives=ChildShown,
    status=HTTPStatus.CREATED,
    refuses=[403],
    sees=lambda asked, first: children.get(asked.session, first["child_ref"], asked.sight),
)
def add_child(asked: Asked) -> Answer:
    """Take in a child: a QA lead's, or a manager's in their teams."""
    if not caseload.writes_at_all(asked.directory, asked.caller.id, asked.day):
        raise NotYours
    team = asked.json.get("team")
    named = team if isinstance(team, str) else None
    if not caseload.may_place(asked.directory, named, asked.caller.id, asked.day):
        raise NotYours
    entered = caseload.Entered(**asked.body(NewChild).model_dump())
    added = caseload.add(asked.session, entered, now=asked.now, by=asked.caller)
    return _answer(asked, added, HTTPStatus.CREATED)


@api.answers(
    "PATCH",
    "/children/<child_ref>",
    takes=ChildChange,
    gives=ChildShown,
    refuses=[403, 404, 412],
    sees=lambda asked, _, child_ref: children.get(asked.session, child_ref, asked.sight),
)
def change_child(asked: Asked, child_ref: str) -> Answer:
    """Change a child: a QA lead, managers of its team; a restriction is lifted by the named."""
    child = children.get(asked.session, child_ref, asked.sight, to_change=True)
    if not caseload.may_write(asked.directory, child, asked.caller.id, asked.day):
        raise NotYours
    asked.expects(child.change_no)
    said = asked.body(ChildChange).model_dump(exclude_unset=True)
    changed = caseload.change(asked.session, child, said, now=asked.now, by=asked.caller)
    return _answer(asked, changed)


def shown(asked: Asked, child: Child) -> ChildShown:
    """A child as the caller sees it."""
    entered = caseload.entered_of(asked.directory, child)
    return ChildShown.model_validate(entered, from_attributes=True)


def _answer(asked: Asked, child: Child, status: int = HTTPStatus.OK) -> Answer:
    return Answer(shown(asked, child), status, child.change_no)
