"""A child across audits: who is around, what is open, what was raised, good work, footprints."""

from collections.abc import Sequence

from closeloop.loop import escalation, footprint
from closeloop.rules.people import SENIORITY
from closeloop.rules.refs import action_ref, ref
from closeloop.rules.relations import Around
from closeloop.store import (
    actions,
    audit_views,
    children,
    escalation_views,
    escalations,
    footprints,
    sight,
)
from closeloop.store.action_filters import Filters
from closeloop.store.audit_views import AuditView, FindingView
from closeloop.store.children import Child
from closeloop.web import catalogue, onward, tags
from closeloop.web.door import Page
from closeloop.web.escalations import tags_of
from closeloop.web.footprint import DONE
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, roles

front = Page("child", __name__)
MOST = 25  # of each kind of thing
STATUSES = {
    "early_help": "Early help",
    "cin": "Child in need",
    "cp": "Child protection plan",
    "cla": "Looked after",
    "care_leaver": "Care leaver",
    "closed": "Closed",
}


@front.get("/children/<ref>")
def show(ref: str) -> str:
    """One child, for whom need to know lets in."""
    with looking() as look:
        child = children.get(look.session, ref, look.reader.sight)
        return _page(look, child)


def _page(look: Look, child: Child) -> str:
    session, reader = look.session, look.reader
    around = Around(look.directory, escalations.bearings_of(child), reader.day)
    audits = audit_views.listing(
        session, reader, audit_views.Filters(child_ref=child.ref), limit=MOST
    ).items
    asked = escalation_views.Filters(child_ref=child.ref)
    return page(
        "child",
        look=look,
        child=child,
        statuses=STATUSES,
        actions=actions.listing(
            session, reader, Filters(child_ref=child.ref, open=True), limit=MOST
        ).items,
        escalations=escalation_views.listing(session, reader, asked, limit=MOST).items,
        audits=audits,
        strengths=_strengths(audits),
        footprints=footprints.of_child(session, child.id, MOST),
        done=DONE,
        may_leave=footprint.may_leave(look.directory, child, me().id, reader.day),
        may_escalate=escalation.may_raise(around, me().id),
        seen_by=who_sees(look, child),
        names_them=not roles().isdisjoint({*SENIORITY, "qa_lead"}),
        **_words(look),
    )


def _words(look: Look) -> dict[str, object]:
    """How things are called on the page."""
    return {
        "action_ref": action_ref,
        "escalation_ref": lambda item: ref("E", item),
        "action_tags": lambda view: tags.of(onward.workflow_of(look, view), view.item),
        "escalation_tags": lambda view: tags_of(look, view),
        "activity": catalogue.activity_words,
    }


def _strengths(audits: Sequence[AuditView]) -> list[tuple[AuditView, FindingView]]:
    return [
        (audit, found) for audit in audits for found in audit.findings if found.kind == "strength"
    ]


def who_sees(look: Look, child: Child) -> list[str]:
    """Who may open the page today, by name."""
    stands = escalations.bearings_of(child)
    day = look.reader.day
    return sorted(
        one.name
        for one in look.directory.people.values()
        if sight.of(look.directory, one.id, day).sees_escalation(
            stands, asked=frozenset(), restricted=child.restricted
        )
    )
