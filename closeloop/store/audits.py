"""Audits, judgements and findings: kept many at a time, one statement a table."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NewType

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from closeloop.store.children import ChildId
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    FindingRow,
    FrameworkRow,
    JudgementRow,
    NoticeRow,
    OwnershipRow,
)

AuditId = NewType("AuditId", int)
FindingId = NewType("FindingId", int)


def digest_of(standard: str, kind: str, text: str) -> str:
    """What makes two rows of a file the same finding of an audit: standard, kind and words."""
    return sha256(f"{standard}\x1f{kind}\x1f{text}".encode()).hexdigest()


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[AuditId]:
    """Add audits (columns of `audit` but id), and say their ids in order."""
    added = insert(AuditRow).returning(AuditRow.id, sort_by_parameter_order=True)
    return [AuditId(found) for found in session.scalars(added, list(rows))] if rows else []


def add_judgements(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add judgements: audit_id, standard, grade."""
    if rows:
        session.execute(insert(JudgementRow), list(rows))


def add_findings(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[FindingId]:
    """Add findings (columns of `finding` but id), and say their ids in order."""
    added = insert(FindingRow).returning(FindingRow.id, sort_by_parameter_order=True)
    return [FindingId(found) for found in session.scalars(added, list(rows))] if rows else []


def add_actions(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the facts of actions, whose items were made; their owners are remembered."""
    if rows:
        session.execute(insert(ActionRow), list(rows))
        owners = [{"item_id": row["item_id"], "person_id": row["owner_id"]} for row in rows]
        session.execute(insert(OwnershipRow), owners)


def owe_strengths(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Owe whoever did good work the news of it: audit_id, person_id, owed_at."""
    same = {
        "letter": "acknowledge",
        "relation": "praised",
        "cause": "strength",
        "goes": "ordinary",
        "stay_no": 0,
    }
    if rows:
        told = [same | dict(row) | {"reason": f"strength {row['audit_id']}"} for row in rows]
        session.execute(insert(NoticeRow), told)


def earlier_findings(
    session: Session, pairs: Sequence[tuple[ChildId, str]]
) -> dict[tuple[int, str], int]:
    """The newest earlier area to improve for each child and statement: what recurs is linked."""
    children_ = {child for child, _ in pairs}
    latest = (
        select(AuditRow.child_id, FindingRow.standard, func.max(FindingRow.id))
        .join(AuditRow, AuditRow.id == FindingRow.audit_id)
        .where(AuditRow.child_id.in_(children_), FindingRow.kind == "improvement")
        .group_by(AuditRow.child_id, FindingRow.standard)
    )
    return {(child, standard): newest for child, standard, newest in session.execute(latest)}


def framework_in_force(session: Session) -> int | None:
    """The version of the standards that is in force: the newest."""
    return session.scalar(select(FrameworkRow.id).order_by(FrameworkRow.id.desc()).limit(1))
