"""Audits as they are read: judgements, and findings in the order in which they were sent."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy import Row as Found
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Unseen
from closeloop.store import keyset, moderations, people
from closeloop.store.actions import Reader
from closeloop.store.audits import AuditId, FindingId
from closeloop.store.keyset import Page, Place
from closeloop.store.moderations import Moderation
from closeloop.store.sight import Sight
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    ChildRow,
    FindingRow,
    ItemRow,
    JudgementRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """What was found, and the action that it led to; a strength has none."""

    id: FindingId
    standard: str
    kind: str
    severity: str | None
    finding: str
    about: PersonId | None  # whose work it is about: of an action, who holds it now
    action_id: ItemId | None = None
    action: str | None = None
    impact: str | None = None
    expected: str | None = None
    seen_by: str | None = None
    state: str | None = None  # of its action
    due_at: datetime | None = None
    first_due_at: datetime | None = None
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """An audit as one person reads it: an owner finds only their own findings in it."""

    id: AuditId
    child_ref: str
    restricted: bool
    audited_on: date
    auditor: PersonId
    activity: str
    overall_grade: str | None
    status_then: str
    entered_at: datetime
    entered_by: PersonId | None
    is_whole: bool  # whether the reader sees every finding of it
    with_worker: bool | None
    voices: tuple[str, ...]
    judgements: tuple[tuple[str, str], ...]  # a standard's code, and the grade
    findings: tuple[FindingView, ...]
    moderations: tuple[Moderation, ...] = ()  # oldest first; none takes another's place

    @property
    def moderated_grade(self) -> str | None:
        """The grade of the last second opinion, if there was one."""
        return self.moderations[-1].grade if self.moderations else None

    @property
    def grade_that_counts(self) -> str | None:
        """The moderated grade, else the auditor's."""
        return self.moderated_grade or self.overall_grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which audits are asked for; None asks nothing."""

    child_ref: str | None = None
    auditor: PersonId | None = None
    activity: str | None = None
    overall_grade: str | None = None
    standards: Collection[str] | None = None  # a finding against one of these statements
    first_on: date | None = None
    last_on: date | None = None

    def of(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The query on audit and child, narrowed."""
        return query.where(*self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        said = (
            (ChildRow.ref, self.child_ref),
            (AuditRow.auditor_id, self.auditor),
            (AuditRow.activity, self.activity),
            (AuditRow.overall_grade, self.overall_grade),
        )
        yield from (column == value for column, value in said if value is not None)
        if self.standards is not None:
            against = select(FindingRow.audit_id).where(FindingRow.standard.in_(self.standards))
            yield AuditRow.id.in_(against)
        if self.first_on is not None:
            yield AuditRow.audited_on >= self.first_on
        if self.last_on is not None:
            yield AuditRow.audited_on <= self.last_on


ALL = Filters()


def one(session: Session, reader: Reader, audit_id: AuditId) -> AuditView:
    """One audit. Raises Unseen: hidden or not there."""
    asked = _selected(reader.sight).where(AuditRow.id == audit_id)
    found = _views(session, reader, session.execute(asked).all())
    if not found:
        raise Unseen(audit_id)
    return found[0]


def listing(
    session: Session,
    reader: Reader,
    filters: Filters = ALL,
    *,
    after: Place | None = None,
    limit: int = 50,
) -> Page[AuditView]:
    """A page of what the reader may see, the latest audit first."""
    asked = filters.of(_selected(reader.sight))
    ordered = keyset.falling(asked, AuditRow.audited_on, AuditRow.id, after).limit(limit + 1)
    rows, onward = keyset.cut(session.execute(ordered).all(), limit, "audited_on")
    return Page(tuple(_views(session, reader, rows)), onward)


def _selected(sight: Sight) -> Select[*tuple[Any, ...]]:
    return (
        select(
            AuditRow.id,
            AuditRow.audited_on,
            AuditRow.auditor_id,
            AuditRow.activity,
            AuditRow.overall_grade,
            AuditRow.status_then,
            AuditRow.entered_at,
            AuditRow.entered_by,
            AuditRow.with_worker,
            AuditRow.voices,
            ChildRow.ref,
            ChildRow.restricted,
            sight.audits_whole().label("is_whole"),
        )
        .join(ChildRow, ChildRow.id == AuditRow.child_id)
        .where(sight.audits())
    )


def _views(session: Session, reader: Reader, rows: Sequence[Found[Any]]) -> list[AuditView]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    judgements, findings = _judgements(session, ids), _findings(session, reader, ids)
    moderated = moderations.of(session, ids)
    return [
        AuditView(
            id=AuditId(row.id),
            child_ref=row.ref,
            restricted=row.restricted,
            audited_on=row.audited_on,
            auditor=PersonId(row.auditor_id),
            activity=row.activity,
            overall_grade=row.overall_grade,
            status_then=row.status_then,
            entered_at=row.entered_at,
            entered_by=None if row.entered_by is None else PersonId(row.entered_by),
            is_whole=bool(row.is_whole),
            with_worker=row.with_worker,
            voices=tuple((row.voices or "").split()),
            judgements=tuple(judgements.get(row.id, ())),
            findings=tuple(findings.get(row.id, ())),
            moderations=moderated.get(row.id, ()),
        )
        for row in rows
    ]


def _judgements(session: Session, ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    chosen = select(JudgementRow.audit_id, JudgementRow.standard, JudgementRow.grade)
    ordered = chosen.where(JudgementRow.audit_id.in_(ids)).order_by(JudgementRow.standard)
    found: dict[int, list[tuple[str, str]]] = {}
    for audit_id, standard, grade in session.execute(ordered):
        found.setdefault(audit_id, []).append((standard, grade))
    return found


def _findings(
    session: Session, reader: Reader, ids: Collection[int]
) -> dict[int, list[FindingView]]:
    """The findings of each audit that the reader may see: all of them, or what is their own."""
    chosen = (
        select(*FINDING)
        .join(AuditRow, AuditRow.id == FindingRow.audit_id)
        .join(ActionRow, ActionRow.finding_id == FindingRow.id, isouter=True)
        .join(ItemRow, ItemRow.id == ActionRow.item_id, isouter=True)
        .where(FindingRow.audit_id.in_(ids), _are_seen(reader.sight))
        .order_by(FindingRow.audit_id, FindingRow.place)
    )
    directory = people.directory(session)
    found: dict[int, list[FindingView]] = {}
    for row in session.execute(chosen):
        about = None if row.about_id is None else PersonId(row.about_id)
        if row.owner_id is not None:
            about = directory.holder(PersonId(row.owner_id), reader.day)
        found.setdefault(row.audit_id, []).append(_finding(row, about))
    return found


def _are_seen(sight: Sight) -> ColumnElement[bool]:
    own = ActionRow.owner_id.in_(sight.holds_for)
    praised = (FindingRow.kind == "strength") & FindingRow.about_id.in_(sight.acts_for)
    return or_(sight.audits_whole(), own, praised)


FINDING = (
    FindingRow.id,
    FindingRow.audit_id,
    FindingRow.standard,
    FindingRow.kind,
    FindingRow.severity,
    FindingRow.text.label("finding"),
    FindingRow.about_id,
    ActionRow.owner_id,
    ActionRow.item_id,
    ActionRow.text.label("action"),
    ActionRow.impact,
    ActionRow.expected,
    ActionRow.seen_by,
    ActionRow.first_due_at,
    ActionRow.acknowledged_at,
    ItemRow.state,
    ItemRow.due_at,
)


def _finding(row: Found[*tuple[Any, ...]], about: PersonId | None) -> FindingView:
    return FindingView(
        id=FindingId(row.id),
        standard=row.standard,
        kind=row.kind,
        severity=row.severity,
        finding=row.finding,
        about=about,
        action_id=None if row.item_id is None else ItemId(row.item_id),
        action=row.action,
        impact=row.impact,
        expected=row.expected,
        seen_by=row.seen_by,
        state=row.state,
        due_at=row.due_at,
        first_due_at=row.first_due_at,
        acknowledged_at=row.acknowledged_at,
    )
