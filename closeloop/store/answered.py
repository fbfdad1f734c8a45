"""The first answers to requests that carried a key, so that a repeat does nothing again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import AnsweredRow

KEPT_FOR = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a key belongs to: who used it, by which method, on which path."""

    person: PersonId
    method: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was first given."""

    body_digest: str
    status: int
    headers: str  # JSON
    body: str


def is_free(session: Session, keyed: Keyed) -> bool:
    """Whether no other transaction is answering the same key now; if so it is this one's.

    On SQLite writers queue, so that nobody else can be.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    said = f"{keyed.person}\x1f{keyed.method}\x1f{keyed.path}\x1f{keyed.key}"
    number = int.from_bytes(sha256(said.encode()).digest()[:8], signed=True)
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(number))))


def find(session: Session, keyed: Keyed, now: datetime) -> Answered | None:
    """The first answer to a key, for as long as it is kept."""
    columns = select(
        AnsweredRow.body_digest, AnsweredRow.status, AnsweredRow.headers, AnsweredRow.body
    )
    kept = columns.where(*_of(keyed), AnsweredRow.at > now - KEPT_FOR)
    row = session.execute(kept).first()
    return row and Answered(row.body_digest, row.status or 0, row.headers or "{}", row.body or "")


def keep(session: Session, keyed: Keyed, answered: Answered, now: datetime) -> None:
    """Keep an answer in the transaction of what it tells of; this person's past ones go."""
    past = (AnsweredRow.person_id == keyed.person, AnsweredRow.at <= now - KEPT_FOR)
    session.execute(delete(AnsweredRow).where(*past))
    session.execute(
        insert(AnsweredRow).values(
            person_id=keyed.person,
            method=keyed.method,
            path=keyed.path,
            key=keyed.key,
            at=now,
            body_digest=answered.body_digest,
            status=answered.status,
            headers=answered.headers,
            body=answered.body,
        )
    )


def forget_past(session: Session, now: datetime) -> None:
    """Let go of the answers that are kept no longer, whosever they are."""
    session.execute(delete(AnsweredRow).where(AnsweredRow.at <= now - KEPT_FOR))


def _of(keyed: Keyed) -> tuple[ColumnElement[bool], ...]:
    return (
        AnsweredRow.person_id == keyed.person,
        AnsweredRow.method == keyed.method,
        AnsweredRow.path == keyed.path,
        AnsweredRow.key == keyed.key,
    )
