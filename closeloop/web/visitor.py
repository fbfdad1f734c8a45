"""Who is at the page: looked up once a request, by the id in the cookie."""

from datetime import date, timedelta

from flask import g, session

from closeloop.loop import sign_in
from closeloop.loop.sign_in import Lasts
from closeloop.rules.people import Person
from closeloop.rules.working_days import london_day
from closeloop.store import Session, deadline, people, sight, sign_ins
from closeloop.store.sight import Sight
from closeloop.store.sign_ins import SignIn
from closeloop.web import request_log
from closeloop.web.cookie import ID
from closeloop.web.here import house

ONCE_A = timedelta(minutes=1)  # how often a last use is written, the only write of a GET


def visitor() -> Person | None:
    """The person who is signed in, if anybody is."""
    if "visitor" not in g:
        g.visitor, g.sign_in = None, None
        secret = session.get(ID)
        if isinstance(secret, str):
            _look_up(secret)
    found: Person | None = g.visitor
    return found


def me() -> Person:
    """The person who is signed in; the door lets nobody else as far as this."""
    found = visitor()
    if found is None:
        raise LookupError("this page was opened to strangers, and asks who they are")
    return found


def roles() -> frozenset[str]:
    """The roles in which the person may act today: their own, and of those they stand in for."""
    found: frozenset[str] = g.roles if visitor() else frozenset()
    return found


def today() -> date:
    """The day it is in London."""
    return london_day(house().now())


def my_sight(transaction: Session) -> Sight:
    """What the person may see today."""
    return sight.of(people.directory(transaction), me().id, today())


def lasts() -> Lasts:
    """How long a sign-in lasts here."""
    return Lasts(house().settings.idle, house().settings.signed_in_for)


def note_use() -> None:
    """Write down that they were here, once a minute at most."""
    found: SignIn | None = g.get("sign_in")
    now = house().now()
    if found is not None and now - found.used_at >= ONCE_A:
        with deadline.apart(), house().database.writing() as transaction:
            sign_ins.used(transaction, found.id, now)


def _look_up(secret: str) -> None:
    with house().database.reading() as transaction:
        found = sign_in.find(transaction, secret, house().now(), lasts())
        if found is None:
            return
        g.sign_in, g.visitor = found
        request_log.is_by(person=found[1].id)
        directory = people.directory(transaction)
        acts_for = directory.acts_for(found[1].id, today())
        g.roles = frozenset(role for one in acts_for for role in directory.people[one].roles)
