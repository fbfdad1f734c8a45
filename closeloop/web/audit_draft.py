"""An audit that is being written: its findings one by one, a last look, and sending all of it."""

from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import audit_drafts
from closeloop.rules.day_words import time_words
from closeloop.rules.refs import ref
from closeloop.rules.refusals import NotYours, Unseen, Wrong
from closeloop.store import audit_drafts as kept
from closeloop.store.audit_drafts import Draft, DraftFindingId, DraftId
from closeloop.web import audit_about, audit_sum, catalogue, fields, finding_form
from closeloop.web.audit_entry import NO_CHILD
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me

front = Page("audit_draft", __name__)
Answer = Response | tuple[str, HTTPStatus]


@front.get("/audits/<draft:draft>/about")
def about(draft: int) -> str:
    """What the draft says of the audit as a whole, to change it."""
    with looking() as look:
        return _about_page(look, _own(look, draft), {})


@front.post("/audits/<draft:draft>/about")
def save_about(draft: int) -> Answer:
    """Save the change."""
    with looking() as look:
        found = _own(look, draft)
        try:
            asked = audit_about.of(look, found)
            columns = audit_about.columns(look, asked, request.form)
            with pressing() as press:
                by, now = me().id, house().now()
                audit_drafts.change(press.session, found.id, columns, by=by, now=now)
                press.done(url_for("audit_draft.show", draft=draft), "The audit is saved.")
            return press.answer()
        except Wrong as wrong:
            errors = wrong.errors
        except (NotYours, Unseen):
            errors = {"child_ref": NO_CHILD}
        return _about_page(look, found, errors), HTTPStatus.UNPROCESSABLE_ENTITY


@front.get("/audits/<draft:draft>/draft", defaults={"finding": None})
@front.get("/audits/<draft:draft>/draft/<int:finding>")
def show(draft: int, finding: int | None) -> str:
    """The findings that are saved, and one form: for the next, or for the one to change."""
    with looking() as look:
        return _page(look, _own(look, draft), finding, {})


@front.post("/audits/<draft:draft>/draft", defaults={"finding": None})
@front.post("/audits/<draft:draft>/draft/<int:finding>")
def save(draft: int, finding: int | None) -> Answer:
    """Save the finding; then the next, or a last look. An empty form has nothing to save."""
    with looking() as look:
        found = _own(look, draft)
        finishes = "finish" in request.form
        if finishes and finding is None and found.findings and finding_form.is_empty(request.form):
            return _to_the_last_look(draft)
        try:
            return _saved(look, found, finding, finishes=finishes)
        except Wrong as wrong:
            return _page(look, found, finding, wrong.errors), HTTPStatus.UNPROCESSABLE_ENTITY


@front.post("/audits/<draft:draft>/draft/<int:finding>/remove")
def remove(draft: int, finding: int) -> Response:
    """Take a finding out."""
    with pressing() as press:
        kept.get(press.session, me().id, DraftId(draft), to_change=True)
        kept.remove(press.session, DraftId(draft), DraftFindingId(finding), house().now())
        press.done(url_for("audit_draft.show", draft=draft), "The finding is taken out.")
    return press.answer()


@front.get("/audits/<draft:draft>/send")
def last_look(draft: int) -> str:
    """What would be sent, and to whom."""
    with looking() as look:
        return _send_page(look, _own(look, draft), {})


@front.post("/audits/<draft:draft>/send")
def send(draft: int) -> Answer:
    """Send it: the owners are told, and the clocks begin."""
    now = house().now()
    try:
        with pressing() as press:
            found = kept.get(press.session, me().id, DraftId(draft))
            rulebook = house().rulebook(press.session)
            made = audit_drafts.send(press.session, rulebook, found.id, by=me().id, now=now)
            says = f"{ref('A', made.id)} is sent: {audit_sum.in_words(found.findings)}."
            press.done(url_for("audit.show", audit=made.id), " ".join([says, *made.warnings]))
        return press.answer()
    except Wrong as wrong:
        errors = wrong.errors
    except NotYours:
        errors = {"child_ref": NO_CHILD}
    with looking() as look:
        return _send_page(look, _own(look, draft), errors), HTTPStatus.UNPROCESSABLE_ENTITY


@front.post("/audits/<draft:draft>/drop")
def drop(draft: int) -> Response:
    """Forget the draft."""
    with pressing() as press:
        kept.get(press.session, me().id, DraftId(draft), to_change=True)
        kept.drop(press.session, DraftId(draft))
        press.done(url_for("home.show"), "The draft is deleted. Nothing was sent.")
    return press.answer()


def _own(look: Look, draft: int) -> Draft:
    return kept.get(look.session, me().id, DraftId(draft))


def _saved(look: Look, draft: Draft, finding: int | None, *, finishes: bool) -> Response:
    this = next((one for one in draft.findings if one.id == finding), None)
    if finding is not None and this is None:
        raise Unseen(finding)
    form = finding_form.of(look, audit_sum.child_of(look, draft), this)
    columns = finding_form.columns(look, form, request.form)
    now = house().now()
    with pressing() as press:
        this_id = this.id if this else None
        audit_drafts.keep(press.session, draft.id, this_id, columns, by=me().id, now=now)
        leads_to = "audit_draft.last_look" if finishes else "audit_draft.show"
        says = f"Saved at {time_words(now)}."
        press.done(url_for(leads_to, draft=draft.id), says if finishes else f"{says} Add the next.")
    return press.answer()


def _to_the_last_look(draft: int) -> Response:
    with pressing() as press:
        press.done(url_for("audit_draft.last_look", draft=draft), "All of it is saved.")
    return press.answer()


def _page(look: Look, draft: Draft, finding: int | None, errors: dict[str, str]) -> str:
    this = next((one for one in draft.findings if one.id == finding), None)
    if finding is not None and this is None:
        raise Unseen(finding)
    child = audit_sum.child_of(look, draft)
    form = finding_form.of(look, child, this)
    return page(
        "audit_draft",
        look=look,
        draft=draft,
        this=this,
        may_send=child is not None,
        nudges={one.id: finding_form.nudges(look, child, one) for one in draft.findings},
        owner_of=lambda one: audit_sum.owner_of(look, child, one),
        form=form.as_typed(said(), errors),
        dues=finding_form.dues(look),
        errors=fields.in_summary(errors, form.every),
        **_words(draft),
    )


def _send_page(look: Look, draft: Draft, errors: dict[str, str]) -> str:
    child = audit_sum.child_of(look, draft)
    return page(
        "audit_send",
        look=look,
        draft=draft,
        to_whom=audit_sum.to_whom(look, child, draft),
        sum_words=audit_sum.in_words(draft.findings),
        nudges={one.id: finding_form.nudges(look, child, one) for one in draft.findings},
        owner_of=lambda one: audit_sum.owner_of(look, child, one),
        dues=finding_form.dues(look),
        errors=[{"text": says, "href": "#findings"} for says in errors.values()],
        **_words(draft),
    )


def _about_page(look: Look, draft: Draft, errors: dict[str, str]) -> str:
    asked = audit_about.of(look, draft)
    return page(
        "audit_entry",
        look=look,
        draft=draft,
        about=asked.as_typed(said(), errors),
        finding=None,
        errors=fields.in_summary(errors, asked.every),
    )


def _words(draft: Draft) -> dict[str, object]:
    return {
        "grades": catalogue.GRADES,
        "severities": catalogue.SEVERITIES,
        "activity": catalogue.activity_words(draft.activity),
        "voices": audit_about.voices_in_words(draft.voices),
    }
