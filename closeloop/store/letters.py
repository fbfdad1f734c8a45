"""Letters: made, held by one node while it sends them, settled. Nothing is held without an end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, exists, insert, or_, select, text, union, update
from sqlalchemy.orm import Session

from closeloop.rules.noise import Goes
from closeloop.rules.people import PersonId
from closeloop.store import notices
from closeloop.store.tables import LetterRow

BATCH = 20  # letters that a node holds at once
# Written out, so that SQLite sees that it is the index's own condition.
TO_GO = text("letter.state IN ('waiting', 'sending')")
COMPOSES = 4_203_118  # the advisory lock of the one node that composes


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A letter that this process holds, and nobody else sends."""

    id: int
    message_id: str
    person: PersonId
    goes: Goes
    tries: int
    may_be_out: bool
    failing_since_at: datetime | None


COLUMNS = (
    LetterRow.id,
    LetterRow.message_id,
    LetterRow.person_id,
    LetterRow.goes,
    LetterRow.tries,
    LetterRow.may_be_out,
    LetterRow.failing_since_at,
)


def take_turn(session: Session) -> bool:
    """Whether this transaction is the one that composes: two would write two letters a day."""
    if session.get_bind().dialect.name != "postgresql":
        return True  # its writers queue already
    return bool(session.scalar(text(f"SELECT pg_try_advisory_xact_lock({COMPOSES})")))


def who_has_one(
    session: Session, people: Collection[PersonId], day_begins_at: datetime
) -> set[PersonId]:
    """Those who had today's ordinary letter, or have one that still is to go."""
    theirs = (LetterRow.person_id.in_(people), LetterRow.goes == "ordinary")
    sent = select(LetterRow.person_id).where(*theirs, LetterRow.sent_at >= day_begins_at)
    under_way = select(LetterRow.person_id).where(*theirs, TO_GO)
    return {PersonId(person) for person in session.scalars(union(sent, under_way))}


def make(session: Session, rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Make letters (message_id, person_id, kind, goes, made_at, again_at); their ids in order."""
    if not rows:
        return []
    made = insert(LetterRow).returning(LetterRow.id, sort_by_parameter_order=True)
    return list(session.scalars(made, [{"state": "waiting"} | dict(row) for row in rows]))


def anything_due(session: Session, now: datetime, *, urgent_only: bool) -> bool:
    """Whether any letter may go now."""
    due = exists().where(TO_GO, LetterRow.again_at <= now)
    if urgent_only:
        due = due.where(LetterRow.goes == "critical")
    return session.scalar(select(due)) or False


def hold(
    session: Session,
    token: str,
    *,
    now: datetime,
    until: datetime,
    urgent_only: bool,
    limit: int = BATCH,
) -> list[Held]:
    """Hold the letters that are due, what is critical first; other nodes get others.

    Those that another node holds are taken once its time is over.
    """
    free = or_(LetterRow.state == "waiting", LetterRow.held_until <= now)
    due = select(LetterRow.id).where(TO_GO, LetterRow.again_at <= now, free)
    if urgent_only:
        due = due.where(LetterRow.goes == "critical")
    critical_first = case((LetterRow.goes == "critical", 0), else_=1)
    taken = list(
        session.scalars(
            due.order_by(critical_first, LetterRow.again_at, LetterRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    if not taken:
        return []
    found = {
        row.id: _held(row)
        for row in session.execute(select(*COLUMNS).where(LetterRow.id.in_(taken)))
    }
    held = update(LetterRow).where(LetterRow.id.in_(taken))
    values = {"state": "sending", "held_by": token, "held_until": until, "may_be_out": True}
    session.execute(held.values(**values))
    return [found[letter] for letter in taken]


def holders(session: Session) -> set[str]:
    """The tokens by which letters are held."""
    sending = select(LetterRow.held_by).where(LetterRow.state == "sending").distinct()
    return {token for token in session.scalars(sending) if token}


def free(session: Session, tokens: Collection[str]) -> None:
    """Let others send the letters of processes that are gone; how far those came nobody saw."""
    held = (LetterRow.state == "sending", LetterRow.held_by.in_(tokens))
    values = {"state": "waiting", "held_by": None, "held_until": None}
    session.execute(update(LetterRow).where(*held).values(**values))


def put_back(session: Session, token: str, untried: Sequence[Held]) -> None:
    """Let go of letters that were held and not tried."""
    ids = {out: [one.id for one in untried if one.may_be_out is out] for out in (True, False)}
    ours = (LetterRow.state == "sending", LetterRow.held_by == token)
    for out, letters in ids.items():
        if letters:
            values = {"state": "waiting", "held_by": None, "held_until": None, "may_be_out": out}
            these = update(LetterRow).where(LetterRow.id.in_(letters), *ours)
            session.execute(these.values(**values))


def renew(session: Session, token: str, ids: Collection[int], until: datetime) -> set[int]:
    """Hold letters for longer; those that are still ours. What another took meanwhile is theirs."""
    ours = (LetterRow.id.in_(ids), LetterRow.state == "sending", LetterRow.held_by == token)
    renewed = update(LetterRow).where(*ours).values(held_until=until).returning(LetterRow.id)
    return set(session.scalars(renewed))


def settle(
    session: Session,
    letter: int,
    token: str,
    *,
    state: str,
    **values: str | int | datetime | None,
) -> bool:
    """Say how a letter fared. False for a token that no longer holds it: nothing is changed."""
    ours = (LetterRow.id == letter, LetterRow.state == "sending", LetterRow.held_by == token)
    settled = (
        update(LetterRow)
        .where(*ours)
        .values(state=state, held_by=None, held_until=None, **values)
        .returning(LetterRow.id)
    )
    if session.scalar(settled) is None:
        return False
    if state in ENDS:
        notices.told(session, letter, ENDS[state])
    return True


# What becomes of that which stands in a letter that has come to its end.
ENDS = {"sent": "told", "not_delivered": "not_delivered"}


def _held(row: Row[*tuple[Any, ...]]) -> Held:
    return Held(
        id=row.id,
        message_id=row.message_id,
        person=PersonId(row.person_id),
        goes=row.goes,
        tries=row.tries,
        may_be_out=row.may_be_out,
        failing_since_at=row.failing_since_at,
    )
