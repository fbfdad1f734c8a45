"""API tokens: whose are good, when each was last used; one is made, shown once, or revoked."""

from dataclasses import replace
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import access
from closeloop.loop.access import MadeToken
from closeloop.rules.people import Person
from closeloop.rules.refusals import Wrong
from closeloop.store import tokens
from closeloop.web import fields
from closeloop.web.admin_people import by_name
from closeloop.web.door import Page
from closeloop.web.fields import Choice, Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, today
from closeloop.web.words import counted

front = Page("admin_tokens", __name__)
WHOSE = Field(
    name="email",
    label="For whom",
    hint="Whoever has the token may do by the API what this person may do",
    kind="select",
    asks="Choose for whom",
)


@front.get("/admin/tokens")
def show() -> str:
    """The tokens that are good."""
    with looking() as look:
        return _page(look, {})


@front.post("/admin/tokens")
def make_or_revoke() -> Response | tuple[str, HTTPStatus]:
    """Make a token, shown once; or revoke one."""
    if "revoke" in request.form:
        return _revoked(request.form.get("revoke", 0, int))
    with looking() as look:
        try:
            asked = [_field(look)]
            email = str(fields.read_or_refuse(asked, request.form, today())["email"])
        except Wrong as wrong:
            return _page(look, wrong.errors), HTTPStatus.UNPROCESSABLE_ENTITY
        person = look.directory.by_email.get(email)
    with house().database.writing() as session:
        made = access.make_token(session, person, email, now=house().now(), by=me())
    with looking() as look:
        return _page(look, {}, made, person), HTTPStatus.OK


def status_words(look: Look) -> str:
    """How many are good, in one line."""
    return f"{counted(len(tokens.good_ones(look.session, look.clock.now)), 'token')} in use."


def _revoked(token: int) -> Response:
    with pressing() as press:
        access.revoke(press.session, token, now=house().now(), by=me())
        press.done(url_for("admin_tokens.show"), "The token has ended.")
    return press.answer()


def _field(look: Look) -> Field:
    here = (person for person in by_name(look) if person.is_here(today()))
    return replace(WHOSE, choices=tuple(Choice(p.email, f"{p.name}, {p.email}") for p in here))


def _page(
    look: Look, errors: dict[str, str], made: MadeToken | None = None, whose: Person | None = None
) -> str:
    asked = [_field(look)]
    return page(
        "admin_tokens",
        look=look,
        tokens=tokens.good_ones(look.session, look.clock.now),
        made=made,
        whose=whose,
        fields=fields.filled(asked, said(), errors),
        errors=fields.in_summary(errors, asked),
    )
