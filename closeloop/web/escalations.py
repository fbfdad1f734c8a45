"""Escalations: what is asked of me, what I have raised, what goes on in my area."""

from closeloop.rules.refs import ref
from closeloop.store import escalation_views
from closeloop.store.escalation_views import EscalationView, Filters
from closeloop.web import pages_of, tags
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking
from closeloop.web.routes import REPORTS
from closeloop.web.visitor import roles

front = Page("escalations", __name__)
OPEN_ONES = 200


@front.get("/escalations")
def show() -> str:
    """Open escalations in three lists, then those that are closed a page at a time."""
    with looking() as look:
        found = escalation_views.listing(
            look.session, look.reader, Filters(open=True), limit=OPEN_ONES
        ).items
        closed = escalation_views.listing(
            look.session,
            look.reader,
            Filters(open=False),
            after=pages_of.asked(),
            limit=pages_of.SIZE,
        )
        return page(
            "escalations",
            look=look,
            lists=_lists(look, found),
            closed=closed.items,
            paging=pages_of.paging(closed, {}),
            level_of=lambda view: level_words(look, view),
            tags_of=lambda view: tags_of(look, view),
            days_used=lambda view: days_used(look, view),
            ref=ref,
            may_report=not roles().isdisjoint(REPORTS),
            reviews=not roles().isdisjoint({"iro", "cp_chair"}),
        )


def _lists(look: Look, found: tuple[EscalationView, ...]) -> list[tuple[str, list[EscalationView]]]:
    """Each escalation once: asked of me, raised by me, in my area."""
    mine = look.acts_for()
    asked = [v for v in found if mine & {v.asked_of, *v.asked_with}]
    raised = [v for v in found if v.raised_by in mine and v not in asked]
    others = [v for v in found if v not in asked and v not in raised]
    return [
        ("Asked of you", asked),
        ("Raised by you", raised),
        ("Others that you can see", others),
    ]


def tags_of(look: Look, view: EscalationView) -> list[tags.Tag]:
    """The tags of an escalation."""
    return tags.of(look.reader.rulebook.workflows[view.item.follows], view.item)


def level_words(look: Look, view: EscalationView) -> str:
    """What the level is called on which it stands."""
    return look.reader.rulebook.workflows[view.item.follows].rung(view.level).label


def days_used(look: Look, view: EscalationView) -> str:
    """How much of the whole process is over: "7 of 20 working days used"."""
    if view.item.ends_at is None or view.item.severity == "critical":
        return ""
    in_all = look.reader.rulebook.workflows[view.item.follows].ceiling[view.item.severity]
    rulebook = look.reader.rulebook
    ends_on = view.item.ends_at.date()
    left = max(rulebook.days.between(look.reader.day, ends_on), 0)
    whole = int(in_all.in_words().split()[0])
    return f"{max(whole - left, 0)} of {in_all.in_words()} used"
