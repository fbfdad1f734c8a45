"""Children: a reference, where they stand, and the people around them. Nothing else is asked."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class ChildRow(Row):
    """A child, by the authority's own reference. No name, birth date or address is ever kept."""

    __tablename__ = "child"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    iro_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    cp_chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    restricted: Mapped[bool] = mapped_column(default=False, index=True)
    change_no: Mapped[int] = mapped_column(default=1)  # what an ETag is made of


class FootprintRow(Row):
    """What an IRO or chair saw of a child's record on a day: checked, challenged or praised."""

    __tablename__ = "footprint"
    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)
    on: Mapped[date]  # the day of it; `at` is when it was written down
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index("footprint_of_child", "child_id", "on"),)
