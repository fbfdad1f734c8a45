"""Sign-ins as rows: of the id in the cookie only the hash is kept, and tries that were refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import PasswordRow, SignInRow, SignInTryRow


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who is signed in: how, on what, since when, and when they were last here."""

    id: int
    person: PersonId
    begun_at: datetime
    used_at: datetime
    method: str
    device: str


COLUMNS = select(
    SignInRow.id,
    SignInRow.person_id,
    SignInRow.begun_at,
    SignInRow.used_at,
    SignInRow.method,
    SignInRow.device,
).where(SignInRow.ended_at.is_(None))


def add(
    session: Session, digest: str, person: PersonId, now: datetime, *, method: str, device: str
) -> None:
    """Keep a new sign-in by the digest of its id."""
    values = {"hash": digest, "person_id": person, "begun_at": now, "used_at": now}
    session.execute(insert(SignInRow).values(method=method, device=device, **values))


def find(session: Session, digest: str) -> SignIn | None:
    """The sign-in of a digest, unless it was ended."""
    row = session.execute(COLUMNS.where(SignInRow.hash == digest)).first()
    return _sign_in(*row) if row else None


def open_ones_of(session: Session, person: PersonId, used_after: datetime) -> list[SignIn]:
    """Where a person is signed in and was since then, the last used first."""
    theirs = COLUMNS.where(SignInRow.person_id == person, SignInRow.used_at >= used_after)
    rows = session.execute(theirs.order_by(SignInRow.used_at.desc(), SignInRow.id.desc()))
    return [_sign_in(*row) for row in rows]


def _sign_in(number: int, person: int, begun_at: datetime, used_at: datetime, *how: str) -> SignIn:
    return SignIn(number, PersonId(person), begun_at, used_at, *how)


def used(session: Session, sign_in: int, at: datetime) -> None:
    """Note that a sign-in was used; the caller does so once a minute at most."""
    session.execute(update(SignInRow).where(SignInRow.id == sign_in).values(used_at=at))


def end(session: Session, sign_in: int, at: datetime) -> None:
    """End one sign-in."""
    session.execute(update(SignInRow).where(SignInRow.id == sign_in).values(ended_at=at))


def end_one_of(session: Session, person: PersonId, sign_in: int, at: datetime) -> bool:
    """End one sign-in where it is this person's and open; say whether it was."""
    this = (SignInRow.id == sign_in, SignInRow.person_id == person, SignInRow.ended_at.is_(None))
    ended = session.execute(
        update(SignInRow).where(*this).values(ended_at=at).returning(SignInRow.id)
    )
    return ended.first() is not None


def end_all_of(session: Session, person: PersonId, at: datetime, *, but: int | None = None) -> None:
    """End every sign-in of a person, but one where it is named."""
    theirs = [SignInRow.person_id == person, SignInRow.ended_at.is_(None)]
    if but is not None:
        theirs.append(SignInRow.id != but)
    session.execute(update(SignInRow).where(*theirs).values(ended_at=at))


def last_used(session: Session, people: Collection[PersonId]) -> dict[PersonId, datetime]:
    """When each of these was last here, of those who ever were."""
    used = select(SignInRow.person_id, func.max(SignInRow.used_at))
    found = used.where(SignInRow.person_id.in_(people)).group_by(SignInRow.person_id)
    return {PersonId(person): at for person, at in session.execute(found)}


def password_of(session: Session, person: PersonId) -> str | None:
    """The hash of somebody's password, if they have one."""
    return session.scalar(select(PasswordRow.hash).where(PasswordRow.person_id == person))


def password_set_at(session: Session, person: PersonId) -> datetime | None:
    """Since when somebody's password is what it is, if they have one."""
    return session.scalar(select(PasswordRow.set_at).where(PasswordRow.person_id == person))


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
