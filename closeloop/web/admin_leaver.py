"""The end of somebody's access: what they still hold is said first, and who hands it over."""

from datetime import timedelta

from flask import url_for
from werkzeug import Response

from closeloop.loop import staff
from closeloop.rules.people import Person
from closeloop.rules.refusals import Unseen
from closeloop.store import census
from closeloop.web.admin_person import found_in
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.routes import OPEN_TO
from closeloop.web.visitor import me, roles, today
from closeloop.web.words import counted

front = Page("admin_leaver", __name__)


@front.get("/admin/people/<person:person>/end")
def show(person: int) -> str:
    """What ends, and what is to be handed over first."""
    with looking() as look:
        found = _here(look, person)
        held = census.held_by(look.session, found.id)
        words = (held["actions"], "open action", ""), (held["children"], "child", "children")
        return page(
            "admin_leaver",
            look=look,
            whose=found,
            holds=[counted(count, one, many) for count, one, many in words if count],
            falls_to=look.directory.manager_of(found.id, today()),
            may_hand_over=not roles().isdisjoint(OPEN_TO["handover.show"]),
        )


@front.post("/admin/people/<person:person>/end")
def end(person: int) -> Response:
    """End it now: yesterday was their last day."""
    with looking() as look:
        found = _here(look, person)
    with pressing() as press:
        changes = {"leaves_on": today() - timedelta(days=1)}
        staff.change(press.session, found.id, changes, now=house().now(), by=me())
        says = f"The access of {found.name} has ended. What they hold falls to their manager."
        press.done(url_for("admin_person.show", person=person), says)
    return press.answer()


def _here(look: Look, person: int) -> Person:
    """Somebody else who works here. Raises Unseen."""
    found = found_in(look, person)
    if found.id == me().id or not found.is_here(today()):
        raise Unseen
    return found
