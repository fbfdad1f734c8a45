"""Change one's own password: the present one is asked for, and everything else is signed out."""

from http import HTTPStatus

from flask import g, request, url_for
from werkzeug import Response

from closeloop.loop import passwords, sign_in
from closeloop.loop.sign_in import TooManyTries
from closeloop.rules.refusals import Unseen, Wrong
from closeloop.store import sign_ins
from closeloop.web import arrival
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.press import pressing
from closeloop.web.visitor import me

front = Page("password", __name__)
NONE = "You have no password here. Ask your administrator for a link."
NOT_RIGHT = "Your present password is not right"


@front.get("/me/password")
def show() -> str:
    """The form; who has no password is told how to come by one."""
    with house().database.reading() as session:
        has_one = sign_ins.password_of(session, me().id) is not None
    return _page({}) if has_one else page("plain", title="No password yet", says=[NONE], typed=[])


@front.post("/me/password")
def change() -> Response | tuple[str, HTTPStatus]:
    """Change it; or the form again. Tries count as those at the door do."""
    person, now, address = me(), house().now(), request.remote_addr or ""
    try:
        with house().database.reading() as session:
            kept = sign_in.ask(session, person.email, address, now).password
    except TooManyTries as wait:
        return _page({"password": str(wait)}), HTTPStatus.TOO_MANY_REQUESTS
    if kept is None:
        raise Unseen
    if not passwords.fits(request.form.get("password", ""), kept):
        with house().database.writing() as session:
            sign_in.refuse(session, person.email, address, now)
        return _page({"password": NOT_RIGHT}), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        return _changed(request.form.get("new_password", ""))
    except Wrong as wrong:
        errors = {"new_password": wrong.errors["password"]}
        return _page(errors), HTTPStatus.UNPROCESSABLE_ENTITY


def _changed(password: str) -> Response:
    person, now = me(), house().now()
    authority, method = house().settings.authority, g.sign_in.method
    with pressing() as press:
        how = {"authority": authority, "now": now}
        passwords.put(press.session, person, person.email, password, by=person, **how)  # type: ignore[arg-type]  # as named above
        arrival.begin(press.session, person, method)
        says = "Your password is changed. You are signed out everywhere else."
        press.done(url_for("me.show"), says)
    return press.answer()


def _page(wrong: dict[str, str]) -> str:
    return page(
        "password",
        wrong=wrong,
        errors=[{"text": says, "href": f"#{name}"} for name, says in wrong.items()],
    )
