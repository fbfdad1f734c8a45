"""People: everybody sees colleagues; who is away, stands in or leaves is theirs and managers'."""

from collections.abc import Mapping, Sequence
from datetime import date
from heapq import nsmallest
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, Field

from closeloop.loop import staff
from closeloop.rules import refs
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refusals import NotYours, Unseen
from closeloop.store import people
from closeloop.web.api import paging
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.fields import STRICT, Day, Email, Name, never_empty
from closeloop.web.api.frame import Answer
from closeloop.web.api.paging import Listed, Page

Role = Literal[
    "practitioner",
    "team_manager",
    "service_manager",
    "iro",
    "cp_chair",
    "auditor",
    "qa_lead",
    "head_of_service",
    "director",
    "admin",
]


class PersonShown(BaseModel):
    """A colleague. The last four are left out unless they are yours, or you manage them."""

    id: str
    email: str
    name: str
    roles: Sequence[str]
    team: str | None
    manager_email: str | None
    absent_from: date | None = Field(default=None)
    absent_to: date | None = Field(default=None, description="The last day away.")
    deputy_email: str | None = Field(default=None)
    leaves_on: date | None = Field(default=None, description="The last day here.")


class NewPerson(BaseModel):
    """Somebody to add."""

    model_config = STRICT
    email: Email
    name: Name
    roles: list[Role] = Field(min_length=1)
    team: Name | None = None
    manager_email: Email | None = None
    absent_from: Day | None = None
    absent_to: Day | None = None
    deputy_email: Email | None = None
    leaves_on: Day | None = None


class PersonChange(BaseModel):
    """What is to change; what is left out stays. Null empties a field that may be empty."""

    model_config = STRICT
    email: Email | None = None
    name: Name | None = None
    roles: list[Role] | None = Field(default=None, min_length=1)
    team: Name | None = None
    manager_email: Email | None = None
    absent_from: Day | None = None
    absent_to: Day | None = None
    deputy_email: Email | None = None
    leaves_on: Day | None = None

    _never_empty = never_empty("email", "name", "roles")


@api.answers("GET", "/people", asks=Page, gives=Listed[PersonShown])
def list_people(asked: Asked) -> Answer:
    """Everybody, by email."""
    page = asked.query(Page)
    after = paging.place(asked, page)
    by_email = asked.directory.by_email
    behind = (email for email in by_email if after is None or email > str(after[0]))
    found = [by_email[email] for email in nsmallest(page.limit + 1, behind)]
    return paging.listed(
        asked, page, found, shown=lambda person: shown(asked, person), at=lambda p: [p.email]
    )


@api.answers("GET", "/people/<person_id>", gives=PersonShown, refuses=[404])
def read_person(asked: Asked, person_id: str) -> Answer:
    """One colleague."""
    return _answer(asked, found(asked, person_id))


@api.answers(
    "POST",
    "/people",
    takes=NewPerson,
    gives=PersonShown,
    status=HTTPStatus.CREATED,
    refuses=[403],
    sees=lambda asked, _: _check_admin(asked),
)
def add_person(asked: Asked) -> Answer:
    """Add a person; an admin's."""
    _check_admin(asked)
    said = asked.body(NewPerson).model_dump()
    entered = staff.Entered(**said | {"roles": tuple(said["roles"])})
    made = staff.add(asked.session, entered, now=asked.now, by=asked.caller)
    return _answer(asked, asked.directory.people[made], status=HTTPStatus.CREATED)


@api.answers(
    "PATCH",
    "/people/<person_id>",
    takes=PersonChange,
    gives=PersonShown,
    refuses=[403, 404, 412],
    sees=lambda asked, _, person_id: _may_change(asked, found(asked, person_id)),
)
def change_person(asked: Asked, person_id: str) -> Answer:
    """Change a person: an admin all but their own roles; absence and deputy also they, managers."""
    person = found(asked, person_id)
    if set(asked.json) & staff.FIELDS - _may_change(asked, person):
        raise NotYours
    people.lock(asked.session)
    asked.expects(people.version(asked.session, person.id))
    said = asked.body(PersonChange).model_dump(exclude_unset=True)
    if "roles" in said:
        said["roles"] = tuple(sorted(set(said["roles"])))
    staff.change(asked.session, person.id, said, now=asked.now, by=asked.caller)
    return _answer(asked, found(asked, person_id))


def _may_change(asked: Asked, person: Person) -> frozenset[str]:
    """The fields that the caller may write. Raises NotYours where there is none."""
    fields = staff.may_change(asked.directory, person.id, asked.caller.id, asked.day)
    if not fields:
        raise NotYours
    return fields


def found(asked: Asked, person_id: str) -> Person:
    """The person of an id. Raises Unseen."""
    number = refs.number("P", person_id)
    person = asked.directory.people.get(PersonId(number)) if number else None
    if person is None:
        raise Unseen
    return person


def shown(asked: Asked, person: Person) -> PersonShown:
    """A person as the caller sees them."""
    directory = asked.directory
    said: dict[str, Any] = {
        "id": refs.ref("P", person.id),
        "email": person.email,
        "name": person.name,
        "roles": sorted(person.roles),
        "team": directory.teams[person.team].name if person.team else None,
        "manager_email": _email(directory.people, person.manager),
    }
    if may_see_leave(asked, person):
        said |= {
            "absent_from": person.absent_from,
            "absent_to": person.absent_to,
            "deputy_email": _email(directory.people, person.deputy),
            "leaves_on": person.leaves_on,
        }
    return PersonShown(**said)


def may_see_leave(asked: Asked, person: Person) -> bool:
    """Whether the caller may see when somebody is away, who stands in, when they leave."""
    return is_admin(asked) or staff.is_theirs(
        asked.directory, person.id, asked.caller.id, asked.day
    )


def is_admin(asked: Asked) -> bool:
    """Whether the caller is an admin."""
    return "admin" in asked.caller.roles


def _check_admin(asked: Asked) -> None:
    if not is_admin(asked):
        raise NotYours


def _email(known: Mapping[PersonId, Person], person: PersonId | None) -> str | None:
    return known[person].email if person else None


def _answer(asked: Asked, person: Person, status: int = HTTPStatus.OK) -> Answer:
    version = people.version(asked.session, person.id)
    return Answer(shown(asked, person), status, version)
