"""Write what the rulebook answered, whole, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Fact, Found, Lapse, Move
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refusals import MovedOn
from closeloop.store import ledger, many, outbox, people, timers
from closeloop.store.ledger import CLOSELOOP, Entry
from closeloop.store.tables import (
    ActionRow,
    DriftRow,
    EscalationRow,
    ItemRow,
    OwnershipRow,
    table_of,
)

ON_TIME = 120  # seconds after which a clock that fired says how late it was


def begin(session: Session, moves: Sequence[Move], *, actor: str = CLOSELOOP) -> list[ItemId]:
    """Make new items by their first moves, one statement a table; their ids in order.

    `actor` is whose name stands in the ledger where no person did it.
    """
    if not moves:
        return []
    ids = [ItemId(found) for found in many.add(session, ITEM, [_new_item(m) for m in moves])]
    pairs = list(zip(ids, moves, strict=True))
    ledger.append(session, [_entry(session, item_id, move, actor) for item_id, move in pairs])
    timers.start(session, [row for item_id, move in pairs for row in _timers(item_id, move)])
    outbox.owe(session, [row for item_id, move in pairs for row in _notices(item_id, move)])
    return ids


def move(session: Session, made: Move, *, actor: str = CLOSELOOP) -> None:
    """Record one move. Raises MovedOn where somebody else's came first."""
    item = made.item
    claimed = session.connection().execute(
        CLAIM,
        {
            "its_id": item.id,
            "read_as": item.move_no,
            "severity": item.severity,
            "state": made.after,
            "move_no": made.number,
            "stay_no": made.stay_no,
            "due_at": made.due_at if not made.ended else None,
            "marks": " ".join(sorted(made.marks)),
            "tallies": dict(made.tallies),
            "held_at": made.held_at,
            "ended": made.ended,
            "moved_at": made.at,
        },
    )
    if claimed.rowcount != 1:
        raise MovedOn(item.id)
    ledger.append(session, [_entry(session, item.id, made, actor)])
    _clocks(session, made)
    _beside(session, made)
    drift_cleared(session, made)
    drift_found(session, {item.id: made.found})
    outbox.owe(session, _notices(item.id, made))


ITEM = table_of(ItemRow)
CLAIM = (
    update(ITEM)
    .where(ITEM.c.id == bindparam("its_id"), ITEM.c.move_no == bindparam("read_as"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "severity",
                "state",
                "move_no",
                "stay_no",
                "due_at",
                "marks",
                "tallies",
                "held_at",
                "ended",
                "moved_at",
            )
        }
    )
)


ACTION = table_of(ActionRow)
DRIFT_SEEN = insert(table_of(DriftRow))
OWNED = insert(table_of(OwnershipRow))
HANDED_OVER, READ = (
    update(ACTION)
    .where(ACTION.c.item_id == bindparam("its_item"))
    .values({column: bindparam(column)})
    for column in ("owner_id", "acknowledged_at")
)


def lapses(session: Session, ran_out: Sequence[Lapse]) -> None:
    """Record clocks that ran out and who is to hear, one statement a table for all.

    The items keep their numbers: a reminder refuses nobody's form.
    """
    if not ran_out:
        return
    timers.fired(session, [lapse.timer for lapse in ran_out], ran_out[0].at)
    known = people.directory(session).people
    ledger.append(session, [_lapsed(lapse, known) for lapse in ran_out])
    again = [row for lapse in ran_out for row in _again(lapse)]
    timers.start(session, again)
    owed = [row for lapse in ran_out for row in _lapse_notices(lapse)]
    outbox.owe(session, owed)
    found: dict[ItemId, tuple[Found, ...]] = {}
    for lapse in ran_out:
        if lapse.found and lapse.found.rule not in lapse.item.drifting:
            found[lapse.item.id] = (*found.get(lapse.item.id, ()), lapse.found)
    drift_found(session, found)


def drift_found(session: Session, found: Mapping[ItemId, Sequence[Found]]) -> None:
    """Keep drift that was seen and does not stand yet."""
    rows = [
        {
            "item_id": item_id,
            "rule": one.rule,
            "since_at": one.since,
            "why": one.why,
            "standing_as": one.rule,
        }
        for item_id, several in found.items()
        for one in several
    ]
    if rows:
        session.connection().execute(DRIFT_SEEN, rows)


def drift_cleared(session: Session, made: Move) -> None:
    """Clear the drift that a move clears."""
    cleared = made.clears | ({one.rule for one in made.found} & made.item.drifting)
    if cleared:
        standing = (DriftRow.item_id == made.item.id, DriftRow.standing_as.in_(cleared))
        done = update(DriftRow).where(*standing)
        session.execute(done.values(standing_as=None, cleared_at=made.at))


