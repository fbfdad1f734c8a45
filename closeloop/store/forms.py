"""Forms between two requests: what was pressed, and what waits for its person to sign in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import ParkedRow, PressedRow

KEPT_FOR = timedelta(hours=48)  # how long the same form sent again gives the first answer
PARKED_FOR = timedelta(hours=8)
MOST_PARKED = 20  # for one person; the oldest gives way


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of a form: the page that followed, and what it said there."""

    at: datetime
    leads_to: str
    says: str


@dataclass(frozen=True, slots=True)
class Parked:
    """A form that waits, sealed."""

    id: int
    path: str
    sealed: str


def press(session: Session, person: PersonId, key: str, at: datetime) -> bool:
    """Take a form's key, and say whether this is the first time.

    A second press waits here until the first has ended, so both cannot be the first.
    """
    dialect = session.get_bind().dialect.name
    add = postgresql.insert if dialect == "postgresql" else sqlite.insert
    values = {"person_id": person, "key": key, "at": at, "leads_to": "", "says": ""}
    taken = add(PressedRow).values(**values).on_conflict_do_nothing().returning(PressedRow.key)
    return session.execute(taken).first() is not None


def led_to(session: Session, person: PersonId, key: str, leads_to: str, says: str) -> None:
    """Keep what came of a form; old ones are let go."""
    this = (PressedRow.person_id == person, PressedRow.key == key)
    session.execute(update(PressedRow).where(*this).values(leads_to=leads_to, says=says))


def pressed(session: Session, person: PersonId, key: str) -> Pressed | None:
    """What came of the form that carried this key."""
    this = (PressedRow.person_id == person, PressedRow.key == key)
    asked = select(PressedRow.at, PressedRow.leads_to, PressedRow.says).where(*this)
    row = session.execute(asked).first()
    return Pressed(*row) if row else None


def let_go(session: Session, now: datetime) -> None:
    """Forget forms that nobody will send again, and those that waited too long."""
    session.execute(delete(PressedRow).where(PressedRow.at < now - KEPT_FOR))
    session.execute(delete(ParkedRow).where(ParkedRow.until_at < now))


def park(session: Session, person: PersonId, path: str, sealed: str, now: datetime) -> None:
    """Keep a form that was sent after sign-out; one that was sent again takes its place."""
    session.execute(delete(ParkedRow).where(ParkedRow.person_id == person, ParkedRow.path == path))
    newest = select(ParkedRow.id).where(ParkedRow.person_id == person).order_by(ParkedRow.id.desc())
    too_many = session.scalars(newest.offset(MOST_PARKED - 1)).all()
    session.execute(delete(ParkedRow).where(ParkedRow.id.in_(too_many)))
    values = {"person_id": person, "path": path, "sealed": sealed, "until_at": now + PARKED_FOR}
    session.execute(insert(ParkedRow).values(**values))


def parked(session: Session, person: PersonId, path: str, now: datetime) -> Parked | None:
    """The form that waits for this person at this address."""
    this = (ParkedRow.person_id == person, ParkedRow.path == path, ParkedRow.until_at > now)
    row = session.execute(select(ParkedRow.id, ParkedRow.path, ParkedRow.sealed).where(*this))
    found = row.first()
    return Parked(*found) if found else None


def newest_parked(session: Session, person: PersonId, now: datetime) -> str | None:
    """The address of the form that has waited shortest for this person."""
    theirs = (ParkedRow.person_id == person, ParkedRow.until_at > now)
    asked = select(ParkedRow.path).where(*theirs).order_by(ParkedRow.id.desc()).limit(1)
    return session.scalar(asked)


def unpark(session: Session, person: PersonId, path: str) -> None:
    """Forget a form that was saved after all."""
    session.execute(delete(ParkedRow).where(ParkedRow.person_id == person, ParkedRow.path == path))
