"""Whoever calls: who they are here, and what waits for them."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from closeloop.store import own_work
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.frame import Answer
from closeloop.web.api.people import PersonShown, shown


class CountsShown(BaseModel):
    """Counts of own work, and of theirs for whom one stands in."""

    actions: int = Field(description="Open actions that you own.")
    to_acknowledge: int
    overdue: int
    drifting: int
    asked: int = Field(description="What you are asked to answer, verify, decide or countersign.")


class MeShown(BaseModel):
    """The caller."""

    person: PersonShown
    roles: Sequence[str]
    counts: CountsShown


@api.answers("GET", "/me", gives=MeShown)
def read_me(asked: Asked) -> Answer:
    """Who calls, their roles, and counts of their own work."""
    counted = own_work.count(asked.session, asked.sight.acts_for, asked.now)
    counts = CountsShown.model_validate(counted, from_attributes=True)
    person = shown(asked, asked.caller)
    return Answer(MeShown(person=person, roles=person.roles, counts=counts))
