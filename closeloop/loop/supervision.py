"""Log a supervision: what was discussed and agreed for each action, all of it or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from closeloop.loop import escalation
from closeloop.rules import drift
from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Fact, Found
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import NotNow, NotYours, Wrong
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, items, people, record, sight, supervisions
from closeloop.store.audits import FindingId
from closeloop.store.ledger import Entry, append
from closeloop.store.supervisions import SupervisionId

KINDS = ("one_to_one", "group", "between_sessions")
OUTCOMES = ("on_track", "agreed", "done", "support", "disagrees")
NEED_A_NOTE = ("agreed", "support")
SAID = {  # what stands as the note where the outcome alone was chosen
    "on_track": "On track, no change.",
    "done": "The owner says that it is done.",
    "disagrees": "The owner disagrees.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussed:
    """What came of one action."""

    action: ItemId
    outcome: str
    note: str | None = None
    agreed_due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A supervision to log."""

    supervisee: PersonId
    held_on: date
    kind: str
    entries: tuple[Discussed, ...] = ()
    celebrated: tuple[FindingId, ...] = ()


def log(
    session: Session, rulebook: Rulebook, held: Held, *, by: PersonId, now: datetime
) -> SupervisionId:
    """Log a supervision. Raises the first refusal, with its entry's place; nothing was written.

    Raises NotYours for who does not manage the supervisee, NotNow for an action that is past
    discussing, Wrong for entries that do not fit, MovedOn where somebody moved one meanwhile.
    """
    day, directory = london_day(now), people.directory(session)
    check_manages(session, held.supervisee, by=by, day=day)
    _lock_all_of_it(session, held)
    seen = sight.of(directory, by, day)
    found = items.seen_among(session, [entry.action for entry in held.entries], seen, day)
    _check_states(rulebook, held, found, by)
    _check_session(held, day)
    _check_entries(held, found)
    for place, entry in enumerate(held.entries):
        with _as_of_entry(place):
            _discuss(session, rulebook, found[entry.action], entry, held, by=by, now=now)
    values = {
        "supervisee_id": held.supervisee,
        "by_id": by,
        "held_on": held.held_on,
        "kind": held.kind,
        "logged_at": now,
    }
    rows = [_row(entry, place) for place, entry in enumerate(held.entries, 1)]
    _check_celebrated(session, held)
    made = supervisions.add(session, values, rows, held.celebrated)
    if held.kind == "one_to_one":
        _see_what_was_left_out(session, rulebook, held, now)
    return made


def _lock_all_of_it(session: Session, held: Held) -> None:
    """At once, what is discussed and what is left out: two who log at once never wait in a ring."""
    entries = [entry.action for entry in held.entries]
    items.lock(session, [*entries, *supervisions.left_raised(session, held.supervisee, entries)])


def check_manages(session: Session, supervisee: PersonId, *, by: PersonId, day: date) -> None:
    """Raise NotYours for all but a line manager, a manager above, or who stands in for one."""
    directory = people.directory(session)
    above = set(directory.chain_above(supervisee, day))
    if by == supervisee or not directory.acts_for(by, day) & above:
        raise NotYours


def _check_states(rulebook: Rulebook, held: Held, found: dict[ItemId, Item], by: PersonId) -> None:
    """State comes first: an action of theirs that is past discussing refuses the whole."""
    for item in found.values():
        is_theirs = held.supervisee in item.around.who("owner")
        if is_theirs and item.state != "addressed" and not rulebook.is_open(item, "discuss"):
            raise NotNow(item.id, names=rulebook.open_to(item, by))


@contextmanager
def _as_of_entry(place: int) -> Iterator[None]:
    """Say of which entry it is that a fact does not fit, by the name that the entry gives it."""
    try:
        yield
    except Wrong as wrong:
        named = {OF_ENTRY.get(name, name): why for name, why in wrong.errors.items()}
        errors = {f"entries.{place}.{name}": why for name, why in named.items()}
        raise Wrong(errors, wrong.item) from None


