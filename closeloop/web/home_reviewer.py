"""The home of an IRO or chair: drift to choose on, answers to accept, their children."""

from collections.abc import Sequence
from dataclasses import dataclass

from closeloop.rules.items import ItemId
from closeloop.rules.ladder import OFFERED
from closeloop.store import actions, caseload_views, escalation_views
from closeloop.store.actions import ActionView
from closeloop.store.escalation_views import EscalationView, Filters
from closeloop.store.needs import Need
from closeloop.web.child import STATUSES
from closeloop.web.reading import Look

REVIEWERS = frozenset({"iro", "cp_chair"})
CHILDREN, WAITING = 10, 100
ASKED = frozenset({"waiting", "passed_up"})


@dataclass(frozen=True, slots=True)
class Offer:
    """Drift that was seen, and what the reader may choose on it."""

    dispute: EscalationView
    action: ActionView | None
    told: Sequence[str]  # who was reminded before, by name


def needs_of(found: Sequence[Need]) -> tuple[list[Need], list[Need]]:
    """What this home lists under headings of its own, and the rest."""
    own = [n for n in found if n.escalation and (_is_offered(n) or n.step == "accept")]
    return own, [n for n in found if n not in own]


def sections(look: Look, own: Sequence[Need]) -> dict[str, object]:
    """What the home says under each heading."""
    children = caseload_views.reviewed(look.session, look.reader, CHILDREN)
    return {
        "reviews": True,
        "offers": _offers(look, [n.escalation for n in own if n.escalation and _is_offered(n)]),
        "to_accept": [n.escalation for n in own if n.escalation and not _is_offered(n)],
        "asked_others": _asked_others(look),
        "children": children,
        "children_count": (
            caseload_views.count_reviewed(look.session, look.reader)
            if len(children) == CHILDREN
            else len(children)
        ),
        "statuses": STATUSES,
    }


def _is_offered(need: Need) -> bool:
    return need.escalation is not None and OFFERED in need.escalation.item.marks


def _offers(look: Look, disputes: Sequence[EscalationView]) -> list[Offer]:
    ids = [one.action for one in disputes if one.action]
    about: dict[ItemId, ActionView] = {
        view.id: view for view in actions.many(look.session, look.reader, ids)
    }
    found = [(one, about.get(one.action) if one.action else None) for one in disputes]
    return [Offer(one, action, _told(look, action)) for one, action in found]


def _told(look: Look, action: ActionView | None) -> list[str]:
    """The owner and their manager, who were reminded before."""
    if action is None or action.owner is None:
        return []
    manager = look.directory.manager_of(action.owner, look.reader.day)
    return [look.name(one) for one in (action.owner, manager) if one is not None]


def _asked_others(look: Look) -> list[EscalationView]:
    """What the reader has raised, or follows, and somebody else is to answer."""
    found = escalation_views.listing(
        look.session, look.reader, Filters(open=True), limit=WAITING
    ).items
    return [one for one in found if one.item.state in ASKED and "close" in one.steps]
