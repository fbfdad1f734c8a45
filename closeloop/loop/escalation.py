"""Escalation: drift that is offered, what a person raises, how it is answered and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from closeloop.rules.items import Item, ItemId
from closeloop.rules.ladder import OFFERED
from closeloop.rules.moves import Fact, Move
from closeloop.rules.people import SENIORITY, Directory, PersonId
from closeloop.rules.refusals import Missing, NotNow, NotYours, Wrong
from closeloop.rules.relations import Around
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.workflow import Workflow
from closeloop.rules.working_days import london_day
from closeloop.store import Session, children, escalations, items, people, record, sight
from closeloop.store.escalations import About

OFFERED_WORDS = {
    "impact": "Drift was seen by closeloop. What it means for the child is for you to say.",
    "tried": "The owner and their manager were reminded.",
    "asks": "Your view: no concern, a direction, or raise it.",
}
MANAGER = "manager"  # as what somebody raises who manages and sees the child
RESPONSES = {"resolved": "resolve", "direction": "direct", "escalate": "pass_up"}


def follow(session: Session, rulebook: Rulebook, made: Move) -> None:
    """What a step on an action means for its escalation: drift found is offered, cleared closes."""
    if made.item.level is not None:
        return
    if made.found:
        offer(session, rulebook, [made.item], made.at)
    standing = (made.item.drifting - made.clears) | {found.rule for found in made.found}
    if made.clears and not standing:
        _drift_is_cleared(session, rulebook, made.item.id, made.at)


def offer(session: Session, rulebook: Rulebook, drifting: Sequence[Item], now: datetime) -> int:
    """Offer drift to each child's IRO or chair; say how many were new.

    A second rule joins the escalation that is open. Nothing is raised in anybody's name.
    """
    taken = escalations.open_on(session, [item.id for item in drifting])
    fresh = list({item.id: item for item in drifting if item.id not in taken}.values())
    workflow = rulebook.newest("escalation")
    begun = [
        rulebook.begin(
            _draft(workflow, item.severity, item.around, marks=frozenset({OFFERED})),
            by=None,
            at=now,
            facts={},
        )
        for item in fresh
    ]
    ids = record.begin(session, begun)
    about = escalations.about_many(session, fresh)
    escalations.add(session, list(zip(ids, begun, strict=True)), about, OFFERED_WORDS)
    return len(fresh)


@dataclass(frozen=True, slots=True)
class Ground:
    """On what somebody may raise an escalation, and as what they stand to it."""

    about: About
    raised_as: str


def ground(
    session: Session,
    *,
    by: PersonId,
    now: datetime,
    action: ItemId | None = None,
    child_ref: str | None = None,
) -> Ground:
    """Ground to raise an escalation about an action, or about a child.

    Raises Unseen, NotNow (one is open on that action), then NotYours.
    """
    day, directory = london_day(now), people.directory(session)
    seen = sight.of(directory, by, day)
    if action is not None:
        about = escalations.about_action(session, action, seen, day)
        if escalations.open_on(session, [action]):
            raise NotNow(action, names=["respond"])
    else:
        about = escalations.about_child(session, child_ref or "", seen)
    raised_as = _stands_as(directory, Around(directory, about.bearings, day), by)
    if raised_as == MANAGER and not children.is_seen(session, about.child, seen):
        raise NotYours
    return Ground(about, raised_as)


def raise_on(
    session: Session,
    rulebook: Rulebook,
    ground: Ground,
    said: Mapping[str, str | None],
    *,
    by: PersonId,
    now: datetime,
) -> ItemId:
    """Raise an escalation.

    `said`: impact, tried, asks; where wanted level, and reason where a rung is skipped.
    Raises Missing or Wrong.
    """
    about = ground.about
    workflow = rulebook.newest("escalation")
    _check(workflow, said)
    directory, day = people.directory(session), london_day(now)
    bearings = replace(about.bearings, raiser=by, raised_as=ground.raised_as)
    around = Around(directory, bearings, day)
    draft = _draft(workflow, about.severity, around, level=said.get("level"))
    facts: dict[str, Fact] = {name: value for name, value in said.items() if value}
    begun = rulebook.begin(draft, by=by, at=now, facts=facts)
    (made,) = record.begin(session, [begun])
    words = {name: str(said[name]) for name in OFFERED_WORDS}
    escalations.add(session, [(made, begun)], [about], words, raised_as=ground.raised_as)
    return made


def raise_one(
    session: Session,
    rulebook: Rulebook,
    said: Mapping[str, str | None],
    *,
    by: PersonId,
    now: datetime,
    action: ItemId | None = None,
    child_ref: str | None = None,
) -> ItemId:
    """Raise an escalation about an action, or about a child. Raises as `ground` and `raise_on`."""
    found = ground(session, by=by, now=now, action=action, child_ref=child_ref)
    return raise_on(session, rulebook, found, said, by=by, now=now)


def respond(
    session: Session,
    rulebook: Rulebook,
    item_id: ItemId,
    response: str,
    facts: Mapping[str, Fact],
    *,
    by: PersonId,
    now: datetime,
) -> Move:
    """Answer as the receiver (`resolved`, `direction`, `escalate`), or go on as the raiser.

    `facts`: note, by_on where directed, level and reason to skip a rung.
    Raises Unseen, NotNow, NotYours, Missing or Wrong.
    """
    item = _seen(session, item_id, by, now)
    step = RESPONSES[response]
    if step == "pass_up" and by not in item.around.may("receiver"):
        step = "escalate"
    made = rulebook.move(item, step, by=by, at=now, facts=facts)
    record.move(session, made)
    escalations.keep_answer(session, made, str(item.level), response)
    return made


def close(
    session: Session,
    rulebook: Rulebook,
    item_id: ItemId,
    facts: Mapping[str, Fact],
    *,
    by: PersonId,
    now: datetime,
) -> Move:
    """Close it, as its raiser or their successor. `facts`: outcome, note."""
    item = _seen(session, item_id, by, now)
    made = rulebook.move(item, "close", by=by, at=now, facts=facts)
    record.move(session, made)
    return made


def tell_cafcass(
    session: Session, rulebook: Rulebook, item_id: ItemId, *, by: PersonId, now: datetime
) -> Move:
    """Record that the IRO of a looked-after child has told Cafcass. The ladder goes on beside it.

    Raises Unseen, NotNow (also where it was told before), or NotYours.
    """
    item = _seen(session, item_id, by, now)
    made = rulebook.move(item, "tell_cafcass", by=by, at=now, facts={})
    record.move(session, made)
    return made


def go_on(
    session: Session,
    rulebook: Rulebook,
    item: Item,
    step: str,
    *,
    now: datetime,
    since: datetime | None = None,
) -> None:
    """What closeloop does by itself, because nobody has: never in anybody's name.

    `since`: when the clock ran out; the next rung's days go on from there.
    """
    made = rulebook.move(item, step, by=None, at=now, facts={}, since=since)
    record.move(session, made)


def _drift_is_cleared(session: Session, rulebook: Rulebook, action: ItemId, now: datetime) -> None:
    for item_id in escalations.open_on(session, [action]).values():
        item = items.get(session, item_id, sight.whole(), london_day(now))
        if OFFERED in item.marks:
            go_on(session, rulebook, item, "clear", now=now)


def _draft(
    workflow: Workflow,
    severity: str,
    around: Around,
    *,
    marks: frozenset[str] = frozenset(),
    level: str | None = None,
) -> Item:
    """An escalation before it is anywhere."""
    return Item(
        id=ItemId(0),
        follows=(workflow.name, workflow.version),
        severity=severity,
        state=workflow.begins,
        move_no=0,
        stay_no=0,
        around=around,
        marks=marks,
        level=level,
    )


def _seen(session: Session, item_id: ItemId, by: PersonId, now: datetime) -> Item:
    day = london_day(now)
    return items.get(session, item_id, sight.of(people.directory(session), by, day), day)


def may_raise(around: Around, by: PersonId) -> bool:
    """Whether somebody may raise one on what stands so."""
    try:
        _stands_as(around.directory, around, by)
    except NotYours:
        return False
    return True


def _stands_as(directory: Directory, around: Around, by: PersonId) -> str:
    """As what somebody raises: IRO, chair, QA lead, or a manager who sees the child."""
    for relation in ("iro", "cp_chair", "qa_lead"):
        if by in around.may(relation):
            return relation
    acts_for = directory.acts_for(by, around.day)
    if any(not directory.people[one].roles.isdisjoint(SENIORITY) for one in acts_for):
        return MANAGER
    raise NotYours


def _check(workflow: Workflow, said: Mapping[str, str | None]) -> None:
    """Raise Missing or Wrong unless what is said makes an escalation."""
    if missing := [name for name in OFFERED_WORDS if not said.get(name)]:
        raise Missing(missing)
    level = said.get("level")
    ladder = [rung.name for rung in workflow.rungs if not (rung.offered and rung.also)]
    first = next(rung.name for rung in workflow.rungs if rung.first)
    if level is None:
        return
    if level not in ladder:
        raise Wrong({"level": f"Choose one of: {', '.join(ladder)}."})
    if ladder.index(level) > ladder.index(first) and not said.get("reason"):
        raise Missing(["reason"])