OF_ENTRY = {"due_on": "agreed_due_on"}


def _check_session(held: Held, today: date) -> None:
    if held.held_on > today:
        raise Wrong({"held_on": f"{held.held_on} is in the future. Enter when it was held."})


def _check_entries(held: Held, found: dict[ItemId, Item]) -> None:
    """Each action once, the supervisee's own, with a note where the outcome needs one."""
    met: set[ItemId] = set()
    for place, entry in enumerate(held.entries):
        item = found.get(entry.action)
        if item is None or held.supervisee not in item.around.who("owner"):
            message = "There is no such action among this person's own that you may see."
            raise Wrong({f"entries.{place}.action_id": message})
        if entry.action in met:
            raise Wrong({f"entries.{place}.action_id": "This action is there twice."}, item.id)
        met.add(entry.action)
        if not entry.note and _needs_note(entry, item):
            raise Wrong({f"entries.{place}.note": "Enter what was agreed, in a sentence."}, item.id)


def _needs_note(entry: Discussed, item: Item) -> bool:
    """Agreed, support, and a date that moves to a later day: its reason is the note (R40)."""
    agreed, due = entry.agreed_due_on, item.due_at
    moves = agreed is not None and due is not None and agreed > london_day(due)
    return entry.outcome in NEED_A_NOTE or moves


def _discuss(
    session: Session,
    rulebook: Rulebook,
    item: Item,
    entry: Discussed,
    held: Held,
    *,
    by: PersonId,
    now: datetime,
) -> None:
    facts: dict[str, Fact] = {
        "note": entry.note or SAID[entry.outcome],
        "outcome": entry.outcome,
        "held_on": held.held_on,
    }
    if item.state == "addressed":  # it stays so: talked about, not moved back
        stands_for = item.around.stands_for(
            by, rulebook.workflows[item.follows].steps["discuss"].by
        )
        _keep_talk(session, item, facts, by=by, acting_for=stands_for, now=now)
        return
    if entry.agreed_due_on:
        facts["due_on"] = entry.agreed_due_on
    made = rulebook.move(item, "discuss", by=by, at=now, facts=facts)
    record.move(session, made)
    escalation.follow(session, rulebook, made)


def _keep_talk(
    session: Session,
    item: Item,
    facts: dict[str, Fact],
    *,
    by: PersonId,
    acting_for: PersonId | None,
    now: datetime,
) -> None:
    entry = Entry(
        item_id=item.id,
        at=now,
        kind="discuss",
        actor=people.directory(session).people[by].email,
        actor_id=by,
        acting_for_id=acting_for,
        before=item.state,
        after=item.state,
        facts=facts,
    )
    append(session, [entry])


def _row(entry: Discussed, place: int) -> dict[str, object]:
    return {
        "item_id": entry.action,
        "place": place,
        "outcome": entry.outcome,
        "note": entry.note,
        "agreed_due_on": entry.agreed_due_on,
    }


def _check_celebrated(session: Session, held: Held) -> None:
    own = supervisions.strengths_of(session, held.supervisee, held.celebrated)
    for place, finding in enumerate(held.celebrated):
        if finding not in own:
            message = "There is no such strength of this person's."
            raise Wrong({f"celebrated.{place}": message})


def _see_what_was_left_out(session: Session, rulebook: Rulebook, held: Held, now: datetime) -> None:
    """What is still raised after a supervision of its owner is drifting (R39)."""
    taken = [entry.action for entry in held.entries]
    left = supervisions.left_raised(session, held.supervisee, taken)
    begun = supervisions.begun_of(session, left)
    day = london_day(now)
    for item in items.seen_among(session, left, sight.whole(), day).values():
        if "not_discussed" in item.drifting or london_day(begun[item.id]) > held.held_on:
            continue
        why = drift.not_discussed(rulebook.workflows[item.follows], item)
        record.drift_seen(session, item, Found("not_discussed", now, why), now)
        escalation.offer(session, rulebook, [item], now)
