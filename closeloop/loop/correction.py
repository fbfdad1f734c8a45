"""Correct a supervision record: by who logged it, on the same working day; history stays."""

from datetime import datetime

from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Fact
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refusals import NotYours
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import (
    Session,
    corrections,
    items,
    ledger,
    people,
    register,
    sight,
    supervision_views,
)
from closeloop.store.actions import Reader
from closeloop.store.ledger import Entry
from closeloop.store.supervision_views import SupervisionView
from closeloop.store.supervisions import SupervisionId

CORRECT = "correct"  # in the ledger of an action


def may_correct(rulebook: Rulebook, held: SupervisionView, by: PersonId, now: datetime) -> bool:
    """Whether somebody logged it, and its working day is not over."""
    last_on = rulebook.days.add(0, london_day(held.logged_at))
    return held.by == by and london_day(now) <= last_on


def correct(
    session: Session,
    rulebook: Rulebook,
    supervision: SupervisionId,
    action: ItemId | None,
    text: str,
    *,
    by: PersonId,
    now: datetime,
) -> None:
    """Add what is right instead, about one action of it or about the record itself.

    Raises Unseen, and NotYours for another's record, or one of an earlier working day.
    """
    day, directory = london_day(now), people.directory(session)
    seen = sight.of(directory, by, day)
    held = supervision_views.one(session, Reader(rulebook, seen, by, day), supervision)
    known = {entry.action for entry in held.entries}
    if not may_correct(rulebook, held, by, now) or (action is not None and action not in known):
        raise NotYours(action)
    values = {"supervision_id": supervision, "item_id": action, "text": text, "by_id": by}
    corrections.add(session, values | {"at": now})
    who = directory.people[by]
    if action is None:
        told = {"supervision": supervision}
        register.note(session, "supervision_corrected", told, now=now, by=who)
    else:
        item = items.get(session, action, seen, day)
        ledger.append(session, [_entry(item, who, text, now)])


def _entry(item: Item, who: Person, text: str, now: datetime) -> Entry:
    facts: dict[str, Fact] = {"note": text}
    return Entry(
        item_id=item.id,
        at=now,
        kind=CORRECT,
        actor=who.email,
        actor_id=who.id,
        before=item.state,
        after=item.state,
        facts=facts,
    )
