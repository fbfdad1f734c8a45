"""The escalations: who raised each, on which level it stands, when it was answered."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from closeloop.reports.report import Cells, Some
from closeloop.rules import refs
from closeloop.rules.people import Directory, PersonId
from closeloop.store import Session, keyset, people
from closeloop.store.actions import Reader
from closeloop.store.keyset import Place
from closeloop.store.tables import AnswerRow, ChildRow, EscalationRow, ItemRow

QUESTION = "Which escalations are there, who is asked, and were they answered in time?"
COLUMNS = (
    "id",
    "action_id",
    "child_ref",
    "state",
    "level",
    "severity",
    "raised_by",
    "raised_at",
    "due_at",
    "ends_at",
    "answers",
    "last_answered_at",
    "impact",
    "tried",
    "asks",
)


def rows(session: Session, reader: Reader, after: Place | None, limit: int) -> Some:
    """One row an escalation, the first due first; what is closed comes last."""
    given = select(func.count(AnswerRow.id)).where(AnswerRow.item_id == ItemRow.id)
    last = select(func.max(AnswerRow.at)).where(AnswerRow.item_id == ItemRow.id)
    asked = (
        select(
            *AS_KEPT,
            given.scalar_subquery().label("answers"),
            last.scalar_subquery().label("last_answered_at"),
        )
        .join(EscalationRow, EscalationRow.item_id == ItemRow.id)
        .join(ChildRow, ChildRow.id == EscalationRow.child_id)
        .where(reader.sight.escalations())
    )
    ordered = keyset.rising(asked, ItemRow.due_at, ItemRow.id, after).limit(limit + 1)
    found, onward = keyset.cut(session.execute(ordered).all(), limit, "due_at")
    directory = people.directory(session)
    return Some([_cells(directory, row._mapping) for row in found], onward)  # noqa: SLF001 - SQLAlchemy's public name for it


AS_KEPT = (
    ItemRow.id,
    ItemRow.state,
    ItemRow.severity,
    ItemRow.begun_at.label("raised_at"),
    ItemRow.due_at,
    EscalationRow.action_id,
    EscalationRow.level,
    EscalationRow.raised_by,
    EscalationRow.ends_at,
    EscalationRow.impact,
    EscalationRow.tried,
    EscalationRow.asks,
    ChildRow.ref.label("child_ref"),
)


def _cells(directory: Directory, row: Mapping[str, Any]) -> Cells:
    by, action = row["raised_by"], row["action_id"]
    return {
        **row,
        "id": refs.ref("E", row["id"]),
        "action_id": None if action is None else refs.action_ref(action),
        "raised_by": None if by is None else directory.people[PersonId(by)].email,
    }
