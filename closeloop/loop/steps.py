"""Take any step on any item: one generic act for all of them."""

from collections.abc import Mapping
from datetime import datetime

from closeloop.loop import escalation
from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Fact, Move
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import MovedOn, NotNow, NotYours, Wrong
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, audits, impacts, items, people, record, sight


def take(
    session: Session,
    rulebook: Rulebook,
    item_id: ItemId,
    step: str,
    facts: Mapping[str, Fact],
    *,
    by: PersonId,
    now: datetime,
    read_as: int | None = None,
) -> Move:
    """Take one step.

    Raises Unseen, NotNow, NotYours, Missing or Wrong in that order; MovedOn where another move
    came first, or the caller read an earlier one (`read_as`, its number). Then nothing is written.
    """
    day = london_day(now)
    directory = people.directory(session)
    item = items.get(session, item_id, sight.of(directory, by, day), day)
    if read_as is not None and read_as != item.move_no:
        raise MovedOn(item.id)
    return take_on(session, rulebook, item, step, facts, by=by, now=now)


def take_on(
    session: Session,
    rulebook: Rulebook,
    item: Item,
    step: str,
    facts: Mapping[str, Fact],
    *,
    by: PersonId | None,
    now: datetime,
) -> Move:
    """Take a step on an item that was read already; by nobody: closeloop itself."""
    rule = rulebook.workflows[item.follows].steps.get(step)
    owner = None
    if rule and rule.hands_to and step in rulebook.open_to(item, by):
        owner = _hands_to(session, item, str(facts.get(rule.hands_to) or ""), rule.hands_to)
    made = rulebook.move(item, step, by=by, at=now, facts=facts, owner=owner)
    record.move(session, made)
    if step == "impact":
        impacts.keep(session, made)
    if made.facts.get("decision") == "reworded":
        audits.reword(session, made.item.id, str(made.facts["finding"]))
    escalation.follow(session, rulebook, made)
    return made


def may_take(rulebook: Rulebook, item: Item, step: str, by: PersonId) -> None:
    """Raise NotNow, then NotYours, unless somebody may take the step now: state comes first."""
    if step in rulebook.open_to(item, by):
        return
    if rulebook.is_open(item, step):
        raise NotYours(item.id)
    raise NotNow(item.id, names=rulebook.open_to(item, by))


def _hands_to(session: Session, item: Item, email: str, field: str) -> PersonId | None:
    """The person to whom something is handed: of one who has left, the manager holds it.

    Raises Wrong for one who is not here or holds it already.
    """
    directory, day = people.directory(session), item.around.day
    if not email:
        return None  # the rulebook says that it is missing
    named = directory.by_email.get(email.strip().lower())
    holder = directory.who_holds(named.id, day) if named else None
    if holder is None:
        raise Wrong({field: f"Nobody here has the email {email}. Check it."}, item.id)
    if holder == item.around.bearings.owner:
        name = directory.people[holder].name
        raise Wrong({field: f"{name} owns it already. Choose somebody else."}, item.id)
    return holder
