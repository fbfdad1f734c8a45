"""Home: what is mine to do, what went well, what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for

from closeloop.rules.people import SENIORITY
from closeloop.rules.refs import action_ref, ref
from closeloop.store import actions, needs, strengths
from closeloop.store.action_filters import Filters
from closeloop.store.needs import Need
from closeloop.web import supervision_days
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.onward import workflow_of
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, roles

front = Page("home", __name__)
SHOWN, MOST = 5, 100
WAITING, PEOPLE = 5, 8
ESCALATION = {"respond": "Answer an escalation", "accept": "Say whether the answer will do"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that needs somebody, as a row of a list."""

    words: str
    leads_to: str
    about: str
    due_at: datetime | None
    severity: str


@front.get("/")
def show() -> str:
    """The home of whoever is signed in: sections add up by role, in one order."""
    mine = roles()
    with looking() as look:
        found = needs.of(look.session, look.reader, look.clock.now)
        rows = list(_rows(look, found))
        return page(
            "home",
            look=look,
            shown=rows if "all" in request.args else rows[:SHOWN],
            count=len(rows),
            **_for_owners(look),
            **(_for_managers(look) if mine & set(SENIORITY) else {}),
            is_auditor=bool(mine & {"auditor", "qa_lead"}),
        )


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
    """Whom to see next."""
    return {"team": supervision_days.of_my_people(look)[:PEOPLE]}


def _rows(look: Look, found: Iterable[Need]) -> Iterable[Row]:
    """A row a need; what one audit asks to be read is one row."""
    by_audit: dict[int, int] = {}
    found = list(found)
    for need in found:
        if need.step == "acknowledge" and need.action:
            by_audit[need.action.audit] = by_audit.get(need.action.audit, 0) + 1
    done: set[int] = set()
    for need in found:
        view = need.action
        if view is None:
            yield _dispute(look, need)
        elif need.step == "acknowledge" and by_audit[view.audit] > 1:
            if view.audit not in done:
                done.add(view.audit)
                yield _several(look, need, by_audit[view.audit])
        else:
            yield _one(look, need)


def _several(look: Look, need: Need, count: int) -> Row:
    view = need.action
    assert view is not None  # noqa: S101 - of these needs all have one
    words = f"Say that you have read {count} findings"
    about = f"{view.child_ref} · audit of {view.audited_on:%-d %B}"
    return Row(
        words,
        url_for("audit.mine", audit=view.audit),
        _for(look, need, about),
        view.due_at,
        view.item.severity,
    )


def _one(look: Look, need: Need) -> Row:
    view = need.action
    assert view is not None  # noqa: S101 - of these needs all have one
    about = f"{action_ref(view.id)} · {view.child_ref} · standard {view.standard}"
    step = workflow_of(look, view).steps[need.step]
    leads_to = url_for("step.show", item=view.id, step=need.step)
    if need.step == "acknowledge":  # which has its button on the page of the action
        leads_to = url_for("action.show", item=view.id)
    return Row(
        step.label,
        leads_to,
        _for(look, need, about),
        view.due_at,
        view.item.severity,
    )


def _dispute(look: Look, need: Need) -> Row:
    view = need.escalation
    assert view is not None  # noqa: S101 - a need without an action is one of an escalation
    about = f"{ref('E', view.id)} · {view.child_ref}"
    return Row(
        ESCALATION[need.step],
        url_for("escalation.show", item=view.id),
        _for(look, need, about),
        view.item.due_at,
        view.item.severity,
    )


def _for(look: Look, need: Need, about: str) -> str:
    return f"{about} · for {look.name(need.acting_for)}" if need.acting_for else about
