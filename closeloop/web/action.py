"""An action: the whole of one promise, and what its reader can do about it now."""

from collections.abc import Sequence

from closeloop.loop import escalation
from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from closeloop.store import actions, history
from closeloop.store.actions import ActionView
from closeloop.store.history import Event
from closeloop.web import onward, record_text, tags
from closeloop.web.door import Page
from closeloop.web.events import as_told
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me

front = Page("action", __name__)
MOST_EVENTS = 500


@front.get("/actions/<action:item>")
def show(item: int) -> str:
    """One action, for whoever need to know lets in."""
    with looking() as look:
        view = actions.one(look.session, look.reader, ItemId(item))
        events = history.events(look.session, view.id, limit=MOST_EVENTS).items
        return _page(look, view, events)


def _page(look: Look, view: ActionView, events: Sequence[Event]) -> str:
    workflow = onward.workflow_of(look, view)
    steps = onward.offered(look, view)
    return page(
        "action",
        look=look,
        action=view,
        ref=action_ref(view.id),
        tags=tags.of(workflow, view.item),
        steps=steps[: onward.MOST_BUTTONS],
        more_steps=steps[onward.MOST_BUTTONS :],
        address_of=onward.address_of,
        first_words=_first_words(view, events),
        next=onward.next_words(look, view),
        stages=onward.stages(look, view, events),
        history=[as_told(look, workflow, event) for event in reversed(events)],
        may_escalate=_may_escalate(view),
        text=record_text.of_action(look, view),
    )


def _first_words(view: ActionView, events: Sequence[Event]) -> str:
    """The finding as it was first written, where a challenge has reworded it."""
    first = str(events[0].data.get("finding") or "") if events else ""
    return first if first != view.finding else ""


def _may_escalate(view: ActionView) -> bool:
    """Whether the reader may raise an escalation: none is open, and it has not come to its end."""
    if view.escalation is not None or view.awaits is None:
        return False
    return escalation.may_raise(view.item.around, me().id)
