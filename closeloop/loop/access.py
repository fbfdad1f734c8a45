"""Access: API tokens made and recognised. Of a token only the hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from closeloop.loop.staff import ADMIN
from closeloop.rules.people import Person
from closeloop.rules.refusals import NotYours, Unseen, Wrong
from closeloop.rules.working_days import london_day
from closeloop.store import Session, people, register, tokens
from closeloop.store.tokens import Token

BYTES = 32  # 256 bits
GOOD_FOR = timedelta(days=90)
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token as it is shown, once."""

    secret: str
    expires_at: datetime


def make_token(
    session: Session, person: Person | None, asked: str, *, now: datetime, by: Person | None = None
) -> MadeToken:
    """Make a token for a person. Raises Wrong for nobody, or somebody who has left."""
    if person is None or not person.is_here(london_day(now)):
        raise Wrong({"email": f"Nobody who works here has the email {asked}. Add them first."})
    made = MadeToken(token_urlsafe(BYTES), now + GOOD_FOR)
    tokens.add(session, digest_of(made.secret), person.id, now, made.expires_at)
    register.note(session, "token_made", {"email": person.email}, now=now, by=by)
    return made


def revoke(session: Session, token: int, *, now: datetime, by: Person | None = None) -> None:
    """End one token, at once and for good; by nobody: the operator. Raises NotYours, Unseen."""
    if by is not None and ADMIN not in by.roles:
        raise NotYours
    person = tokens.end(session, token, now)
    if person is None:
        raise Unseen
    whose = people.directory(session).people[person].email
    register.note(session, "token_revoked", {"email": whose, "token": token}, now=now, by=by)


def digest_of(secret: str) -> str:
    """What is kept of a token, a sign-in's id or an address."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose token was shown, and which."""

    person: Person
    token: Token


def recognised(session: Session, secret: str, now: datetime) -> Recognised | None:
    """Whose token this is; nobody's where it is made up, past, ended, or theirs who has left."""
    token = tokens.find(session, digest_of(secret), now)
    person = people.directory(session).people.get(token.person) if token else None
    if token is None or person is None or not person.is_here(london_day(now)):
        return None
    return Recognised(person, token)


def is_to_be_noted(token: Token, now: datetime) -> bool:
    """Whether the last use of a token is to be written down: once a minute at most."""
    return token.used_at is None or now - token.used_at >= NOTED_EVERY or token.used_at > now
