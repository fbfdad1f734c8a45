"""The outbox: notices that are owed, and the letters that they go in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class WishesRow(Row):
    """What somebody has chosen of their letters; who has no row has chosen nothing."""

    __tablename__ = "letter_wishes"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    news: Mapped[bool]
    at_minute: Mapped[int]  # of the day, London's
    weekdays: Mapped[str]  # "01234": Monday is 0


class NoticeRow(Row):
    """That somebody is to hear of something: owed in the transaction of what it tells of."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audit.id"))  # of a strength
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    relation: Mapped[str]
    letter: Mapped[str]
    asks: Mapped[str | None]
    cause: Mapped[str]
    reason: Mapped[str]
    stay_no: Mapped[int]
    goes: Mapped[str]  # "ordinary", "apart" (escalations) or "critical"
    owed_at: Mapped[datetime]
    look_at: Mapped[datetime]  # not before: it waits for a morning, or for somebody to be back
    tries: Mapped[int] = mapped_column(default=0)  # how often it could not be judged
    state: Mapped[str] = mapped_column(default="waiting")  # in_letter, told, dropped, aside
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    __table_args__ = (
        UniqueConstraint("item_id", "person_id", "reason", name="nobody_is_told_twice"),
        Index(
            "notice_waiting",
            "look_at",
            "person_id",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index(
            "notice_aside",
            "id",
            postgresql_where=text("state = 'aside'"),
            sqlite_where=text("state = 'aside'"),
        ),
    )


class LetterRow(Row):
    """One email: waiting, sending (held by a node), sent, dropped, set aside or not delivered."""

    __tablename__ = "letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)  # the same if it must be sent again
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]  # as X-Closeloop-Kind says it
    goes: Mapped[str]
    made_at: Mapped[datetime]
    state: Mapped[str]  # waiting, sending, sent, dropped, aside, not_delivered
    again_at: Mapped[datetime]  # not before
    tries: Mapped[int] = mapped_column(default=0)
    may_be_out: Mapped[bool] = mapped_column(default=False)  # nobody saw how a try ended
    failing_since_at: Mapped[datetime | None]
    held_by: Mapped[str | None]  # the token of the node that is sending it
    held_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    why: Mapped[str | None]  # the last refusal, in words, without content
    __table_args__ = (
        Index(
            "letter_to_go",
            "again_at",
            postgresql_where=text("state IN ('waiting', 'sending')"),
            sqlite_where=text("state IN ('waiting', 'sending')"),
        ),
        Index(
            "letter_lost",
            "id",
            postgresql_where=text("state IN ('aside', 'not_delivered')"),
            sqlite_where=text("state IN ('aside', 'not_delivered')"),
        ),
        Index("letter_of_a_day", "person_id", "sent_at"),
    )
