"""Audits: what was looked at, how it was judged, what was found."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class FrameworkRow(Row):
    """A version of the practice standards, by digest, as it stood when first used (R24)."""

    __tablename__ = "framework"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    digest: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    since_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("name", "version", name="a_version_has_one_text"),)


class AuditRow(Row):
    """One audit of one child's work."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    audited_on: Mapped[date] = mapped_column(index=True)
    auditor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    activity: Mapped[str]
    overall_grade: Mapped[str | None]
    came_by: Mapped[str]  # "api", "page" or "file": a file never adds to the other two
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("framework.id"))
    status_then: Mapped[str]  # the child's, when it was entered: reports use then, routes use now
    with_worker: Mapped[bool | None]  # whether it was done together with whose work it is
    voices: Mapped[str | None]  # whose voice was heard: words separated by a space


class JudgementRow(Row):
    """How an audit judged one standard."""

    __tablename__ = "judgement"
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    standard: Mapped[str] = mapped_column(primary_key=True)
    grade: Mapped[str]


class ModerationRow(Row):
    """A second opinion on an overall grade; it stands beside the auditor's, for good."""

    __tablename__ = "moderation"
    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    grade: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class FindingRow(Row):
    """What was found: a strength, or an area to improve with the action that it led to."""

    __tablename__ = "finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    place: Mapped[int]  # the order in which they were sent
    standard: Mapped[str]  # a statement's code
    kind: Mapped[str]
    severity: Mapped[str | None]
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]  # of standard, kind and text as first written: the same row of a file
    said: Mapped[dict[str, str] | None] = mapped_column(JSON)  # by the row of its file, last
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))
    __table_args__ = (
        UniqueConstraint("audit_id", "place", name="no_two_findings_share_a_place"),
        UniqueConstraint("audit_id", "digest", name="no_finding_stands_twice_in_an_audit"),
    )


class AuditDraftRow(Row):
    """An audit that somebody is still writing: theirs alone, and no audit until it is sent."""

    __tablename__ = "audit_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    child_ref: Mapped[str]
    audited_on: Mapped[date]
    activity: Mapped[str]
    overall_grade: Mapped[str | None]
    with_worker: Mapped[bool | None]
    voices: Mapped[str | None]
    grades: Mapped[dict[str, str]] = mapped_column(JSON)  # a standard's code: how it was judged
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]


class DraftFindingRow(Row):
    """A finding of an audit that is still being written; nobody is asked anything yet."""

    __tablename__ = "draft_finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("audit_draft.id"), index=True)
    standard: Mapped[str]
    kind: Mapped[str]
    severity: Mapped[str | None]
    text: Mapped[str] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    impact: Mapped[str | None] = mapped_column(Text)
    expected: Mapped[str | None] = mapped_column(Text)
    seen_by: Mapped[str | None] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date | None]
