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


class JudgementRow(Row):
    """How an audit judged one standard."""

    __tablename__ = "judgement"
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    standard: Mapped[str] = mapped_column(primary_key=True)
    grade: Mapped[str]


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
