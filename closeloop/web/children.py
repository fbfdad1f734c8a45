"""Children: whom one may see, by reference, and what is open for each."""

from flask import request, url_for

from closeloop.store import caseload_views
from closeloop.web import pages_of
from closeloop.web.child import STATUSES
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.pages_of import Paging
from closeloop.web.reading import looking

front = Page("children", __name__)


@front.get("/children")
def show() -> str:
    """A page of children; the address says after whom it begins."""
    after = request.args.get("after", "")
    with looking() as look:
        found = caseload_views.listing(look.session, look.reader, after, pages_of.SIZE + 1)
        shown, more = found[: pages_of.SIZE], found[pages_of.SIZE :]
        number = max(request.args.get("page", 1, int), 1)
        following = (
            url_for("children.show", after=shown[-1].child.ref, page=number + 1) if more else None
        )
        return page(
            "children",
            look=look,
            found=shown,
            statuses=STATUSES,
            paging=Paging(number, url_for("children.show"), following),
        )
