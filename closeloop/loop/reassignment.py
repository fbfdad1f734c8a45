"""Give several actions to one new owner: all of them, or none."""

from collections.abc import Mapping
from datetime import datetime

from closeloop.loop import steps
from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import MovedOn
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, items, people, sight

STEP = "reassign"


def give_all(
    session: Session,
    rulebook: Rulebook,
    read_as: Mapping[ItemId, int],
    owner_email: str,
    reason: str,
    *,
    by: PersonId,
    now: datetime,
) -> None:
    """Reassign actions, each as it was read: `read_as` is the number of its last move then.

    Raises what one step does: Unseen, NotNow, NotYours, Missing, Wrong, and MovedOn where another
    move came first. Then nothing is written.
    """
    day = london_day(now)
    seen = sight.of(people.directory(session), by, day)
    found = items.get_many(session, read_as.keys(), seen, day)
    for item_id, number in read_as.items():
        if found[item_id].move_no != number:
            raise MovedOn(item_id)
    facts = {"owner_email": owner_email, "reason": reason}
    for item_id in read_as:
        steps.take_on(session, rulebook, found[item_id], STEP, facts, by=by, now=now)
