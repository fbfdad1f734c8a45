"""The daily seal over all chains, in the database and, line by line, in a file outside it.

A seal covers every entry added since the one before, so sealing costs what a day brought; bound to
each other, the seals cover everything. What is cut off the end of a chain after a seal, or a chain
that is gone altogether, is missed by the chains themselves and found by these.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from closeloop.rules.working_days import london_day
from closeloop.store import kept
from closeloop.store.database import Database
from closeloop.store.tables import EntryRow, SealRow

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Seal:
    """One day's seal."""

    number: int
    at: datetime
    last_entry_id: int
    entries: int  # in all, up to and with it
    chains: int
    hash: str

    def line(self) -> str:
        """The seal as its line in the file."""
        return json.dumps(asdict(self) | {"at": self.at.isoformat()}, sort_keys=True)


def keep_up(database: Database, now: datetime, folder: Path) -> Seal | None:
    """Seal the day if it is due, in the database and then in the file; None where it is not.

    The file never tells of what was rolled back; what a crash kept from it is written first.
    """
    with database.reading() as session:
        if not is_due(session, now):
            return None
        write_missing(session, folder)
    with database.writing() as session:
        sealed = seal_if_due(session, now)
    with database.reading() as session:
        write_missing(session, folder)
    return sealed


def is_due(session: Session, now: datetime) -> bool:
    """Whether this London day has no seal yet; a clock behind the last seal has none to make."""
    last = newest(session)
    return last is None or london_day(now) > london_day(last.at)


def seal_if_due(session: Session, now: datetime) -> Seal | None:
    """Seal what has come since the last seal, once a London day; None where today's stands."""
    if not is_due(session, now):
        return None
    last = newest(session)
    _wait_for_writers(session)
    digest, entries, chains, last_id = digest_since(session, last.last_entry_id if last else 0)
    seal = bound(
        last,
        at=now,
        last_entry_id=last_id,
        entries=entries + (last.entries if last else 0),
        chains=chains + (last.chains if last else 0),
        digest=digest,
    )
    session.execute(insert(SealRow).values(**asdict(seal)))
    return seal


def bound(
    before: Seal | None,
    *,
    at: datetime,
    last_entry_id: int,
    entries: int,
    chains: int,
    digest: str,
) -> Seal:
    """A seal bound to the one before it."""
    number = before.number + 1 if before else 1
    told = (
        before.hash if before else "",
        str(number),
        at.isoformat(),
        str(last_entry_id),
        str(entries),
        str(chains),
        digest,
    )
    sealed = sha256("\n".join(told).encode()).hexdigest()
    return Seal(number, at, last_entry_id, entries, chains, sealed)


def digest_since(
    session: Session, after: int, upto: int | None = None
) -> tuple[str, int, int, int]:
    """Over the entries after an id: their digest, how many, how many begin a chain, the last id."""
    rows = select(EntryRow.id, EntryRow.item_id, EntryRow.seq, EntryRow.hash)
    rows = rows.where(EntryRow.id > after).order_by(EntryRow.id)
    if upto is not None:
        rows = rows.where(EntryRow.id <= upto)
    found, count, chains, last = sha256(), 0, 0, after
    for row in session.execute(rows.execution_options(yield_per=CHUNK)):
        found.update(f"{row.id} {row.item_id} {row.seq} {row.hash}\n".encode())
        count, chains, last = count + 1, chains + (row.seq == 1), row.id
    return found.hexdigest(), count, chains, last


def newest(session: Session) -> Seal | None:
    """The last seal."""
    found = every(session, last=1)
    return found[0] if found else None


def every(session: Session, last: int | None = None) -> list[Seal]:
    """The seals, oldest first; or only the last so many."""
    columns = select(*SealRow.__table__.columns).order_by(SealRow.number.desc()).limit(last)
    return [Seal(**row._mapping) for row in session.execute(columns)][::-1]  # noqa: SLF001 - its public name


def file_of(session: Session, folder: Path) -> Path:
    """The file that this database's seals are written to."""
    return folder / f"{kept.get(session, kept.DATABASE_ID)}.seals"


def write_missing(session: Session, folder: Path) -> None:
    """Add to the file the seals that it lacks at its end; never mend what differs.

    A file that is gone is begun anew only for the first seal: otherwise `ledger verify` says so.
    """
    path = file_of(session, folder)
    sealed = [seal.line() for seal in every(session)]
    there = read_file(path)
    if there is None:
        there = []
        if len(sealed) > 1:
            return
    if len(there) < len(sealed) and sealed[: len(there)] == list(there):
        append(path, sealed[len(there) :])


def begin_file(session: Session, folder: Path) -> None:
    """Begin the file of a restored database with the seals that came with it."""
    append(file_of(session, folder), [seal.line() for seal in every(session)])


def read_file(path: Path) -> Sequence[str] | None:
    """The lines of a file of seals; None where there is no file."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else None


def append(path: Path, lines: Iterable[str]) -> None:
    """Add lines to a file of seals and see them on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def _wait_for_writers(session: Session) -> None:
    """On PostgreSQL ids are given before commits: wait until every lower id is there."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = '3s'"))
        session.execute(text("LOCK TABLE entry IN SHARE MODE"))
