"""Signing in: who may, how often it may be tried, and how long it lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Literal

from closeloop.loop.access import digest_of
from closeloop.rules.day_words import time_words
from closeloop.rules.people import Directory, Person, PersonId
from closeloop.rules.refusals import Refusal
from closeloop.rules.working_days import london_day
from closeloop.store import Session, people, sign_ins
from closeloop.store.sign_ins import SignIn

MOST_TRIES = 10  # for one account
MOST_FROM_ONE_ADDRESS = 50  # behind which a whole council may sit
WITHIN = timedelta(minutes=15)
BYTES = 16  # 128 bits


class NotRight(Refusal):
    """Email or password is not right: which of them, no answer tells."""

    says = "Email or password is not right."


class TooManyTries(Refusal):
    """So many tries were refused that the next has to wait."""

    says = "Try again at {names}, or ask your administrator for a new link."

    def __init__(self, again_at: datetime) -> None:
        """Refuse until that instant."""
        super().__init__(names=[time_words(again_at + timedelta(minutes=1))])
        self.again_at = again_at


Method = Literal["password", "code", "council", "link", "made_up"]


@dataclass(frozen=True, slots=True)
class Lasts:
    """How long a sign-in lasts: since it was last used, and in all."""

    idle: timedelta
    in_all: timedelta


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody at the door: who that would be, and what their password was kept as."""

    person: Person | None
    password: str | None


def ask(session: Session, email: str, address: str, now: datetime) -> Asked:
    """Say whose account it is. Raises TooManyTries, known or unknown alike.

    The caller compares the password with no transaction open: that takes a while by design.
    """
    most = MOST_TRIES, MOST_FROM_ONE_ADDRESS
    for whose, allowed in zip(_whose(email, address), most, strict=True):
        refused = sign_ins.tries(session, whose, now - WITHIN)
        if len(refused) >= allowed:
            raise TooManyTries(refused[-allowed] + WITHIN)
    person = people.directory(session).by_email.get(email.strip().lower())
    if person is None or not person.is_here(london_day(now)):
        return Asked(None, None)
    return Asked(person, sign_ins.password_of(session, person.id))


def refuse(session: Session, email: str, address: str, now: datetime) -> NotRight:
    """Count a try that was not right; what to say of it."""
    sign_ins.note_try(session, _whose(email, address), now)
    return NotRight()


def begin(session: Session, person: Person, now: datetime, *, method: Method, device: str) -> str:
    """Sign somebody in; the id is told once and only its hash is kept."""
    account, _ = _whose(person.email, "")
    sign_ins.forget_tries(session, [account], now - WITHIN)
    secret = token_urlsafe(BYTES)
    sign_ins.add(session, digest_of(secret), person.id, now, method=method, device=device)
    return secret


def find(
    session: Session, secret: str, now: datetime, lasts: Lasts
) -> tuple[SignIn, Person] | None:
    """Who an id belongs to, if they are still signed in and still work here."""
    found = sign_ins.find(session, digest_of(secret))
    if found is None or not _lasts(found, now, lasts):
        return None
    directory: Directory = people.directory(session)
    if not directory.is_here(found.person, london_day(now)):
        return None
    return found, directory.people[found.person]


def everywhere(session: Session, person: PersonId, now: datetime, lasts: Lasts) -> list[SignIn]:
    """Where somebody is signed in, the last used first."""
    found = sign_ins.open_ones_of(session, person, now - lasts.idle)
    return [one for one in found if _lasts(one, now, lasts)]


def _lasts(one: SignIn, now: datetime, lasts: Lasts) -> bool:
    return now - one.used_at <= lasts.idle and now - one.begun_at <= lasts.in_all


def _whose(email: str, address: str) -> tuple[str, str]:
    """Under which digests a try counts: the account and the address."""
    return digest_of(f"account {email.strip().lower()}"), digest_of(f"address {address}")
