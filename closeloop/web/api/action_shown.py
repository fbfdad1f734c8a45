"""An action as the API shows it, alone, in lists and on an agenda."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from closeloop.store.actions import ActionView
from closeloop.web.api import named
from closeloop.web.api.asked import Asked


class DriftShown(BaseModel):
    """Drift that a clock or a count has found and nothing has cleared since."""

    rule: str
    since: datetime
    why: str


class NoticeShown(BaseModel):
    """The next notice, if nobody acts before."""

    letter: str
    at: datetime


class ActionShown(BaseModel):
    """An action: what was found, what needs to happen, whose it is, and what may be done now."""

    id: str = Field(description="What the letters call it.")
    state: str
    workflow: str
    version: int
    severity: str
    standard: str
    finding: str
    action: str
    impact: str | None
    expected: str | None
    seen_by: str | None
    child_ref: str
    audit_id: str
    auditor: str
    owner: str | None
    due_at: datetime | None
    first_due_at: datetime
    acknowledged_at: datetime | None
    held_at: datetime | None = Field(description="Since when its clocks are held by a challenge.")
    moves: int = Field(description="How often its date was moved to a later day.")
    drift: Sequence[DriftShown]
    escalation: str | None = Field(description="The open one.")
    next_notice: NoticeShown | None
    allowed: Sequence[str] = Field(description="The caller's steps now.")
    warnings: Sequence[str] = Field(default=())


def shown(asked: Asked, view: ActionView) -> ActionShown:
    """An action as the caller sees it."""
    return ActionShown(**said(asked, view))


def said(asked: Asked, view: ActionView) -> dict[str, Any]:
    """The fields of an action."""
    item = view.item
    promised = view.next_notice
    return {
        "id": named.action_ref(view.id),
        "state": item.state,
        "workflow": item.follows[0],
        "version": item.follows[1],
        "severity": item.severity,
        "audit_id": named.audit_ref(view.audit),
        "auditor": named.email(asked, view.auditor),
        "owner": named.email(asked, view.owner),
        "due_at": item.due_at,
        "held_at": item.held_at,
        "moves": view.moves,
        "drift": [DriftShown(rule=d.rule, since=d.since, why=d.why) for d in view.drift],
        "escalation": named.escalation_ref(view.escalation),
        "next_notice": promised and NoticeShown(letter=promised.letter, at=promised.at),
        "allowed": view.allowed,
    } | {name: getattr(view, name) for name in AS_KEPT}


AS_KEPT = (
    "standard",
    "finding",
    "action",
    "impact",
    "expected",
    "seen_by",
    "child_ref",
    "first_due_at",
    "acknowledged_at",
)
