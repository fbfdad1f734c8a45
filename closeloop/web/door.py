"""The door of every page: who may come in, and by which forms.

A form is taken only from a page of ours that was made for this sign-in. One that arrives after
sign-out is kept until its person is back; so is one that somebody else began on this computer.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, abort, make_response, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug import Response

from closeloop.rules.refusals import NotYours
from closeloop.web import parked, press
from closeloop.web.address import this_page, with_query
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.routes import EVERYBODY, OPEN_TO, STRANGERS
from closeloop.web.visitor import me, note_use, roles, visitor

LARGEST_FORM = 1024 * 1024  # bytes, where no file is sent

csrf = CSRFProtect()
ANOTHERS = (
    "It was begun by a colleague who was signed in on this computer.",
    "What they typed is kept for them for 8 hours, and shown to nobody else. Nothing was done.",
)


class Page(Blueprint):
    """A page, or a few that belong together, behind the door."""

    def __init__(self, name: str, module: str) -> None:
        """Stand behind the door."""
        super().__init__(name, module)
        self.before_request(_enter)


def _enter() -> Response | None:
    """Let in whom the list of routes names; the rulebook decides the rest."""
    if request.method == "POST" and _comes_from_elsewhere():
        abort(HTTPStatus.BAD_REQUEST, "This form was sent from another site. Open the page here.")
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LARGEST_FORM
    open_to = OPEN_TO[str(request.endpoint)]
    person = visitor()
    if open_to == STRANGERS:
        return None
    if person is None:
        return _ask_to_sign_in()
    note_use()
    if request.method == "POST":
        press.see_whether_it_is_new()
        if (kept := _kept_for_later()) is not None:
            return kept
    if open_to != EVERYBODY and roles().isdisjoint(open_to):
        raise NotYours
    return None


def _kept_for_later() -> Response | None:
    """Keep a form that was made for another sign-in: one's own of before, or a colleague's.

    Raises CSRFError for one that is none of ours.
    """
    try:
        csrf.protect()
    except CSRFError:
        owner = parked.owner(request.form)
        if owner is None or not (parked.keep(request.form) or owner != me().id):
            raise
        if owner == me().id:
            return redirect(with_query(this_page(), "parked", "1"), HTTPStatus.SEE_OTHER)
        told = page("plain", title="This form is not yours", says=ANOTHERS, typed=[])
        return make_response(told, HTTPStatus.CONFLICT)
    return None


def _comes_from_elsewhere() -> bool:
    """Whether the browser says that another site sent this form.

    Under our own referrer policy browsers send the origin `null`; they all send Sec-Fetch-Site.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    ours = {urlsplit(house().settings.base_url).netloc, request.host}
    return origin != "null" and urlsplit(origin).netloc not in ours


def _ask_to_sign_in() -> Response:
    """To the sign-in page, and back here afterwards; a form is kept meanwhile."""
    session.clear()
    if request.method == "POST":
        kept = parked.keep(request.form)
        return redirect(url_for("sign_in.show", kept="1" if kept else None), HTTPStatus.SEE_OTHER)
    return redirect(url_for("sign_in.show", next=this_page()), HTTPStatus.SEE_OTHER)
