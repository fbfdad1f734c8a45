"""A letter that reached nobody: a manager hears of it, and an escalation goes to the next person.

So two addresses that fail never silence a ladder, and somebody sees that they failed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from closeloop.mail.hearing import may_hear
from closeloop.mail.truth import NOT_DELIVERED
from closeloop.rules import ladder
from closeloop.rules.items import Item
from closeloop.rules.people import PersonId
from closeloop.rules.relations import RELATIONS
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, items, notices, outbox, people, sight
from closeloop.store.letters import Held
from closeloop.store.notices import Waiting

READERS_MANAGER = "readers_manager"  # the relation in which somebody hears of a lost letter


def tell(
    session: Session,
    rulebook: Rulebook,
    letter: Held,
    lost: Sequence[Waiting],
    now: datetime,
) -> None:
    """Owe what follows from a letter that did not reach its reader. `lost`: what stood in it."""
    about = {one.item for one in lost if one.item is not None}
    found = items.seen_among(session, about, sight.whole(), london_day(now))
    beside = notices.beside(session, about)
    owed: list[dict[str, object]] = []
    for one in lost:
        if one.letter == "escalation" and one.item in found:
            known = {letter.person} | {who for who, _ in beside[found[one.item].id, one.reason]}
            route = _route(rulebook, found[one.item])
            following = next(((p, r) for p, r in route if p not in known), None)
            if following is not None:
                owed.append(_row(one, *following, now))
    first = next((one for one in lost if one.item in found), None)
    if first is not None and (who := _who_hears(session, letter.person, first, now)) is not None:
        said = replace(
            first,
            letter=NOT_DELIVERED,
            asks=None,
            cause=NOT_DELIVERED,
            reason=f"{NOT_DELIVERED} {letter.id}",
            goes="critical" if first.goes == "critical" else "ordinary",
        )
        owed.append(_row(said, who, READERS_MANAGER, now))
    outbox.owe(session, owed)


def _route(rulebook: Rulebook, item: Item) -> Iterator[tuple[PersonId, str]]:
    """Who comes next on an escalation's way: the levels above, then who hears in nobody's place."""
    workflow = rulebook.workflows[item.follows]
    above = [rung.asks for rung in ladder.path(workflow, item)] if item.level else []
    for relation in (*above, *workflow.falls_to, "last_resort"):
        if relation in RELATIONS:
            yield from ((person, relation) for person in item.around.who(relation))


def _who_hears(session: Session, reader: PersonId, lost: Waiting, now: datetime) -> PersonId | None:
    """The nearest manager who may see what it was about, else a QA lead who may."""
    directory, day = people.directory(session), london_day(now)
    for person in (*directory.chain_above(reader, day), *directory.holders("qa_lead", day)):
        if person != reader and may_hear(session, person, [lost], now):
            return person
    return None


def _row(one: Waiting, person: PersonId, relation: str, now: datetime) -> dict[str, object]:
    return {
        "item_id": one.item,
        "person_id": person,
        "relation": relation,
        "letter": one.letter,
        "asks": one.asks,
        "cause": one.cause,
        "reason": one.reason,
        "stay_no": one.stay_no,
        "goes": one.goes,
        "owed_at": now,
        "look_at": now,
    }
