"""Start an audit, or record one finding: what is asked first, kept on the server at once."""

from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import audit_drafts
from closeloop.rules.refusals import NotYours, Unseen, Wrong
from closeloop.web import audit_about, fields, finding_form
from closeloop.web.audit_about import About
from closeloop.web.door import Page
from closeloop.web.finding_form import FindingForm
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me

front = Page("audit_entry", __name__)
NO_CHILD = "There is no such child whom you may audit. Check the reference"


@front.get("/audits/new")
def new() -> str:
    """The first page of an audit; with `?one=1` all that one quick finding needs."""
    with looking() as look:
        return _page(look, *_forms(look), {})


@front.post("/audits/new")
def begin() -> Response | tuple[str, HTTPStatus]:
    """Keep it as a draft, and go on to its findings, or to the last look where there is one."""
    with looking() as look:
        about, finding = _forms(look)
        try:
            return _kept(look, about, finding)
        except Wrong as wrong:
            errors = wrong.errors
        except (NotYours, Unseen):
            errors = {"child_ref": NO_CHILD}
        return _page(look, about, finding, errors), HTTPStatus.UNPROCESSABLE_ENTITY


def _forms(look: Look) -> tuple[About, FindingForm | None]:
    is_one = "one" in request.args
    about = audit_about.of(look, brief=is_one)
    return about, finding_form.of(look, None, brief=True) if is_one else None


def _kept(look: Look, about: About, finding: FindingForm | None) -> Response:
    """Keep what was typed. Raises Wrong with all that does not fit, NotYours, Unseen."""
    wrong: dict[str, str] = {}
    columns: dict[str, object] = {}
    found: dict[str, object] = {}
    try:
        columns = audit_about.columns(look, about, request.form)
    except Wrong as refusal:
        wrong |= refusal.errors
    try:
        found = finding_form.columns(look, finding, request.form) if finding else {}
    except Wrong as refusal:
        wrong |= refusal.errors
    if wrong:
        raise Wrong(wrong)
    by, now = me().id, house().now()
    with pressing() as press:
        draft = audit_drafts.begin(press.session, columns, by=by, now=now)
        if finding:
            audit_drafts.keep(press.session, draft, None, found, by=by, now=now)
            press.done(url_for("audit_draft.last_look", draft=draft), "Saved. Look once more.")
        else:
            leads_to = url_for("audit_draft.show", draft=draft)
            press.done(leads_to, "The audit is saved. Add what you found.")
    return press.answer()


def _page(look: Look, about: About, finding: FindingForm | None, errors: dict[str, str]) -> str:
    typed = said()
    asked = [*about.every, *(finding.every if finding else ())]
    return page(
        "audit_entry",
        look=look,
        about=about.as_typed(typed, errors),
        finding=finding.as_typed(typed, errors) if finding else None,
        errors=fields.in_summary(errors, asked),
        draft=None,
    )
