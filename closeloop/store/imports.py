"""Files that were loaded: one load at a time, each kept with its report and its digest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store import people
from closeloop.store.tables import ImportRow

ImportId = NewType("ImportId", int)

ONE_AT_A_TIME = 4_203_118  # the advisory lock under which PostgreSQL loads
LONGEST_WAIT = "60s"  # for those who came first


@dataclass(frozen=True, slots=True)
class Import:
    """One load, as it is kept."""

    id: ImportId
    kind: str
    by: PersonId | None
    at: datetime
    report: Mapping[str, Any]


def take_turn(session: Session) -> None:
    """Wait for who loads a file already: of two with one file the second finds it all there.

    The staff list is held too. On SQLite whoever writes has the turn.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL statement_timeout = '{LONGEST_WAIT}'"))
        session.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
    people.lock(session)


def add(session: Session, values: Mapping[str, Any]) -> ImportId:
    """Keep a load (columns of `import` but id)."""
    made = insert(ImportRow).returning(ImportRow.id)
    return ImportId(session.scalars(made, [dict(values)]).one())


COLUMNS = (ImportRow.id, ImportRow.kind, ImportRow.by_id, ImportRow.at, ImportRow.report)


def get(session: Session, import_id: ImportId) -> Import | None:
    """One load; None where there is none. Who may see it is asked by the caller."""
    row = session.execute(select(*COLUMNS).where(ImportRow.id == import_id)).first()
    return _load(*row) if row else None


def latest(session: Session, kinds: Collection[str], most: int) -> list[Import]:
    """The last loads of these kinds, the newest first."""
    found = select(*COLUMNS).where(ImportRow.kind.in_(kinds)).order_by(ImportRow.id.desc())
    return [_load(*row) for row in session.execute(found.limit(most))]


def _load(
    number: int, kind: str, by: int | None, at: datetime, report: Mapping[str, Any]
) -> Import:
    return Import(ImportId(number), kind, None if by is None else PersonId(by), at, report)
