"""What a letter may mention: audits by day, actions, escalations, drift, who did something.

Nothing read here is about a child: no finding, no note, no reference.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    DriftRow,
    EntryRow,
    EscalationRow,
    FindingRow,
    LetterRow,
)


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit as a letter names it."""

    id: int
    audited_on: date
    auditor: PersonId


@dataclass(frozen=True, slots=True)
class Drifting:
    """Drift that stands."""

    rule: str
    since_at: datetime


@dataclass(frozen=True, slots=True)
class Mentions:
    """What there is to mention about some items."""

    audits: dict[ItemId, Audit] = field(default_factory=dict)  # of an action
    actions: dict[ItemId, ItemId | None] = field(default_factory=dict)  # of an escalation
    drift: dict[ItemId, Drifting] = field(default_factory=dict)  # the last found on an action


def of_items(session: Session, items: Collection[ItemId]) -> Mentions:
    """What there is to mention about actions and escalations."""
    found = Mentions()
    about = select(EscalationRow.item_id, EscalationRow.action_id)
    for row in session.execute(about.where(EscalationRow.item_id.in_(items))):
        found.actions[ItemId(row.item_id)] = (
            None if row.action_id is None else ItemId(row.action_id)
        )
    of_actions = select(ActionRow.item_id, AuditRow.id, AuditRow.audited_on, AuditRow.auditor_id)
    joined = of_actions.join(AuditRow, AuditRow.id == ActionRow.audit_id)
    for of_one in session.execute(joined.where(ActionRow.item_id.in_(items))):
        audit = Audit(of_one.id, of_one.audited_on, PersonId(of_one.auditor_id))
        found.audits[ItemId(of_one.item_id)] = audit
    drifting = [one for one in found.actions.values() if one is not None]
    standing = select(DriftRow.item_id, DriftRow.rule, DriftRow.since_at).where(
        DriftRow.item_id.in_(drifting), DriftRow.standing_as.is_not(None)
    )
    for drift in session.execute(standing.order_by(DriftRow.id)):
        found.drift[ItemId(drift.item_id)] = Drifting(drift.rule, drift.since_at)
    return found


def who_did(
    session: Session, items: Collection[ItemId], kinds: Collection[str]
) -> dict[tuple[ItemId, str], PersonId]:
    """Who last took each of these steps on each of these items; not where closeloop did."""
    entries = (
        select(EntryRow.item_id, EntryRow.kind, EntryRow.actor_id)
        .where(
            EntryRow.item_id.in_(items), EntryRow.kind.in_(kinds), EntryRow.actor_id.is_not(None)
        )
        .order_by(EntryRow.item_id, EntryRow.seq)
    )
    return {
        (ItemId(row.item_id), row.kind): PersonId(row.actor_id)
        for row in session.execute(entries)
        if row.actor_id is not None
    }


def strengths(
    session: Session, audits: Collection[int], people: Collection[PersonId]
) -> dict[tuple[int, PersonId], int]:
    """How many strengths of each audit are these people's."""
    found = (
        select(FindingRow.audit_id, FindingRow.about_id, func.count().label("strengths"))
        .where(
            FindingRow.audit_id.in_(audits),
            FindingRow.about_id.in_(people),
            FindingRow.kind == "strength",
        )
        .group_by(FindingRow.audit_id, FindingRow.about_id)
    )
    return {
        (row.audit_id, PersonId(row.about_id)): row.strengths
        for row in session.execute(found)
        if row.about_id is not None
    }


def auditors(session: Session, audits: Collection[int]) -> dict[int, PersonId]:
    """Who made each audit."""
    found = select(AuditRow.id, AuditRow.auditor_id).where(AuditRow.id.in_(audits))
    return {row.id: PersonId(row.auditor_id) for row in session.execute(found)}


def missed(session: Session, letters: Collection[int]) -> dict[int, PersonId]:
    """Whom each of these letters did not reach."""
    found = select(LetterRow.id, LetterRow.person_id).where(LetterRow.id.in_(letters))
    return {row.id: PersonId(row.person_id) for row in session.execute(found)}
