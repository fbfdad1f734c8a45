"""An escalation as the API shows it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from closeloop.rules import refs
from closeloop.store.escalation_views import EscalationView
from closeloop.web.api import named
from closeloop.web.api.asked import Asked

State = Literal["waiting", "answered", "passed_up", "closed"]


class AnswerShown(BaseModel):
    """An answer, on the level at which it was given."""

    level: str
    by: str
    at: datetime
    response: str
    note: str
    by_on: date | None


class EscalationShown(BaseModel):
    """An escalation. `raised_by` is null where closeloop offers drift."""

    id: str
    state: State
    level: str
    severity: str
    action_id: str | None
    child_ref: str
    raised_by: str | None
    asked_of: str | None = Field(description="Who is asked first at this level.")
    asked_with: Sequence[str] = Field(description="Who is asked as well.")
    impact: str
    tried: str
    asks: str
    answers: Sequence[AnswerShown]
    raised_at: datetime
    due_at: datetime | None
    ends_at: datetime | None = Field(description="The end of the whole process.")
    allowed: Sequence[str]


def shown(asked: Asked, view: EscalationView) -> EscalationShown:
    """An escalation as the caller sees it."""
    people = asked.directory.people
    said: Mapping[str, object] = {
        "id": refs.ref("E", view.id),
        "state": view.item.state,
        "level": view.level,
        "severity": view.item.severity,
        "action_id": named.action_ref(view.action),
        "child_ref": view.child_ref,
        "raised_by": named.email(asked, view.raised_by),
        "asked_of": named.email(asked, view.asked_of),
        "asked_with": [people[one].email for one in view.asked_with],
        "impact": view.impact,
        "tried": view.tried,
        "asks": view.asks,
        "answers": [
            {
                "level": one.level,
                "by": people[one.by].email,
                "at": one.at,
                "response": one.response,
                "note": one.note,
                "by_on": one.by_on,
            }
            for one in view.answers
        ],
        "raised_at": view.begun_at,
        "due_at": view.item.due_at,
        "ends_at": view.item.ends_at,
        "allowed": view.allowed,
    }
    return EscalationShown.model_validate(said)
