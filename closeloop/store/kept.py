"""Facts about this database by name: its id, whether letters are held, when it last ticked."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from closeloop.store import register
from closeloop.store.tables import DirectoryRow, KeptRow

DATABASE_ID = "database_id"  # what the file of seals is called
LETTERS_HELD = "letters_held"  # since a restore, until a person lets them go
MAIL_TROUBLE = "mail_trouble"  # a fault of our own that stops letters, until one is taken
LAST_TICK = "last_tick"
RULES_CHANGED = "rules changed"  # noted on a session whose transaction changes them


def get(session: Session, name: str) -> str | None:
    """What is kept under a name."""
    return session.scalar(select(KeptRow.value).where(KeptRow.name == name))


def put(session: Session, name: str, value: str) -> None:
    """Keep a value under a name, in place of the one before."""
    there = update(KeptRow).where(KeptRow.name == name).values(value=value)
    if session.execute(there.returning(KeptRow.name)).first() is None:
        session.execute(insert(KeptRow).values(name=name, value=value))


def forget(session: Session, name: str) -> bool:
    """Keep nothing under a name any longer; whether there was anything."""
    gone = delete(KeptRow).where(KeptRow.name == name).returning(KeptRow.name)
    return session.scalar(gone) is not None


def begin(session: Session, now: datetime) -> None:
    """Give a new database its id and its first numbers. Safe to repeat."""
    if session.scalar(select(DirectoryRow.id)) is None:
        session.execute(insert(DirectoryRow).values(id=1, number=1, rules_number=1))
    if get(session, DATABASE_ID) is None:
        put(session, DATABASE_ID, uuid4().hex)
    register.begin(session, now)


def renew(session: Session) -> None:
    """Give a restored database an id of its own: its seals go to a file of their own."""
    put(session, DATABASE_ID, uuid4().hex)


def rules_changed(session: Session) -> None:
    """Say that workflows or the calendar changed: every process reads them again."""
    session.info.pop("numbers", None)
    session.info[RULES_CHANGED] = True
    session.execute(update(DirectoryRow).values(rules_number=DirectoryRow.rules_number + 1))
