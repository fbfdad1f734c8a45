"""Signing in as people do it: a link that was handed over, a password, an app that shows codes."""

from dataclasses import dataclass

from pyotp import TOTP

from closeloop.loop import links
from closeloop.store import people
from tests.authority import Authority
from tests.html import words
from tests.web.visit import Shown, Visitor

WORDS = "heron kettle lantern"


def handed_over(authority: Authority, name: str) -> str:
    """The path of a link that an admin makes for somebody."""
    with authority.database.writing() as session:
        everybody = people.directory(session).by_email
        otto = everybody["otto@midshire.example"]
        email = f"{name}@midshire.example"
        made = links.make(session, everybody[email], email, now=authority.house.now(), by=otto)
    base = authority.house.settings.base_url
    return links.address(base, made.secret).removeprefix(base)


def signs_in(visitor: Visitor, email: str, password: str = WORDS, **more: str) -> Shown:
    """What follows on a password."""
    data = {"email": email, "password": password} | more
    return Shown(visitor.client.post("/sign-in", data=data, follow_redirects=True))


@dataclass
class App:
    """The app on somebody's telephone."""

    key: str
    authority: Authority

    def shows(self, later: int = 0) -> str:
        """The code that it shows now, or so many half minutes later."""
        return TOTP(self.key).at(self.authority.house.now(), counter_offset=later)


def app_of(authority: Authority, shown: Shown) -> App:
    """An app that was given the key on the page of a link."""
    key = next(words(one) for one in shown.root.iter("strong"))
    return App(key.replace(" ", ""), authority)


def sets_up(authority: Authority, visitor: Visitor, name: str) -> App:
    """Somebody sets up how they sign in, by a link, and is signed in."""
    address = handed_over(authority, name)
    shown = visitor.opens(address)
    app = app_of(authority, shown)
    after = visitor.presses(shown, address, password=WORDS, code=app.shows(later=-1))
    assert after.heading == "Your work"
    return app
