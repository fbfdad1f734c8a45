"""Sign-ins as rows: of the id in the cookie only the hash is kept, and tries that were refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import PasswordRow, SignInRow, SignInTryRow


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who is signed in: since when, and when they were last here."""

    id: int
    person: PersonId
    begun_at: datetime
    used_at: datetime


def add(session: Session, digest: str, person: PersonId, now: datetime) -> None:
    """Keep a new sign-in by the digest of its id."""
    values = {"hash": digest, "person_id": person, "begun_at": now, "used_at": now}
    session.execute(insert(SignInRow).values(**values))


def find(session: Session, digest: str) -> SignIn | None:
    """The sign-in of a digest, unless it was ended."""
    columns = select(SignInRow.id, SignInRow.person_id, SignInRow.begun_at, SignInRow.used_at)
    open_ones = columns.where(SignInRow.hash == digest, SignInRow.ended_at.is_(None))
    row = session.execute(open_ones).first()
    return SignIn(row.id, PersonId(row.person_id), row.begun_at, row.used_at) if row else None


def used(session: Session, sign_in: int, at: datetime) -> None:
    """Note that a sign-in was used; the caller does so once a minute at most."""
    session.execute(update(SignInRow).where(SignInRow.id == sign_in).values(used_at=at))


def end(session: Session, sign_in: int, at: datetime) -> None:
    """End one sign-in."""
    session.execute(update(SignInRow).where(SignInRow.id == sign_in).values(ended_at=at))


def end_all_of(session: Session, person: PersonId, at: datetime) -> None:
    """End every sign-in of a person."""
    theirs = (SignInRow.person_id == person, SignInRow.ended_at.is_(None))
    session.execute(update(SignInRow).where(*theirs).values(ended_at=at))


def password_of(session: Session, person: PersonId) -> str | None:
    """The hash of somebody's password, if they have one."""
    return session.scalar(select(PasswordRow.hash).where(PasswordRow.person_id == person))


def keep_password(session: Session, person: PersonId, password: str, at: datetime) -> None:
    """Keep the hash of a new password in place of the one before."""
    there = update(PasswordRow).where(PasswordRow.person_id == person)
    changed = session.execute(
        there.values(hash=password, set_at=at).returning(PasswordRow.person_id)
    )
    if changed.first() is None:
        values = {"person_id": person, "hash": password, "set_at": at}
        session.execute(insert(PasswordRow).values(**values))


def tries(session: Session, whose: str, since: datetime) -> list[datetime]:
    """When tries for an account or from an address were made since then, oldest first."""
    asked = select(SignInTryRow.at).where(SignInTryRow.whose == whose, SignInTryRow.at > since)
    return list(session.scalars(asked.order_by(SignInTryRow.at)))


def note_try(session: Session, whose: Collection[str], at: datetime) -> None:
    """Note a try under each of these digests."""
    session.execute(insert(SignInTryRow), [{"whose": one, "at": at} for one in whose])


def forget_tries(session: Session, whose: Collection[str], before: datetime) -> None:
    """Forget the tries of these, and everybody's that no longer count."""
    session.execute(delete(SignInTryRow).where(SignInTryRow.whose.in_(whose)))
    session.execute(delete(SignInTryRow).where(SignInTryRow.at < before))
