"""Audits: what was looked at, and what became of what was found."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from flask import request

from closeloop.loop.audits import RAISERS, may_raise
from closeloop.rules.day_words import MONTHS
from closeloop.rules.people import PersonId
from closeloop.rules.refs import number
from closeloop.store import audit_views
from closeloop.store.audit_views import AuditView, Filters
from closeloop.web import against, catalogue, pages_of
from closeloop.web.door import Page
from closeloop.web.fields import Choice
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me

front = Page("audits", __name__)
ASKED = ("month", "activity", "standard", "grade", "auditor", "child", "mine")
MONTHS_BACK = 12


@front.get("/audits")
def show() -> str:
    """A page of audits, the latest first."""
    query = {name: said for name in ASKED if (said := request.args.get(name, "").strip())}
    with looking() as look:
        found = audit_views.listing(
            look.session,
            look.reader,
            _filters(look, query),
            after=pages_of.asked(),
            limit=pages_of.SIZE,
        )
        return page(
            "audits",
            look=look,
            found=found.items,
            query=query,
            choices=_choices(look),
            grades=catalogue.GRADES,
            activity_words=catalogue.activity_words,
            still_open=still_open,
            may_raise=may_raise(look.directory, me().id, look.reader.day),
            paging=pages_of.paging(found, query),
        )


def still_open(audit: AuditView) -> int:
    """How many of its actions have not come to their end."""
    return sum(one.state not in (None, "verified", "withdrawn") for one in audit.findings)


def _filters(look: Look, query: Mapping[str, str]) -> Filters:
    """What was asked for; what is no choice of ours asks nothing."""
    first, last = _month(query.get("month", ""))
    auditor = number("P", query.get("auditor", ""))
    return Filters(
        overall_grade=query.get("grade"),
        activity=query.get("activity"),
        child_ref=query.get("child"),
        auditor=me().id if "mine" in query else PersonId(auditor) if auditor else None,
        standards=against.statements(look, query.get("standard")),
        first_on=first,
        last_on=last,
    )


def _month(said: str) -> tuple[date | None, date | None]:
    """The first and the last day of a month: `2026-03`."""
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        return None, None
    return first, (first + timedelta(31)).replace(day=1) - timedelta(1)


def _choices(look: Look) -> dict[str, list[Choice]]:
    """What each filter offers."""
    people = sorted(
        {one for role in RAISERS[:2] for one in look.directory.holders(role, look.reader.day)},
        key=look.name,
    )
    return {
        "month": list(_months(look.reader.day)),
        "activity": list(catalogue.activities()),
        "standard": against.standards(look),
        "grade": [Choice(name, words) for name, words in catalogue.GRADES.items()],
        "auditor": [Choice(f"P-{one}", look.name(one)) for one in people],
    }


def _months(today: date) -> Iterator[Choice]:
    """This month and those before it."""
    first = today.replace(day=1)
    for _ in range(MONTHS_BACK):
        yield Choice(f"{first:%Y-%m}", f"{MONTHS[first.month - 1]} {first.year}")
        first = (first - timedelta(1)).replace(day=1)
