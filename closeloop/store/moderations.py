"""Moderations: second opinions on overall grades, kept beside the auditor's own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.sight import Sight
from closeloop.store.tables import AuditRow, LetterRow, ModerationRow, NoticeRow


@dataclass(frozen=True, slots=True)
class Moderation:
    """A second opinion: the grade, why, by whom, when."""

    grade: str
    reason: str
    by: PersonId
    at: datetime


def add(session: Session, audit: int, new: Moderation) -> None:
    """Keep a second opinion; the earlier ones stay."""
    values = {"audit_id": audit, "grade": new.grade, "reason": new.reason, "by_id": new.by}
    session.execute(insert(ModerationRow).values(at=new.at, **values))


def of(session: Session, audits: Collection[int]) -> dict[int, tuple[Moderation, ...]]:
    """The second opinions on audits, oldest first. The caller has asked whether they are seen."""
    rows = (
        select(ModerationRow).where(ModerationRow.audit_id.in_(audits)).order_by(ModerationRow.id)
    )
    found: dict[int, tuple[Moderation, ...]] = {}
    for row in session.scalars(rows):
        one = Moderation(row.grade, row.reason, PersonId(row.by_id), row.at)
        found[row.audit_id] = (*found.get(row.audit_id, ()), one)
    return found


def looked_again(
    session: Session, sight: Sight, audit: int, activity: str
) -> tuple[int, date, str | None] | None:
    """The first audit of that kind after one, on the same child: id, day, overall grade."""
    first = select(AuditRow.child_id, AuditRow.audited_on).where(AuditRow.id == audit).subquery()
    later = (
        select(AuditRow.id, AuditRow.audited_on, AuditRow.overall_grade)
        .join(first, first.c.child_id == AuditRow.child_id)
        .where(AuditRow.audited_on > first.c.audited_on, AuditRow.activity == activity)
        .where(sight.audits())
        .order_by(AuditRow.audited_on, AuditRow.id)
        .limit(1)
    )
    row = session.execute(later).first()
    return (row.id, row.audited_on, row.overall_grade) if row else None


def told_of(session: Session, items: Collection[int]) -> dict[int, tuple[PersonId, datetime]]:
    """Who was first told by letter of each action that they own, and when it went."""
    told = (
        select(NoticeRow.item_id, NoticeRow.person_id, LetterRow.sent_at)
        .join(LetterRow, LetterRow.id == NoticeRow.letter_id)
        .where(NoticeRow.item_id.in_(items), NoticeRow.cause == "raise")
        .where(NoticeRow.relation == "owner", LetterRow.sent_at.is_not(None))
        .order_by(NoticeRow.id.desc())
    )
    rows = session.execute(told)
    return {row.item_id: (PersonId(row.person_id), row.sent_at) for row in rows if row.sent_at}