def _clocks(session: Session, made: Move) -> None:
    item = made.item
    enters = made.stay_no == made.number
    if made.settles or enters:
        timers.settle(session, item.id, made.settles, stays_before=made.stay_no)
    if made.settles:
        outbox.drop(session, item.id, made.settles)
    if enters and item.level is None:
        outbox.ask_no_more(session, item.id, stays_before=made.stay_no, decided=False)
    if made.held_at is not None and item.held_at is None:
        timers.hold(session, item.id, but=[start.clock for start in made.starts])
    if made.runs_on:
        timers.run_on(session, made.runs_on)
    if "challenged" in item.marks - made.marks:
        outbox.ask_no_more(session, item.id, stays_before=made.stay_no, decided=True)
    timers.start(session, _timers(item.id, made))


def _beside(session: Session, made: Move) -> None:
    """What a move changes in the facts beside the item: an owner, an acknowledgement, a level."""
    write, item_id = session.connection().execute, made.item.id
    if made.owner is not None:
        write(HANDED_OVER, {"its_item": item_id, "owner_id": made.owner})
        keep_owner(session, item_id, made.owner, known=made.item.around.bearings.once_owners)
    if ("acknowledged" in made.marks) != ("acknowledged" in made.item.marks):
        read_at = made.at if "acknowledged" in made.marks else None
        write(READ, {"its_item": item_id, "acknowledged_at": read_at})
    if made.item.level is None:
        return
    escalation: dict[str, object] = {"ends_at": made.ends_at}
    if made.level is not None:
        escalation |= {"level": made.level, "receiver_is": made.receiver_is}
    if made.raiser is not None:
        escalation |= {"raised_by": made.raiser, "raised_as": "independent_chair"}
    if made.ended:
        escalation["open_on"] = None
    ladder = table_of(EscalationRow)
    write(update(ladder).where(ladder.c.item_id == item_id).values(**escalation))


def keep_owner(
    session: Session, item_id: ItemId, owner: PersonId, *, known: frozenset[PersonId]
) -> None:
    """Remember that somebody has owned an action: they may never verify it."""
    if owner not in known:
        session.connection().execute(OWNED, {"item_id": item_id, "person_id": owner})


def _new_item(made: Move) -> dict[str, object]:
    workflow, version = made.item.follows
    return {
        "workflow": workflow,
        "version": version,
        "severity": made.item.severity,
        "state": made.after,
        "move_no": made.number,
        "stay_no": made.stay_no,
        "due_at": made.due_at,
        "marks": " ".join(sorted(made.marks)),
        "tallies": dict(made.tallies),
        "begun_at": made.at,
        "moved_at": made.at,
    }


def _entry(session: Session, item_id: ItemId, made: Move, actor: str) -> Entry:
    if made.by is not None:
        actor = people.directory(session).people[made.by].email
    return Entry(
        item_id=item_id,
        at=made.at,
        kind=made.step,
        actor=actor,
        actor_id=made.by,
        acting_for_id=made.acting_for,
        before=made.before,
        after=made.after,
        facts=made.facts,
    )


def _timers(item_id: ItemId, made: Move) -> list[dict[str, object]]:
    held = made.held_at is not None and made.item.held_at is not None
    return timers.rows(item_id, made.starts, stay_no=made.stay_no, since_no=made.number, held=held)


def _notices(item_id: ItemId, made: Move) -> list[dict[str, object]]:
    return outbox.rows(
        item_id,
        made.notices,
        severity=made.item.severity,
        stay_no=made.stay_no,
        at=made.at,
    )


def _lapsed(lapse: Lapse, known: Mapping[PersonId, Person]) -> Entry:
    facts: dict[str, Fact] = {"ran_out_at": lapse.due_at.isoformat(), "turn": lapse.turn}
    if lapse.notices:
        facts["told"] = tuple(known[notice.to].email for notice in lapse.notices)
    if lapse.found:
        facts["drift"] = lapse.found.rule
    if (late := int((lapse.at - lapse.due_at).total_seconds())) > ON_TIME:
        facts["late_seconds"] = late
    state = lapse.item.state
    return Entry(
        item_id=lapse.item.id, at=lapse.at, kind=lapse.clock, before=state, after=state, facts=facts
    )


def _again(lapse: Lapse) -> list[dict[str, object]]:
    starts = (lapse.again,) if lapse.again else ()
    item = lapse.item
    return timers.rows(item.id, starts, stay_no=item.stay_no, since_no=lapse.since_no, held=False)


def _lapse_notices(lapse: Lapse) -> list[dict[str, object]]:
    item = lapse.item
    return outbox.rows(
        item.id, lapse.notices, severity=item.severity, stay_no=item.stay_no, at=lapse.at
    )


def drift_seen(session: Session, item: Item, found: Found, at: datetime) -> None:
    """Record drift that neither a step on the item nor a clock has found."""
    facts: dict[str, Fact] = {"drift": found.rule}
    entry = Entry(
        item_id=item.id, at=at, kind=found.rule, before=item.state, after=item.state, facts=facts
    )
    ledger.append(session, [entry])
    drift_found(session, {item.id: (found,)})
