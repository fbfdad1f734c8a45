"""The actions: what was found, whose each is, where it stands."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from closeloop.reports.report import Cells, Some
from closeloop.rules import refs
from closeloop.rules.people import Directory, PersonId
from closeloop.store import Session, keyset, people
from closeloop.store.actions import Reader
from closeloop.store.keyset import Place
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    ChildRow,
    DriftRow,
    EscalationRow,
    FindingRow,
    ItemRow,
)

QUESTION = "Which actions are there, whose are they, and where does each stand?"
COLUMNS = (
    "id",
    "child_ref",
    "audited_on",
    "activity",
    "auditor",
    "standard",
    "severity",
    "state",
    "owner",
    "team",
    "raised_at",
    "due_at",
    "first_due_at",
    "moves",
    "acknowledged_at",
    "drift",
    "escalation",
    "finding",
    "action",
)


def rows(session: Session, reader: Reader, after: Place | None, limit: int) -> Some:
    """One row an action, by due date; what has none comes last."""
    drift = (
        select(func.aggregate_strings(DriftRow.standing_as, ";"))
        .where(DriftRow.item_id == ItemRow.id, DriftRow.standing_as.is_not(None))
        .scalar_subquery()
    )
    escalation = select(EscalationRow.item_id).where(EscalationRow.open_on == ItemRow.id)
    asked = (
        select(*AS_KEPT, drift.label("drift"), escalation.scalar_subquery().label("escalation"))
        .join(ActionRow, ActionRow.item_id == ItemRow.id)
        .join(FindingRow, FindingRow.id == ActionRow.finding_id)
        .join(AuditRow, AuditRow.id == ActionRow.audit_id)
        .join(ChildRow, ChildRow.id == ActionRow.child_id)
        .where(reader.sight.actions())
    )
    ordered = keyset.rising(asked, ItemRow.due_at, ItemRow.id, after).limit(limit + 1)
    found, onward = keyset.cut(session.execute(ordered).all(), limit, "due_at")
    directory = people.directory(session)
    return Some([_cells(directory, reader, row._mapping) for row in found], onward)  # noqa: SLF001 - SQLAlchemy's public name for it


AS_KEPT = (
    ItemRow.id,
    ItemRow.severity,
    ItemRow.state,
    ItemRow.begun_at.label("raised_at"),
    ItemRow.due_at,
    ItemRow.tallies,
    ActionRow.owner_id,
    ActionRow.text.label("action"),
    ActionRow.first_due_at,
    ActionRow.acknowledged_at,
    FindingRow.standard,
    FindingRow.text.label("finding"),
    AuditRow.audited_on,
    AuditRow.activity,
    AuditRow.auditor_id,
    ChildRow.ref.label("child_ref"),
)


def _cells(directory: Directory, reader: Reader, row: Mapping[str, Any]) -> Cells:
    holder = directory.holder(PersonId(row["owner_id"]), reader.day)
    owner = directory.people[holder] if holder else None
    escalation = row["escalation"]
    return {
        **row,
        "id": refs.action_ref(row["id"]),
        "auditor": directory.people[PersonId(row["auditor_id"])].email,
        "owner": owner and owner.email,
        "team": directory.teams[owner.team].name if owner and owner.team else None,
        "moves": row["tallies"].get("date_moved", 0),
        "escalation": None if escalation is None else refs.ref("E", escalation),
    }
