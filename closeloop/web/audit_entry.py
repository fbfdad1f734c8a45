"""Raise an audit: what was looked at, finding by finding, then one press to send all of it."""

from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import audits
from closeloop.rules.refs import ref
from closeloop.rules.refusals import NotYours, Unseen, Wrong
from closeloop.web import audit_form
from closeloop.web.audit_form import Form
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, today

front = Page("audit_entry", __name__)
NO_CHILD = "There is no such child whom you may audit. Check the reference"


@front.get("/audits/new")
def new() -> str:
    """An empty audit with room for one finding, or what was typed before sign-out."""
    with looking() as look:
        return _page(look, audit_form.read(look, said()))


@front.post("/audits/new")
def send() -> Response | tuple[str, HTTPStatus]:
    """One more finding, one fewer, a last look, or all of it sent."""
    with looking() as look:
        form = audit_form.read(look, request.form)
        if "remove" in request.form:
            return _page(look, form.without(request.form["remove"])), HTTPStatus.OK
        try:
            new_audit = audit_form.check(look, form)
            if "add" in request.form:
                return _page(look, form.with_one_more(look)), HTTPStatus.OK
            if "send" not in request.form:
                return _page(look, form, asks_sure="change" not in request.form), HTTPStatus.OK
            return _sent(form, new_audit)
        except Wrong as wrong:
            form.note(wrong)
        except (NotYours, Unseen):
            form.note(Wrong({"child_ref": NO_CHILD}))
        return _page(look, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _sent(form: Form, new_audit: audit_form.Ready) -> Response:
    """Raise it: the clocks of its actions begin now."""
    with pressing() as press:
        child = audits.child_to_audit(press.session, new_audit.child_ref, by=me().id, day=today())
        made = audits.raise_all(
            press.session,
            house().rulebook(press.session),
            [new_audit.of(child)],
            by=me().id,
            now=house().now(),
        )[0]
        says = f"{ref('A', made.id)} is sent: {form.in_words()}."
        press.done(url_for("audit.show", audit=made.id), " ".join([says, *made.warnings]))
    return press.answer()


def _page(look: Look, form: Form, *, asks_sure: bool = False) -> str:
    return page(
        "audit_entry",
        look=look,
        form=form,
        asks_sure=asks_sure,
        errors=form.summary(),
        nudges=audit_form.nudges(form),
        dues=audit_form.dues(look),
    )
