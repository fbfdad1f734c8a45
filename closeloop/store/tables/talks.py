"""What stands beside supervisions: corrections of a record, and what a team learns together."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class CorrectionRow(Row):
    """What is right instead, beside a record of a supervision that stays as it was."""

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(primary_key=True)
    supervision_id: Mapped[int] = mapped_column(ForeignKey("supervision.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))  # None: the record itself
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class TeamMeetingRow(Row):
    """A team meeting that looked at what was learnt."""

    __tablename__ = "team_meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    held_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    logged_at: Mapped[datetime]


class PointRow(Row):
    """One sentence to learn from, with no child and no person: offered until a meeting takes it."""

    __tablename__ = "point"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    standard: Mapped[str]  # a statement's code
    sentence: Mapped[str] = mapped_column(Text)
    offered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    offered_at: Mapped[datetime]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("team_meeting.id"), index=True)
    outcome: Mapped[str | None]  # celebrate or adjust (R20)
