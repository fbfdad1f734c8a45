"""A waiting notice judged again: whether it still is true, whose it is now, who reads it today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from closeloop.rules.items import Item
from closeloop.rules.people import Directory, PersonId
from closeloop.rules.relations import RELATIONS
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.workflow import Workflow
from closeloop.store.notices import Waiting
from closeloop.store.outbox import NEWS, TO_READ

# What a stand-in hears of while somebody is away; what else there is waits until they are back.
NEEDS_AN_ANSWER = frozenset({"request", "escalation", "acknowledge"})
NOT_DELIVERED = "not_delivered"

Beside = Mapping[tuple[int, str], Sequence[tuple[PersonId, str]]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a notice: `holder` None drops it, `reader` None lets it wait."""

    holder: PersonId | None = None
    relation: str = ""  # in which the holder hears
    reader: PersonId | None = None


DROPPED = Verdict()


def judge(
    notice: Waiting,
    item: Item | None,
    *,
    rulebook: Rulebook,
    directory: Directory,
    day: date,
    beside: Beside,
) -> Verdict:
    """Who is owed a notice on that day, and who reads it.

    It goes to whoever stands now where it was owed; from who has left to their manager; from who
    is away to their stand-in where it needs an answer.
    """
    if item is None:
        return _praise(notice, directory, day)
    workflow = rulebook.workflows[item.follows]
    if not is_true(notice, item, workflow):
        return DROPPED
    if notice.letter == NOT_DELIVERED:
        holder = directory.who_holds(notice.person, day)
        found = None if holder is None else (holder, notice.relation)
    else:
        found = _holder(notice, item, workflow, beside)
    if found is None:
        return DROPPED
    return Verdict(*found, _reader(notice, found[0], directory, day))


def is_true(notice: Waiting, item: Item, workflow: Workflow) -> bool:
    """Whether what a notice says still holds of its item.

    What a clock found or a step asked is of one stay, a challenge is asked until it is decided,
    reading until its owner has done it; news of a step holds until another has led on from where
    it led.
    """
    stays = notice.stay_no == item.stay_no
    if notice.letter == NOT_DELIVERED:
        return True
    if notice.letter == TO_READ:
        is_read = notice.relation == "owner" and "acknowledged" in item.marks
        return not is_read and not workflow.is_last(item.state)
    if notice.asks == "decide":
        return "challenged" in item.marks
    if notice.letter == NEWS:
        step = workflow.steps.get(notice.cause)
        return stays or step is None or step.to is None
    clock = workflow.clocks.get(notice.cause)
    return stays and not (clock and item.marks & set(clock.unless))


def _holder(
    notice: Waiting, item: Item, workflow: Workflow, beside: Beside
) -> tuple[PersonId, str] | None:
    """Who stands now where the notice was owed, with their relation; nobody twice."""
    if notice.person in _who(item, notice.relation):
        return notice.person, notice.relation
    told = beside.get((notice.item or 0, notice.reason), ())
    everybody = [*told, (notice.person, notice.relation)]
    for relation in dict.fromkeys(relation for _, relation in everybody):
        if notice.person in _who(item, relation):
            return notice.person, relation
    known = {person for person, _ in told}
    successors = _successors(notice, item, workflow)
    return next(((who, relation) for who, relation in successors if who not in known), None)


def _successors(notice: Waiting, item: Item, workflow: Workflow) -> Iterator[tuple[PersonId, str]]:
    """Who follows; where nobody stands there any more, who hears in nobody's place."""
    here = _who(item, notice.relation)
    yield from ((person, notice.relation) for person in here)
    if here:
        return
    held = item.around.directory.who_holds(notice.person, item.around.day)
    if held is not None and held != notice.person:
        yield held, notice.relation
    if notice.letter != NEWS:
        for relation in (*workflow.falls_to, "last_resort"):
            yield from ((person, relation) for person in _who(item, relation))


def _who(item: Item, relation: str) -> tuple[PersonId, ...]:
    return item.around.who(relation) if relation in RELATIONS else ()


def _reader(notice: Waiting, holder: PersonId, directory: Directory, day: date) -> PersonId | None:
    if not directory.people[holder].is_absent(day):
        return holder
    if notice.goes != "critical" and notice.letter not in NEEDS_AN_ANSWER:
        return None
    return directory.stand_in(holder, day) or holder


def _praise(notice: Waiting, directory: Directory, day: date) -> Verdict:
    """A strength is news for the one whose work it was, and for nobody in their place."""
    if notice.audit is None or not directory.is_here(notice.person, day):
        return DROPPED
    away = directory.people[notice.person].is_absent(day)
    return Verdict(notice.person, notice.relation, None if away else notice.person)
