"""Rounds: who looks at which child's record on which day, and what they are to find."""

from datetime import datetime
from functools import partial

from closeloop.rehearsal import audit, stories, turns
from closeloop.rehearsal.audit import Intended, Look
from closeloop.rehearsal.stage import Stage
from closeloop.rehearsal.stories import Story
from closeloop.rehearsal.texts import Improvement
from closeloop.rules.people import Person, PersonId
from closeloop.store.children import Child

EVERY = 2  # working days: one audit besides those of the stories
FOUND = (2, 3, 3, 4)  # how much is to improve
OF_OVERSIGHT = ("9.1", "9.2", "9.4")  # statements whose actions are the manager's
ACTIVITIES = ("case_file_audit", "case_file_audit", "dip_sample", "practice_observation")
BY_THE_CHAIR = 0.2  # of the audits on children who have an IRO or a chair
BY_A_QA_LEAD = 0.1
A_SECOND_LOOK = 0.2  # at a child who was looked at before


def plan(stage: Stage) -> None:
    """Plan every audit of the play: those of the stories, and others between."""
    for story in stories.told():
        day = stage.span.last - story.raised
        at = stage.span.instant(day, stage.chance.random() * turns.EARLY)
        stage.plan(at, partial(_tell, stage, story, day))
    for day in range(0, stage.span.last, EVERY):
        stage.plan_on(day, partial(_find, stage, day))


def _tell(stage: Stage, story: Story, day: int, at: datetime) -> None:
    """The audit that a story begins with; often something else is found by the way."""
    owner = stage.person(story.owner)
    child = _child_of(stage, story, owner)
    found = stage.improvements.deal(partial(_tells_of, story, child))
    intended = [Intended(found, owner.id, story.steps, story.left)]
    if not story.left and not child.restricted and story.severity != "critical":
        _find_besides(stage, child, intended)
    audit.write_up(stage, _look(stage, child, day, story.auditor), intended, at)


def _find(stage: Stage, day: int, at: datetime) -> None:
    """An audit of a child taken by chance; of a second look, one thing is found once more."""
    look_again = stage.chance.random() < A_SECOND_LOOK and bool(stage.threads)
    seen = stage.chance.choice(stage.threads) if look_again else None
    if seen is None or seen.child.restricted:
        able = [c for c in stage.children.values() if c.status != "closed" and not c.restricted]
        child, statement = stage.chance.choice(able), None
    else:
        child, statement = seen.child, seen.found.statement
    intended: list[Intended] = []
    _find_besides(stage, child, intended, statement)
    for _ in range(stage.chance.choice(FOUND) - 1):
        _find_besides(stage, child, intended)
    audit.write_up(stage, _look(stage, child, day), intended, at)


def _find_besides(
    stage: Stage, child: Child, intended: list[Intended], statement: str | None = None
) -> None:
    """Add something that no story tells of; on a statement, where there is such a thing."""
    met = {one.found for one in intended}
    try:
        found = stage.improvements.deal(partial(_may_be_found, child, met, statement))
    except LookupError:
        found = stage.improvements.deal(partial(_may_be_found, child, met, None))
    owner = child.practitioner
    if found.statement in OF_OVERSIGHT and owner is not None:
        owner = stage.directory.manager_of(owner, stage.span.days[-1])
    if owner is not None:
        intended.append(Intended(found, owner, stories.made_up(stage.chance, found.severity)))


def _tells_of(story: Story, child: Child, one: Improvement) -> bool:
    is_reworded = any(step.choice == "reworded" for step in story.steps)
    return (
        one.severity == story.severity
        and child.status in one.suits
        and story.statement in (None, one.statement)
        and (one.contested is not None or not is_reworded)
    )


def _may_be_found(
    child: Child, met: set[Improvement], statement: str | None, one: Improvement
) -> bool:
    return (
        one not in met
        and one.severity != "critical"
        and child.status in one.suits
        and statement in (None, one.statement)
    )


def _child_of(stage: Stage, story: Story, owner: Person) -> Child:
    """The child that a story names, or one of its owner's of that status; a new one if possible."""
    if story.child in stage.children:
        return stage.children[story.child]
    met = {thread.child.ref for thread in stage.threads}
    own = [
        child
        for child in stage.children.values()
        if child.practitioner == owner.id and child.status == story.child and not child.restricted
    ]
    return next((child for child in own if child.ref not in met), own[0])


def _look(stage: Stage, child: Child, day: int, auditor: str | None = None) -> Look:
    """Who looks, and in which activity; at a restricted child only who is named on it."""
    if auditor is not None:
        return Look(child, stage.person(auditor).id, "case_file_audit", day)
    by_the_chair = child.restricted or stage.chance.random() < BY_THE_CHAIR
    chair, looks = _chair_of(child)
    if by_the_chair and chair is not None:
        return Look(child, chair, looks, day)
    today = stage.span.days[-1]
    if stage.chance.random() < BY_A_QA_LEAD:
        leads = stage.directory.holders("qa_lead", today)
        return Look(child, stage.chance.choice(leads), "thematic_audit", day)
    auditors = stage.directory.holders("auditor", today)
    return Look(child, stage.chance.choice(auditors), stage.chance.choice(ACTIVITIES), day)


def _chair_of(child: Child) -> tuple[PersonId | None, str]:
    if child.status == "cp":
        return child.cp_chair, "cp_chair_check"
    return child.iro, "iro_check"
