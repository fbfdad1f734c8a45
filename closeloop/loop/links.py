"""Links to sign in by, the first time or again: handed over by an admin, never mailed, good once.

Whoever opens one chooses a password and sets up the app that shows codes. There is no other way
back in for somebody who has lost either (ASVS 6.4.3).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from closeloop.loop import passwords, second_factor
from closeloop.loop.access import digest_of
from closeloop.loop.sealed import Seal
from closeloop.loop.staff import ADMIN
from closeloop.rules.people import Person
from closeloop.rules.refusals import NotYours, Refusal, Wrong
from closeloop.rules.working_days import london_day
from closeloop.store import Session, links, people, register

GOOD_FOR = timedelta(minutes=30)
BYTES = 32  # 256 bits


class NoLonger(Refusal):
    """A link that was used, is too old, or never was: no answer tells which."""

    says = "This link does not work any longer. Ask your administrator for a new one."


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link as it is shown, once: its secret, and until when it is good."""

    secret: str
    until_at: datetime


def make(
    session: Session, person: Person | None, asked: str, *, now: datetime, by: Person | None = None
) -> MadeLink:
    """Make a link for somebody; the ones before end. By nobody: the operator.

    Raises NotYours for who is no admin, Wrong for nobody or somebody who has left.
    """
    if by is not None and ADMIN not in by.roles:
        raise NotYours
    if person is None or not person.is_here(london_day(now)):
        raise Wrong({"email": f"Nobody who works here has the email {asked}. Add them first."})
    made = MadeLink(token_urlsafe(BYTES), now + GOOD_FOR)
    links.end_all_of(session, person.id, now)
    links.add(session, digest_of(made.secret), person.id, made.until_at)
    register.note(session, "link_made", {"email": person.email}, now=now, by=by)
    return made


def address(base_url: str, secret: str) -> str:
    """The link as it is handed over: its host from the setting, never from a request."""
    return f"{base_url}/sign-in/link?link={secret}"


def whose(session: Session, secret: str, now: datetime) -> Person:
    """Whose link it is. Raises NoLonger."""
    found = links.find(session, digest_of(secret), now)
    person = people.directory(session).people.get(found) if found is not None else None
    if person is None or not person.is_here(london_day(now)):
        raise NoLonger
    return person


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What somebody typed on the page of their link."""

    password: str
    code: str


def use(
    session: Session,
    secret: str,
    chosen: Chosen,
    *,
    secret_key: str,
    seal: Seal,
    authority: str,
    now: datetime,
) -> Person:
    """Set password and app of whose link it is, and sign them out everywhere. The link ends.

    Raises NoLonger, and Wrong for a password easily guessed or a code that the app does not show;
    then the link stays good.
    """
    person = whose(session, secret, now)
    shared = second_factor.secret_of(secret_key, secret)
    step = second_factor.step_of(shared, chosen.code, now)
    errors: dict[str, str] = {}
    try:
        passwords.check(chosen.password, person, authority)
    except Wrong as wrong:
        errors |= wrong.errors
    if step is None:
        errors["code"] = "Enter the 6 digits that the app shows now"
    if step is None or errors:
        raise Wrong(errors)
    if links.use(session, digest_of(secret), now) is None:
        raise NoLonger
    passwords.put(
        session, person, person.email, chosen.password, authority=authority, now=now, by=person
    )
    second_factor.keep(session, seal, person.id, shared, step=step, now=now)
    register.note(session, "second_factor_set", {"email": person.email}, now=now, by=person)
    return person
