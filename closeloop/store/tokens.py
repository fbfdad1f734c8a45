"""API tokens: whose each is, until when, when it was last used; and the end of all access."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import SignInRow, TokenRow

MOST = 200  # listed


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is good now."""

    id: int
    person: PersonId
    used_at: datetime | None


def add(
    session: Session, digest: str, person: PersonId, made_at: datetime, expires_at: datetime
) -> None:
    """Keep a new token by its digest."""
    values = {"hash": digest, "person_id": person, "made_at": made_at, "expires_at": expires_at}
    session.execute(insert(TokenRow).values(**values))


def find(session: Session, digest: str, now: datetime) -> Token | None:
    """The token of a digest, if it is good now."""
    row = session.execute(GOOD, {"digest": digest, "now": now}).first()
    return Token(row.id, PersonId(row.person_id), row.used_at) if row else None


GOOD = select(TokenRow.id, TokenRow.person_id, TokenRow.used_at).where(  # asked at every call
    TokenRow.hash == bindparam("digest"),
    TokenRow.expires_at > bindparam("now"),
    TokenRow.ended_at.is_(None),
)


def used(session: Session, token: int, at: datetime) -> None:
    """Note that a token was used; the caller does so once a minute at most."""
    session.execute(update(TokenRow).where(TokenRow.id == token).values(used_at=at))


@dataclass(frozen=True, slots=True)
class Listed:
    """A token that is good: whose, since when and until when, and when it was last used."""

    id: int
    person: PersonId
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


def good_ones(session: Session, now: datetime, person: PersonId | None = None) -> list[Listed]:
    """The tokens that are good now, the newest first; one person's where they are named."""
    columns = (TokenRow.id, TokenRow.person_id, TokenRow.made_at, TokenRow.expires_at)
    good = (TokenRow.expires_at > now, TokenRow.ended_at.is_(None))
    found = select(*columns, TokenRow.used_at).where(*good).order_by(TokenRow.id.desc())
    if person is not None:
        found = found.where(TokenRow.person_id == person)
    return [
        Listed(number, PersonId(whose), made_at, expires_at, used_at)
        for number, whose, made_at, expires_at, used_at in session.execute(found.limit(MOST))
    ]


def end(session: Session, token: int, at: datetime) -> PersonId | None:
    """End one token that is good; whose it was, or nobody where there is none such."""
    this = (TokenRow.id == token, TokenRow.expires_at > at, TokenRow.ended_at.is_(None))
    ended = update(TokenRow).where(*this).values(ended_at=at).returning(TokenRow.person_id)
    person = session.scalar(ended)
    return None if person is None else PersonId(person)


def end_all(session: Session, person: PersonId, at: datetime) -> None:
    """End every token of a person."""
    good = (TokenRow.person_id == person, TokenRow.ended_at.is_(None))
    session.execute(update(TokenRow).where(*good).values(ended_at=at))


def end_sign_ins(session: Session, person: PersonId, at: datetime) -> None:
    """End everywhere that a person has signed in."""
    here = (SignInRow.person_id == person, SignInRow.ended_at.is_(None))
    session.execute(update(SignInRow).where(*here).values(ended_at=at))
