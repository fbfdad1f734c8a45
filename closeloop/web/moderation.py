"""Moderate an audit: the grade that a second reader gives, and why, beside the auditor's own."""

from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import moderation
from closeloop.rules.refs import ref
from closeloop.rules.refusals import NotYours, Wrong
from closeloop.store import audit_views
from closeloop.store.audit_views import AuditView
from closeloop.store.audits import AuditId
from closeloop.web import catalogue, fields
from closeloop.web.audit_about import GRADES
from closeloop.web.door import Page
from closeloop.web.fields import Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, look, looking

front = Page("moderation", __name__)
FIELDS = (
    Field(name="grade", label="Which overall grade do you give?", kind="choice", choices=GRADES,
          asks="Choose a grade"),
    Field(name="reason", label="Why?", hint="About the practice that was seen, in a sentence",
          asks="Enter why, in a sentence"),
)  # fmt: skip


@front.get("/audits/<audit:audit>/moderate")
def show(audit: int) -> str:
    """The auditor's grade, and the two questions."""
    with looking() as seen:
        return _page(seen, _to_moderate(seen, audit), {})


@front.post("/audits/<audit:audit>/moderate")
def save(audit: int) -> Response | tuple[str, HTTPStatus]:
    """Keep the second opinion; the auditor's stays beside it."""
    with looking() as seen:
        found = _to_moderate(seen, audit)
        try:
            facts = fields.read_or_refuse(FIELDS, request.form, seen.reader.day)
        except Wrong as wrong:
            return _page(seen, found, wrong.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    with pressing() as press:
        reader, now = look(press.session).reader, house().now()
        grade, reason = str(facts["grade"]), str(facts["reason"])
        moderation.moderate(press.session, reader, AuditId(audit), grade, reason, now=now)
        says = f"{ref('A', audit)} is moderated. Both grades are kept."
        press.done(url_for("audit.show", audit=audit), says)
    return press.answer()


def _to_moderate(seen: Look, audit: int) -> AuditView:
    found = audit_views.one(seen.session, seen.reader, AuditId(audit))
    if not moderation.may_moderate(seen.reader, seen.directory, found):
        raise NotYours(audit)
    return found


def _page(seen: Look, audit: AuditView, errors: dict[str, str]) -> str:
    return page(
        "moderation",
        look=seen,
        audit=audit,
        fields=fields.filled(FIELDS, said(), errors),
        errors=fields.in_summary(errors, FIELDS),
        grades=catalogue.GRADES,
    )
