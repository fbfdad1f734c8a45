"""Passwords set and compared: kept as argon2id keeps them, never as they were typed."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from closeloop.rules import passwords
from closeloop.rules.people import Person
from closeloop.rules.refusals import Wrong
from closeloop.rules.working_days import london_day
from closeloop.store import Session, register, sign_ins

_hasher = PasswordHasher()  # argon2id with the library's own costs, about 0.1 s
NOBODYS = _hasher.hash("compared where there is nobody, so that the answer takes as long")


def put(
    session: Session,
    person: Person | None,
    asked: str,
    password: str,
    *,
    authority: str,
    now: datetime,
    by: Person | None = None,
) -> None:
    """Set somebody's password; whoever is signed in as them is signed out.

    Raises Wrong for nobody, somebody who has left, or a password that is easily guessed.
    """
    if person is None or not person.is_here(london_day(now)):
        raise Wrong({"email": f"Nobody who works here has the email {asked}. Add them first."})
    check(password, person, authority)
    sign_ins.keep_password(session, person.id, _hasher.hash(password), now)
    sign_ins.end_all_of(session, person.id, now)
    register.note(session, "password_set", {"email": person.email}, now=now, by=by)


def check(password: str, person: Person, authority: str) -> None:
    """Raise Wrong unless the password may be somebody's: not their own words, nor the council's."""
    passwords.check(password, (person.name, person.email, authority))


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password that was kept; as slow where none was."""
    try:
        _hasher.verify(kept or NOBODYS, password[: passwords.LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
