"""Strengths: the good work that audits saw, for whoever did it and for their supervision."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.audits import AuditId, FindingId
from closeloop.store.sight import Sight
from closeloop.store.tables import AuditRow, CelebratedRow, ChildRow, FindingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """Good work that an audit saw."""

    id: FindingId
    audit: AuditId
    child_ref: str
    standard: str
    text: str
    audited_on: date
    auditor: PersonId


def of_person(session: Session, sight: Sight, person: PersonId, limit: int = 10) -> list[Strength]:
    """The latest strengths of somebody's work that the reader may see."""
    return _read(session, _selected(sight, person).limit(limit))


def count_of(session: Session, sight: Sight, person: PersonId) -> int:
    """How many there are in all."""
    counted = select(func.count()).select_from(_selected(sight, person).subquery())
    return session.scalar(counted) or 0


def to_celebrate(
    session: Session, sight: Sight, person: PersonId, limit: int = 10
) -> list[Strength]:
    """Those that no supervision has celebrated yet."""
    done = select(CelebratedRow.finding_id)
    return _read(session, _selected(sight, person).where(FindingRow.id.not_in(done)).limit(limit))


def count_to_celebrate(
    session: Session, sight: Sight, people: Collection[PersonId]
) -> dict[PersonId, int]:
    """How many of these there are for each of some people."""
    done = select(CelebratedRow.finding_id)
    asked = (
        select(FindingRow.about_id, func.count())
        .join(AuditRow, AuditRow.id == FindingRow.audit_id)
        .where(
            FindingRow.about_id.in_(people),
            FindingRow.kind == "strength",
            FindingRow.id.not_in(done),
            sight.audits(),
        )
        .group_by(FindingRow.about_id)
    )
    return {PersonId(person): count for person, count in session.execute(asked) if person}


def _selected(sight: Sight, person: PersonId) -> Select[*tuple[Any, ...]]:
    return (
        select(
            FindingRow.id,
            FindingRow.audit_id,
            ChildRow.ref,
            FindingRow.standard,
            FindingRow.text,
            AuditRow.audited_on,
            AuditRow.auditor_id,
        )
        .join(AuditRow, AuditRow.id == FindingRow.audit_id)
        .join(ChildRow, ChildRow.id == AuditRow.child_id)
        .where(FindingRow.about_id == person, FindingRow.kind == "strength", sight.audits())
        .order_by(AuditRow.audited_on.desc(), FindingRow.id.desc())
    )


def _read(session: Session, asked: Select[*tuple[Any, ...]]) -> list[Strength]:
    return [
        Strength(
            id=FindingId(row.id),
            audit=AuditId(row.audit_id),
            child_ref=row.ref,
            standard=row.standard,
            text=row.text,
            audited_on=row.audited_on,
            auditor=PersonId(row.auditor_id),
        )
        for row in session.execute(asked)
    ]
