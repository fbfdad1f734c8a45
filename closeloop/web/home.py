"""Home: what is mine to do, what went well, what comes next."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for

from closeloop.rules.day_words import short_day_words
from closeloop.rules.items import Item
from closeloop.rules.ladder import OFFERED
from closeloop.rules.people import SENIORITY
from closeloop.rules.refs import action_ref, ref
from closeloop.store import actions, audit_drafts, needs, strengths
from closeloop.store.action_filters import Filters
from closeloop.store.actions import ActionView
from closeloop.store.audits import AuditId
from closeloop.store.needs import Need
from closeloop.web import (
    admin_health,
    home_reviewer,
    home_senior,
    leaving,
    onward,
    supervision_days,
    team_work,
)
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.home_reviewer import REVIEWERS
from closeloop.web.home_senior import LOOK_AT_ALL, SENIORS
from closeloop.web.onward import workflow_of
from closeloop.web.reading import Look, looking
from closeloop.web.routes import RAISERS
from closeloop.web.visitor import me, roles

front = Page("home", __name__)
SHOWN, SENIOR_SHOWN, MOST = 5, 10, 100
WAITING, PEOPLE = 5, 8
READ = "acknowledge"
OFFERED_WORDS = "Drift seen: say what you think"
ESCALATION = {"respond": "Answer an escalation", "accept": "Say whether the answer will do"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that needs somebody, as a row of a list."""

    words: str
    leads_to: str
    about: str
    item: Item

    @property
    def due_at(self) -> datetime | None:
        """By when, if a date is set."""
        return self.item.due_at

    @property
    def severity(self) -> str:
        """How severe it is."""
        return self.item.severity

    @property
    def held_at(self) -> datetime | None:
        """Since when its clocks are held."""
        return self.item.held_at


@front.get("/")
def show() -> str:
    """The home of whoever is signed in: sections add up by role, in one order."""
    mine = roles()
    with looking() as look:
        found = needs.of(look.session, look.reader, look.clock.now)
        own, rest = home_reviewer.needs_of(found) if mine & REVIEWERS else ([], found)
        rows, most = list(_rows(look, rest)), SENIOR_SHOWN if mine & SENIORS else SHOWN
        return page(
            "home",
            look=look,
            shown=rows if "all" in request.args else rows[:most],
            count=len(rows),
            is_senior=bool(mine & SENIORS),
            stands_in=leaving.stands_in_for(look),
            **_for_owners(look),
            **_by_role(look, mine, own),
            **({"admin": admin_health.of_the_house(look.session)} if "admin" in mine else {}),
        )


def _by_role(look: Look, mine: frozenset[str], own: Sequence[Need]) -> dict[str, object]:
    """The sections of each role; what seniors read of drift takes the place of a manager's."""
    found = _for_raisers(look, mine)
    if mine & set(SENIORITY):
        found |= _for_managers(look)
    if mine & REVIEWERS:
        found |= home_reviewer.sections(look, own)
    if mine & LOOK_AT_ALL:
        found.pop("drift", None)
        found |= home_senior.sections(look)
    return found


def _for_owners(look: Look) -> dict[str, object]:
    """What went well, what others are doing about one's own, one's next supervision."""
    sight = look.reader.sight
    own = actions.listing(
        look.session, look.reader, Filters(owners=sight.holds_for, open=True), limit=MOST
    ).items
    waiting = [
        view for view in own if view.awaits and view.awaits.person not in {None, *sight.acts_for}
    ]
    return {
        "well": strengths.of_person(look.session, sight, me().id, limit=1),
        "well_count": strengths.count_of(look.session, sight, me().id),
        "waiting": waiting[:WAITING],
        "waiting_count": len(waiting),
        "owns": bool(own),
        "next_supervision": supervision_days.mine(look) if own else None,
        "action_ref": action_ref,
        "workflow_of": workflow_of,
    }


def _for_managers(look: Look) -> dict[str, object]:
    """Whom to see next, and who leaves or is away."""
    return {
        "team": supervision_days.of_my_people(look)[:PEOPLE],
        "drift": team_work.drifting(look),
        "leavers": leaving.leavers(look),
        "away": leaving.away(look),
    }


def _for_raisers(look: Look, mine: frozenset[str]) -> dict[str, object]:
    """The audits that they are still writing, and where one begins."""
    if mine.isdisjoint(RAISERS):
        return {}
    return {
        "raises": True,
        "is_auditor": bool(mine & {"auditor", "qa_lead"}),
        "drafts": audit_drafts.of_person(look.session, me().id),
    }


def _rows(look: Look, found: Sequence[Need]) -> Iterator[Row]:
    """A row a need; what one audit asks to be read is one row."""
    unread = Counter(n.action.audit for n in found if n.action and n.step == READ)
    done: set[AuditId] = set()
    for need in found:
        view = need.action
        if view is None:
            yield _dispute(look, need)
        elif need.step != READ or unread[view.audit] == 1:
            yield _one(look, need, view)
        elif view.audit not in done:
            done.add(view.audit)
            yield _several(look, need, view, unread[view.audit])


def _several(look: Look, need: Need, view: ActionView, count: int) -> Row:
    words = f"Say that you have read {count} findings"
    about = f"{view.child_ref} · audit of {short_day_words(view.audited_on)}"
    return Row(words, url_for("audit.mine", audit=view.audit), _for(look, need, about), view.item)


def _one(look: Look, need: Need, view: ActionView) -> Row:
    about = f"{action_ref(view.id)} · {view.child_ref} · standard {view.standard}"
    step = workflow_of(look, view).steps[need.step]
    leads_to = onward.address_of(view, need.step)
    if need.step == READ:  # which has its button on the page of the action
        leads_to = url_for("action.show", item=view.id)
    return Row(step.label, leads_to, _for(look, need, about), view.item)


def _dispute(look: Look, need: Need) -> Row:
    view = need.escalation
    if view is None:
        raise LookupError("a need is of an action or of an escalation")
    words = OFFERED_WORDS if OFFERED in view.item.marks else ESCALATION[need.step]
    about = _for(look, need, f"{ref('E', view.id)} · {view.child_ref}")
    return Row(words, url_for("escalation.show", item=view.id), about, view.item)


def _for(look: Look, need: Need, about: str) -> str:
    return f"{about} · for {look.name(need.acting_for)}" if need.acting_for else about
