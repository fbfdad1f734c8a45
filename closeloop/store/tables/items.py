"""Items and what happens to them: the one heart of everything that is seen through."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class ItemRow(Row):
    """Anything that a workflow sees through."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    workflow: Mapped[str]
    version: Mapped[int]
    severity: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    move_no: Mapped[int] = mapped_column(default=0)
    stay_no: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    marks: Mapped[str] = mapped_column(default="")  # separated by a space
    tallies: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    held_at: Mapped[datetime | None]  # since when its clocks are held
    ended: Mapped[bool] = mapped_column(default=False)
    begun_at: Mapped[datetime]
    moved_at: Mapped[datetime] = mapped_column(index=True)


class ActionRow(Row):
    """The facts of an action that an audit led to."""

    __tablename__ = "action"
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), unique=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    impact: Mapped[str | None] = mapped_column(Text)
    expected: Mapped[str | None] = mapped_column(Text)
    seen_by: Mapped[str | None] = mapped_column(Text)
    first_due_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]


class OwnershipRow(Row):
    """Everybody who has ever owned an action: none of them may verify it."""

    __tablename__ = "ownership"
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class EscalationRow(Row):
    """The facts of an escalation."""

    __tablename__ = "escalation"
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    level: Mapped[str]
    receiver_is: Mapped[str]  # the relation that this level asks
    raised_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    raised_as: Mapped[str | None]  # the relation in which the raiser stood then
    impact: Mapped[str] = mapped_column(Text)
    tried: Mapped[str] = mapped_column(Text)
    asks: Mapped[str] = mapped_column(Text)
    ends_at: Mapped[datetime | None]
    open_on: Mapped[int | None] = mapped_column(
        unique=True
    )  # the action while it is open: one each


class AnswerRow(Row):
    """An answer to an escalation, on the level at which it was given."""

    __tablename__ = "answer"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    level: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    response: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    by_on: Mapped[date | None]


class DriftRow(Row):
    """Drift that was seen, and not cleared since while `standing_as` says its rule."""

    __tablename__ = "drift"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    rule: Mapped[str]
    since_at: Mapped[datetime]
    why: Mapped[str]
    cleared_at: Mapped[datetime | None] = mapped_column(index=True)
    standing_as: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("item_id", "standing_as", name="no_rule_stands_twice"),
        Index(
            "drift_that_stands",
            "item_id",
            postgresql_where=text("standing_as IS NOT NULL"),
            sqlite_where=text("standing_as IS NOT NULL"),
        ),
    )


RUNS = "running AND NOT held"  # of a timer: word for word, so that its index is used


class TimerRow(Row):
    """A promise to look again. It dies with its stay, or is settled by a move."""

    __tablename__ = "timer"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    clock: Mapped[str]
    stay_no: Mapped[int]
    since_no: Mapped[int]  # the move that started it
    turn: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    running: Mapped[bool] = mapped_column(default=True)
    held: Mapped[bool] = mapped_column(default=False)
    fired_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)  # how often its rule could not be worked out
    __table_args__ = (
        UniqueConstraint("item_id", "clock", "since_no", "turn", name="no_clock_runs_twice"),
        Index(
            "timer_due",
            "due_at",
            postgresql_where=text(RUNS),
            sqlite_where=text(RUNS),
        ),
        Index(
            "timer_set_aside",
            "item_id",
            postgresql_where=text("tries >= 5"),
            sqlite_where=text("tries >= 5"),
        ),
    )


class EntryRow(Row):
    """A line of the ledger: never changed or deleted, chained by the hash of the one before."""

    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor: Mapped[str]  # the email then, "closeloop" or "operator"
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    told: Mapped[str] = mapped_column(Text)  # canonical JSON; of texts only their digests
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # erasable: hash holds
    hash: Mapped[str]
    __table_args__ = (UniqueConstraint("item_id", "seq", name="no_chain_forks"),)


class SealRow(Row):
    """A day's seal over every entry since the one before; its line stands in a file too."""

    __tablename__ = "seal"
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    last_entry_id: Mapped[int]
    entries: Mapped[int]  # in all
    chains: Mapped[int]
    hash: Mapped[str]


class AskedRow(Row):
    """Who was asked to answer, decide, verify or countersign: they may see what it is about."""

    __tablename__ = "asked"
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    asks: Mapped[str] = mapped_column(primary_key=True)
    stay_no: Mapped[int]
