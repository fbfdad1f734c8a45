"""Audits that are still being written: kept at each save, for whoever writes them alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NewType

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Unseen
from closeloop.store.tables import AuditDraftRow, AuditRow, DraftFindingRow, FindingRow, table_of

DraftId = NewType("DraftId", int)
DraftFindingId = NewType("DraftFindingId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFinding:
    """A finding as it was saved."""

    id: DraftFindingId
    standard: str
    kind: str
    severity: str | None
    text: str
    action: str | None
    impact: str | None
    expected: str | None
    seen_by: str | None
    owner: PersonId | None
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An audit as it was saved, its findings in the order in which they were first saved."""

    id: DraftId
    child_ref: str
    audited_on: date
    activity: str
    overall_grade: str | None
    with_worker: bool | None
    voices: tuple[str, ...]
    grades: Mapping[str, str]  # a standard's code: how it was judged
    saved_at: datetime
    findings: tuple[DraftFinding, ...] = ()


def begin(session: Session, whose: PersonId, about: Mapping[str, Any], now: datetime) -> DraftId:
    """Begin a draft: columns of `audit_draft` about the audit as a whole."""
    values = {"person_id": whose, "begun_at": now, "saved_at": now, **about}
    made = session.execute(insert(DRAFT).values(**values).returning(DRAFT.c.id))
    return DraftId(made.scalar_one())


def change(session: Session, draft: DraftId, about: Mapping[str, Any], now: datetime) -> None:
    """Change what a draft says of the audit as a whole."""
    session.execute(update(DRAFT).where(DRAFT.c.id == draft).values(saved_at=now, **about))


def get(session: Session, whose: PersonId, draft: DraftId, *, to_change: bool = False) -> Draft:
    """One's own draft; locked if it is to be changed. Raises Unseen: another's or not there."""
    own = select(AuditDraftRow).where(DRAFT.c.id == draft, DRAFT.c.person_id == whose)
    row = session.scalar(own.with_for_update() if to_change else own)
    if row is None:
        raise Unseen(draft)
    written = select(DraftFindingRow).where(FINDING.c.draft_id == draft).order_by(FINDING.c.id)
    return _draft(row, tuple(_finding(one) for one in session.scalars(written)))


def of_person(session: Session, whose: PersonId) -> list[tuple[Draft, int]]:
    """Somebody's drafts, the last saved first, each with how many findings it has."""
    counted = (
        select(func.count()).where(FINDING.c.draft_id == DRAFT.c.id).correlate(DRAFT)
    ).scalar_subquery()
    own = select(AuditDraftRow, counted).where(DRAFT.c.person_id == whose)
    rows = session.execute(own.order_by(DRAFT.c.saved_at.desc(), DRAFT.c.id))
    return [(_draft(row), count) for row, count in rows]


def keep(
    session: Session,
    draft: DraftId,
    finding: DraftFindingId | None,
    columns: Mapping[str, Any],
    now: datetime,
) -> None:
    """Save a finding of a draft: a new one, or one that was saved before. Raises Unseen."""
    session.execute(update(DRAFT).where(DRAFT.c.id == draft).values(saved_at=now))
    if finding is None:
        session.execute(insert(FINDING).values(draft_id=draft, **columns))
        return
    this = update(FINDING).where(FINDING.c.id == finding, FINDING.c.draft_id == draft)
    if session.execute(this.values(**columns).returning(FINDING.c.id)).first() is None:
        raise Unseen(finding)


def remove(session: Session, draft: DraftId, finding: DraftFindingId, now: datetime) -> None:
    """Take a finding out of a draft."""
    session.execute(update(DRAFT).where(DRAFT.c.id == draft).values(saved_at=now))
    session.execute(delete(FINDING).where(FINDING.c.id == finding, FINDING.c.draft_id == draft))


def drop(session: Session, draft: DraftId) -> None:
    """Forget a draft: it was sent, or its writer does not want it."""
    session.execute(delete(FINDING).where(FINDING.c.draft_id == draft))
    session.execute(delete(DRAFT).where(DRAFT.c.id == draft))


def used_lately(session: Session, auditor: PersonId, most: int) -> Sequence[str]:
    """The statements against which somebody found something last, the latest first."""
    latest = func.max(FindingRow.id)
    own = select(FindingRow.standard).join(AuditRow, AuditRow.id == FindingRow.audit_id)
    own = own.where(AuditRow.auditor_id == auditor).group_by(FindingRow.standard)
    return session.scalars(own.order_by(latest.desc()).limit(most)).all()


def last_activity(session: Session, auditor: PersonId) -> str | None:
    """The kind of audit that somebody did last."""
    own = select(AuditRow.activity).where(AuditRow.auditor_id == auditor)
    return session.scalar(own.order_by(AuditRow.id.desc()).limit(1))


DRAFT, FINDING = table_of(AuditDraftRow), table_of(DraftFindingRow)


def _draft(row: AuditDraftRow, findings: tuple[DraftFinding, ...] = ()) -> Draft:
    return Draft(
        id=DraftId(row.id),
        child_ref=row.child_ref,
        audited_on=row.audited_on,
        activity=row.activity,
        overall_grade=row.overall_grade,
        with_worker=row.with_worker,
        voices=tuple((row.voices or "").split()),
        grades=row.grades,
        saved_at=row.saved_at,
        findings=findings,
    )


def _finding(row: DraftFindingRow) -> DraftFinding:
    return DraftFinding(
        id=DraftFindingId(row.id),
        standard=row.standard,
        kind=row.kind,
        severity=row.severity,
        text=row.text,
        action=row.action,
        impact=row.impact,
        expected=row.expected,
        seen_by=row.seen_by,
        owner=None if row.owner_id is None else PersonId(row.owner_id),
        due_on=row.due_on,
    )
