"""Talks: managers discuss actions with their people, once a month and whenever it is needed."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from closeloop.loop import supervision
from closeloop.loop.supervision import Discussed, Held
from closeloop.rehearsal.stage import Stage, Thread
from closeloop.rehearsal.texts import standard_of
from closeloop.rules.items import Item
from closeloop.rules.people import SENIORITY, PersonId
from closeloop.rules.working_days import london_day

EVERY = 20  # working days, from one supervision of somebody to the next
OUTCOMES = {"on_track": 10, "agreed": 6, "done": 2, "support": 2, "disagrees": 1}
TALKED_ABOUT = ("raised", "discussed", "addressed")


def plan(stage: Stage) -> None:
    """Plan everybody's supervisions, a manager's people spread over the month."""
    for manager in stage.directory.people.values():
        reports = stage.directory.reports_of(manager.id)
        for place, report in enumerate(reports):
            if manager.roles.isdisjoint(SENIORITY):
                continue
            first = place * EVERY // len(reports)
            for day in range(first, stage.span.last, EVERY):
                stage.plan_on(day, partial(_supervise, stage, report))


def between_sessions(stage: Stage, thread: Thread, at: datetime) -> None:
    """The owner's manager has a word about one action between supervisions."""
    item = stage.item(thread.action, at)
    if stage.rulebook.is_open(item, "discuss"):
        (owner,) = item.around.who("owner")
        _log(stage, owner, [(thread, item)], at, kind="between_sessions")


def passing_over(stage: Stage, thread: Thread, at: datetime) -> None:
    """A supervision of the owner that leaves this one action out."""
    _log(stage, thread.owner, _open_with(stage, thread.owner, at), at)


def _supervise(stage: Stage, person: PersonId, at: datetime) -> None:
    """A supervision of somebody; put off where they are away or it would leave out what is new."""
    found = _open_with(stage, person, at)
    new = any(thread.left and item.state == "raised" for thread, item in _of(stage, person, at))
    if not new and not stage.directory.people[person].is_absent(london_day(at)):
        _log(stage, person, found, at)


def _open_with(stage: Stage, person: PersonId, at: datetime) -> list[tuple[Thread, Item]]:
    """What is open with somebody, but what its story leaves alone."""
    return [(thread, item) for thread, item in _of(stage, person, at) if not thread.left]


def _of(stage: Stage, person: PersonId, at: datetime) -> list[tuple[Thread, Item]]:
    own = {thread.action: thread for thread in stage.threads if thread.owner == person}
    found = stage.items(list(own), at)
    return [(own[one], item) for one, item in found.items() if item.state in TALKED_ABOUT]


def _log(
    stage: Stage,
    person: PersonId,
    found: Sequence[tuple[Thread, Item]],
    at: datetime,
    kind: str = "one_to_one",
) -> None:
    """Log what was said about each, and celebrate what was seen done well since last time."""
    day = london_day(at)
    manager = stage.directory.manager_of(person, day)
    if manager is None:
        return
    talk = _one if kind == "one_to_one" else _word
    celebrated = stage.praised.pop(person, []) if kind == "one_to_one" else []
    held = Held(
        supervisee=person,
        held_on=day,
        kind=kind,
        entries=tuple(talk(stage, thread, item, at) for thread, item in found),
        celebrated=tuple(celebrated),
    )
    supervision.log(stage.session, stage.rulebook, held, by=manager, now=at)


def _word(stage: Stage, thread: Thread, _: Item, __: datetime) -> Discussed:
    return Discussed(action=thread.action, outcome="on_track", note=stage.said["on_track"].deal())


def _one(stage: Stage, thread: Thread, item: Item, at: datetime) -> Discussed:
    """What came of one action: most are on track, some need a plan or help."""
    outcome = stage.chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    if outcome in ("on_track", "done", "disagrees"):
        note = stage.said[outcome].deal()
        return Discussed(action=thread.action, outcome=outcome, note=note)
    standard = standard_of(thread.found.statement)
    deck = stage.agreed if outcome == "agreed" else stage.support
    note = deck.deal(lambda one: one.standard == standard).note
    due, day = item.due_at, london_day(at)
    passed = due is None or london_day(due) < day
    agreed = stage.rulebook.days.add(5, day) if passed else None
    on = agreed if item.state != "addressed" else None
    return Discussed(action=thread.action, outcome=outcome, note=note, agreed_due_on=on)
