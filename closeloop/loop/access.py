"""Access: API tokens made and recognised. Of a token only the hash is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from closeloop.rules.people import Person
from closeloop.rules.refusals import Wrong
from closeloop.rules.working_days import london_day
from closeloop.store import Session, register, tokens

BYTES = 32  # 256 bits
GOOD_FOR = timedelta(days=90)


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


def digest_of(secret: str) -> str:
    """What is kept of a token, a sign-in's id or an address."""
    return sha256(secret.encode()).hexdigest()
