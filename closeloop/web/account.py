"""How somebody signs in, for an admin: a link to hand over, and an end to where they are."""

from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import links, sign_in
from closeloop.rules.day_words import time_words
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refusals import Unseen
from closeloop.store import people, register, second_factors, sign_ins
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import council, house
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import lasts, me, today

front = Page("account", __name__)


@front.get("/people/<person:person>/sign-in")
def show(person: int) -> str:
    """What somebody signs in by, and where they are signed in."""
    with looking() as look:
        return _page(look, _here(look, person))


@front.post("/people/<person:person>/sign-in")
def act(person: int) -> Response | tuple[str, HTTPStatus]:
    """Make a link, shown once: pressed twice, the second is the one that is shown and good.

    Or end everywhere that they are signed in.
    """
    with looking() as look:
        found = _here(look, person)
    if "end" in request.form:
        return _ended(found)
    with house().database.writing() as session:
        made = links.make(session, found, found.email, now=house().now(), by=me())
    address = links.address(house().settings.base_url, made.secret)
    with looking() as look:
        return _page(look, found, address, time_words(made.until_at)), HTTPStatus.OK


def _ended(person: Person) -> Response:
    with pressing() as press:
        sign_ins.end_all_of(press.session, person.id, house().now())
        told = {"email": person.email}
        register.note(press.session, "signed_out", told, now=house().now(), by=me())
        says = f"{person.name} is signed out everywhere."
        press.done(url_for(".show", person=person.id), says)
    return press.answer()


def _here(look: Look, person: int) -> Person:
    """Somebody who works here. Raises Unseen."""
    found = people.directory(look.session).people.get(PersonId(person))
    if found is None or not found.is_here(today()):
        raise Unseen
    return found


def _page(look: Look, whose: Person, address: str = "", until: str = "") -> str:
    return page(
        "account",
        look=look,
        whose=whose,
        address=address,
        until=until,
        council=council() is not None,
        password_set_at=sign_ins.password_set_at(look.session, whose.id),
        second_factor=second_factors.of(look.session, whose.id),
        places=sign_in.everywhere(look.session, whose.id, look.clock.now, lasts()),
    )
