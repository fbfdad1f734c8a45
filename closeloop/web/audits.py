"""Audits: what was looked at, and what became of what was found."""

from flask import request

from closeloop.loop.audits import may_raise
from closeloop.store import audit_views
from closeloop.store.audit_views import AuditView, Filters
from closeloop.web import catalogue, pages_of
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.reading import looking
from closeloop.web.visitor import me

front = Page("audits", __name__)
ASKED = ("grade", "activity", "child", "mine")


@front.get("/audits")
def show() -> str:
    """A page of audits, the latest first."""
    query = {name: said for name in ASKED if (said := request.args.get(name, "").strip())}
    with looking() as look:
        found = audit_views.listing(
            look.session,
            look.reader,
            Filters(
                overall_grade=query.get("grade"),
                activity=query.get("activity"),
                child_ref=query.get("child"),
                auditor=me().id if "mine" in query else None,
            ),
            after=pages_of.asked(),
            limit=pages_of.SIZE,
        )
        return page(
            "audits",
            look=look,
            found=found.items,
            query=query,
            grades=catalogue.GRADES,
            activities=catalogue.activities(),
            activity_words=catalogue.activity_words,
            still_open=still_open,
            may_raise=may_raise(look.directory, me().id, look.reader.day),
            paging=pages_of.paging(found, query),
        )


def still_open(audit: AuditView) -> int:
    """How many of its actions have not come to their end."""
    return sum(one.state not in (None, "verified", "withdrawn") for one in audit.findings)
