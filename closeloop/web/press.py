"""A button that was pressed: once, whatever is sent again, and what the next page says of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from secrets import token_urlsafe

from flask import redirect, request
from werkzeug import Response

from closeloop.store import Session, drafts, forms
from closeloop.web.address import this_page, with_query
from closeloop.web.here import house
from closeloop.web.parked import ONCE
from closeloop.web.visitor import me

LONGEST_KEY = 64
SAYS_SO_FOR = timedelta(minutes=10)


class PressedBefore(Exception):  # noqa: N818 - it is what happened
    """The same form came again: the first answer is given again, and nothing is done."""


@dataclass
class Press:
    """One press of a button, inside its transaction."""

    session: Session
    key: str
    leads_to: str = "/"
    says: str = ""

    def done(self, leads_to: str, says: str) -> None:
        """Say where it leads, and what the banner there says: never what was typed."""
        self.leads_to, self.says = leads_to, says

    def answer(self) -> Response:
        """On to the page that it leads to."""
        return redirect(with_query(self.leads_to, "done", self.key), HTTPStatus.SEE_OTHER)


def was_pressed() -> bool:
    """Whether this page answers a form."""
    return request.method == "POST"


def new_key() -> str:
    """A key for one form."""
    return token_urlsafe(16)


@contextmanager
def pressing() -> Iterator[Press]:
    """One transaction for what a form does, kept with its key: all of it once, or nothing.

    Raises PressedBefore where the key was used. A refusal inside leaves the key unused.
    """
    key = request.form.get(ONCE, "")[:LONGEST_KEY] or new_key()
    now = house().now()
    with house().database.writing() as session:
        if not forms.press(session, me().id, key, now):
            raise PressedBefore
        press = Press(session, key)
        yield press
        forms.led_to(session, me().id, key, press.leads_to, press.says)
        forms.unpark(session, me().id, this_page())
        drafts.drop(session, me().id, request.path)
        forms.let_go(session, now)


def see_whether_it_is_new() -> None:
    """Raise PressedBefore for a form that was sent before, whatever has become of it since."""
    key = request.form.get(ONCE, "")[:LONGEST_KEY]
    if not key:
        return
    with house().database.reading() as session:
        if forms.pressed(session, me().id, key):
            raise PressedBefore


def first_answer() -> Response:
    """The answer that the form had the first time."""
    key = request.form.get(ONCE, "")[:LONGEST_KEY]
    with house().database.reading() as session:
        before = forms.pressed(session, me().id, key)
    leads_to = before.leads_to if before else "/"
    return redirect(with_query(leads_to, "done", key), HTTPStatus.SEE_OTHER)


def banner() -> str:
    """What the page says of the button that led to it, for a while."""
    key = request.args.get("done", "")
    if not key:
        return ""
    with house().database.reading() as session:
        found = forms.pressed(session, me().id, key)
    if found is None or found.leads_to != this_page() or house().now() - found.at > SAYS_SO_FOR:
        return ""
    return found.says
