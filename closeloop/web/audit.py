"""One audit: how it judged, what it found, and reading all that is mine in it at once."""

from flask import url_for
from werkzeug import Response

from closeloop.loop import moderation, steps
from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from closeloop.rules.refusals import NotNow, Unseen
from closeloop.rules.working_days import last_instant
from closeloop.store import actions, audit_views, moderations
from closeloop.store.actions import ActionView
from closeloop.store.audit_views import AuditView
from closeloop.store.audits import AuditId
from closeloop.web import catalogue, onward
from closeloop.web.audit_about import voices_in_words
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.press import pressing
from closeloop.web.reading import Look, look, looking
from closeloop.web.visitor import me

front = Page("audit", __name__)
READ = "acknowledge"


@front.get("/audits/<audit:audit>")
def show(audit: int) -> str:
    """An audit as its reader may see it; an owner finds their own findings."""
    with looking() as seen:
        found = audit_views.one(seen.session, seen.reader, AuditId(audit))
        states = seen.reader.rulebook.newest("audit_action").states
        again = house().activities.re_audit
        again_on = again.due_on(found.audited_on, found.grade_that_counts)
        return page(
            "audit",
            look=seen,
            audit=found,
            strengths=[one for one in found.findings if one.kind == "strength"],
            improvements=[one for one in found.findings if one.kind != "strength"],
            state_words=lambda name: states[name].label if name in states else name,
            framework=catalogue.framework(seen.session),
            activity=catalogue.activity_words(found.activity),
            grades=catalogue.GRADES,
            severities=catalogue.SEVERITIES,
            action_ref=action_ref,
            voices=voices_in_words(found.voices),
            may_moderate=moderation.may_moderate(seen.reader, seen.directory, found),
            told=moderations.told_of(seen.session, _actions_of(found)),
            look_again_by=last_instant(again_on) if again_on else None,
            looked_again=moderations.looked_again(
                seen.session, seen.reader.sight, found.id, again.activity
            ),
        )


@front.get("/audits/<audit:audit>/mine")
def mine(audit: int) -> str:
    """Strengths, then what is mine to read: one press for all of it."""
    with looking() as seen:
        found = audit_views.one(seen.session, seen.reader, AuditId(audit))
        own = {*seen.reader.sight.holds_for, *seen.acts_for()}
        return page(
            "audit_mine",
            look=seen,
            audit=found,
            strengths=[f for f in found.findings if f.kind == "strength" and f.about in own],
            views=_unread(seen, AuditId(audit), mine_only=False),
            unread=_unread(seen, AuditId(audit)),
            action_ref=action_ref,
        )


@front.post("/audits/<audit:audit>/mine")
def read_all(audit: int) -> Response:
    """Say that all of it was read."""
    with pressing() as press:
        seen = look(press.session)
        unread = _unread(seen, AuditId(audit))
        if not unread:
            raise NotNow
        for view in unread:
            steps.take(
                press.session,
                house().rulebook(press.session),
                view.id,
                READ,
                {},
                by=me().id,
                now=house().now(),
            )
        found = actions.one(press.session, seen.reader, unread[0].id)
        says = f"You have said that you read all {len(unread)}. {onward.next_said(seen, found)}"
        press.done(url_for("audit.mine", audit=audit), says)
    return press.answer()


def _actions_of(found: AuditView) -> list[int]:
    return [one.action_id for one in found.findings if one.action_id is not None]


def _unread(seen: Look, audit: AuditId, *, mine_only: bool = True) -> list[ActionView]:
    """The actions of an audit that are the reader's own, or of them those still to be read."""
    found = audit_views.one(seen.session, seen.reader, audit)
    own = {*seen.reader.sight.holds_for, *seen.acts_for()}
    ids = [ItemId(f.action_id) for f in found.findings if f.action_id and f.about in own]
    if not ids and not any(f.about in own for f in found.findings):
        raise Unseen
    views = actions.many(seen.session, seen.reader, ids)
    return [view for view in views if not mine_only or READ in view.allowed]
