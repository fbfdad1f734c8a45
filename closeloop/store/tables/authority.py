"""The authority's own settings and data: workflows in use, the calendar, nodes, keys given."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class KeptRow(Row):
    """A fact about this database: its id, whether letters are held, when the last tick was."""

    __tablename__ = "kept"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class WorkflowRow(Row):
    """The text of a workflow version, as it stood when it was first used."""

    __tablename__ = "workflow"
    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    since_at: Mapped[datetime]
    from_on: Mapped[date | None]  # the first day on which new items follow it; None: at once


class HolidayRow(Row):
    """A day on which England does not work."""

    __tablename__ = "holiday"
    on_day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]


class ClosureRow(Row):
    """Days on which the authority itself is closed; never for critical clocks."""

    __tablename__ = "closure"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    name: Mapped[str]
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the file


class NodeRow(Row):
    """A process that ticks, and its last pulse."""

    __tablename__ = "node"
    name: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    pulse_at: Mapped[datetime]  # by the database's clock where it has one
    skew_seconds: Mapped[int] = mapped_column(default=0)


class AnsweredRow(Row):
    """The first answer to a request that carried a key: the same request again gets it again."""

    __tablename__ = "answered"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]  # None while the first still runs
    headers: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
