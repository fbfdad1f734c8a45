"""Verifying: what waits to be seen on the record, who is looking, and what one cannot verify."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for
from werkzeug import Response

from closeloop.loop import claim
from closeloop.rules import independence
from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.refs import action_ref
from closeloop.rules.working_days import first_instant, london_day
from closeloop.store import actions, claims, verified
from closeloop.store.action_filters import Filters
from closeloop.store.actions import ActionView
from closeloop.store.claims import Claim
from closeloop.web import onward, pages_of, tags
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.press import pressing
from closeloop.web.reading import Look, look, looking
from closeloop.web.visitor import me, roles
from closeloop.web.words import day_of

front = Page("verifying", __name__)
VERIFY = claim.VERIFY


@dataclass(slots=True)
class Queue:
    """Addressed actions: asked of the reader, open to them too, and not theirs to verify."""

    asked: list[ActionView] = field(default_factory=list)
    open: list[ActionView] = field(default_factory=list)
    barred: list[tuple[ActionView, str]] = field(default_factory=list)
    claims: dict[ItemId, Claim] = field(default_factory=dict)

    def is_held(self, view: ActionView, people: frozenset[PersonId]) -> bool:
        """Whether somebody else is looking at it."""
        found = self.claims.get(view.id)
        return found is not None and found.person not in people


@front.get("/verifying")
def show() -> str:
    """What waits, the first due first; what others are looking at stays theirs meanwhile."""
    with looking() as seen:
        filters = Filters(state="addressed")
        after, limit = pages_of.asked(), pages_of.SIZE
        found = actions.listing(seen.session, seen.reader, filters, after=after, limit=limit)
        queue = queue_of(seen, found.items)
        return page(
            "verifying",
            look=seen,
            queue=queue,
            tags_of=lambda view: tags.of(onward.workflow_of(seen, view), view.item),
            action_ref=action_ref,
            done=verified.count(seen.session, [me().id], _month_began(seen)),
            loads=_loads(seen) if "qa_lead" in roles() else [],
            paging=pages_of.paging(found, {}),
        )


@front.post("/verifying/<action:item>/claim")
def take(item: int) -> Response:
    """Say that one is looking at it."""
    now = house().now()
    with pressing() as press:
        rulebook = house().rulebook(press.session)
        found = claim.take(press.session, rulebook, ItemId(item), by=me().id, now=now)
        seen = look(press.session)
        whose = "You are" if found.person == me().id else f"{seen.name(found.person)} is"
        until = day_of(found.until_at).striptags()
        says = f"{whose} looking at {action_ref(ItemId(item))} until {until}."
        press.done(url_for("verify.show", item=item), says)
    return press.answer()


@front.post("/verifying/<action:item>/hand-back")
def hand_back(item: int) -> Response:
    """Leave it to others again."""
    with pressing() as press:
        claim.hand_back(press.session, ItemId(item), by=me().id)
        press.done(
            url_for("verifying.show"), f"{action_ref(ItemId(item))} is open to others again."
        )
    return press.answer()


def queue_of(seen: Look, views: Iterable[ActionView]) -> Queue:
    """Addressed actions, sorted by whether the reader may and should verify them."""
    queue = Queue()
    for view in views:
        rule = onward.workflow_of(seen, view).steps[VERIFY]
        if VERIFY in view.allowed:
            is_asked = view.awaits is not None and view.awaits.person in seen.acts_for()
            (queue.asked if is_asked else queue.open).append(view)
        elif bar := independence.bar(view.item, rule, me().id):
            queue.barred.append((view, onward.bar_words(bar)))
    items = [view.item for view in (*queue.asked, *queue.open)]
    queue.claims = claims.of(seen.session, items, seen.clock.now)
    return queue


def next_of(seen: Look) -> ActionView | None:
    """What to look at next: asked of the reader first, nothing that others are looking at."""
    filters = Filters(state="addressed")
    found = actions.listing(seen.session, seen.reader, filters, limit=pages_of.SIZE)
    queue = queue_of(seen, found.items)
    mine = seen.acts_for()
    free = (view for view in (*queue.asked, *queue.open) if not queue.is_held(view, mine))
    return next(free, None)


def _month_began(seen: Look) -> datetime:
    return first_instant(london_day(seen.clock.now).replace(day=1))


def _loads(seen: Look) -> Sequence[tuple[str, int]]:
    """Who has how many to verify, by name."""
    found = verified.loads(seen.session, seen.reader.sight)
    return sorted((seen.name(person), number) for person, number in found)
