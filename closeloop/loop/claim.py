"""Claim an action to look whether it is on the record: one winner, and for two days at most."""

from datetime import datetime

from closeloop.loop import steps
from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, claims, items, people, sight
from closeloop.store.claims import Claim

VERIFY = "verify"
DAYS = {"critical": 1}  # working days; of all else:
USUAL_DAYS = 2


def take(
    session: Session, rulebook: Rulebook, item_id: ItemId, *, by: PersonId, now: datetime
) -> Claim:
    """Claim an action that one may verify, and say whose it is then: perhaps another's.

    Raises Unseen, NotNow, NotYours.
    """
    item = _may_verify(session, rulebook, item_id, by, now)
    days = DAYS.get(item.severity, USUAL_DAYS)
    until_at = rulebook.days_for(item.severity).end_of(days, now)
    if claims.take(session, item, by, now, until_at):
        return Claim(item.id, by, until_at)
    return claims.of(session, [item], now)[item.id]


def hand_back(session: Session, item_id: ItemId, *, by: PersonId) -> None:
    """Leave it to others again; what one has not claimed stays as it is."""
    claims.hand_back(session, item_id, by)


def _may_verify(
    session: Session, rulebook: Rulebook, item_id: ItemId, by: PersonId, now: datetime
) -> Item:
    day = london_day(now)
    seen = sight.of(people.directory(session), by, day)
    item = items.get(session, item_id, seen, day)
    steps.may_take(rulebook, item, VERIFY, by)
    return item
