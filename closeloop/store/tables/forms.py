"""What pages keep between two requests: buttons that were pressed, forms that wait for sign-in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class PressedRow(Row):
    """A form that was sent, by the key that it carried: sent again, it does nothing more."""

    __tablename__ = "pressed"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    leads_to: Mapped[str]  # the page shown afterwards, never with anything that was typed
    says: Mapped[str]  # the banner there


class DraftRow(Row):
    """A long form that somebody has begun: sealed, one for a person and a page, until saved."""

    __tablename__ = "draft"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(index=True)


class ParkedRow(Row):
    """A form that was sent after sign-out: sealed, and opened for the same person only."""

    __tablename__ = "parked"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    path: Mapped[str]
    sealed: Mapped[str] = mapped_column(Text)
    until_at: Mapped[datetime]
