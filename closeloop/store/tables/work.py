"""What people did besides steps: supervisions, differences seen, imports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class SupervisionRow(Row):
    """One supervision: when, of whom, by whom. Nothing about the worker's health or feelings."""

    __tablename__ = "supervision"
    id: Mapped[int] = mapped_column(primary_key=True)
    supervisee_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    held_on: Mapped[date]
    kind: Mapped[str]
    logged_at: Mapped[datetime]


class DiscussedRow(Row):
    """What came of one action in a supervision."""

    __tablename__ = "discussed"
    supervision_id: Mapped[int] = mapped_column(ForeignKey("supervision.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True, index=True)
    place: Mapped[int]
    outcome: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)
    agreed_due_on: Mapped[date | None]


class CelebratedRow(Row):
    """A strength that was celebrated in a supervision."""

    __tablename__ = "celebrated"
    supervision_id: Mapped[int] = mapped_column(ForeignKey("supervision.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), primary_key=True)


class ImpactRow(Row):
    """Whether a verified action made a difference, each time it was asked."""

    __tablename__ = "impact"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    difference: Mapped[str]
    voice: Mapped[str | None]
    note: Mapped[str] = mapped_column(Text)
    ask_again_on: Mapped[date | None]


class ClaimRow(Row):
    """Who is looking whether an addressed action is on the record: others leave it meanwhile."""

    __tablename__ = "claim"
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    stay_no: Mapped[int]  # a claim ends with the stay in which it was made
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until_at: Mapped[datetime]


class HandoverRow(Row):
    """What one person held was given to others, at once: by whom, when, why."""

    __tablename__ = "handover"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class HandedRow(Row):
    """One thing that a handover gave to somebody: a place beside a child, an item, a deputyship."""

    __tablename__ = "handed"
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]  # practitioner, iro, cp_chair, action, escalation, deputy
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who has the deputy
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ImportRow(Row):
    """A file that was loaded, and the report of it."""

    __tablename__ = "import"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    file_name: Mapped[str]
    digest: Mapped[str]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
