"""One audit of the play: put together from what was found, raised, its actions set going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from closeloop.loop import audits
from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.rehearsal import turns
from closeloop.rehearsal.stage import Stage, Thread
from closeloop.rehearsal.stories import Planned
from closeloop.rehearsal.texts import Improvement, Strength, standard_of
from closeloop.rules.people import PersonId
from closeloop.store.children import Child

GRADES = {"outstanding": 2, "good": 10, "requires_improvement": 8, "inadequate": 1}
STRENGTHS = (1, 1, 2)  # how many an audit finds
WRITTEN_UP_AFTER = (0, 0, 1, 2)  # working days


@dataclass(frozen=True, slots=True)
class Intended:
    """Something to improve that is about to be found: whose it will be, what becomes of it."""

    found: Improvement
    owner: PersonId
    steps: tuple[Planned, ...]
    left: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looking at a child's record on a day, by its number."""

    child: Child
    auditor: PersonId
    activity: str
    day: int


def write_up(stage: Stage, look: Look, intended: Sequence[Intended], at: datetime) -> None:
    """Raise the audit at an instant; each of its actions goes on as planned."""
    strengths = _seen_done_well(stage)
    new = NewAudit(
        child=look.child,
        audited_on=stage.span.days[max(0, look.day - stage.chance.choice(WRITTEN_UP_AFTER))],
        auditor=look.auditor,
        activity=look.activity,
        overall_grade=_overall(stage, intended),
        judgements=_judgements(intended, strengths),
        findings=(*map(_strength, strengths), *map(_improvement, intended)),
    )
    (raised,) = audits.raise_all(stage.session, stage.rulebook, [new], by=look.auditor, now=at)
    if look.child.practitioner is not None:
        stage.praised[look.child.practitioner] += raised.findings[: len(strengths)]
    actions = [action for action in raised.actions if action is not None]
    for action, one in zip(actions, intended, strict=True):
        thread = Thread(action, one.owner, look.child, one.found, look.day, one.left)
        stage.threads.append(thread)
        turns.plan(stage, thread, one.steps, at)


def _seen_done_well(stage: Stage) -> list[Strength]:
    found: list[Strength] = []
    for _ in range(stage.chance.choice(STRENGTHS)):
        found.append(stage.strengths.deal(lambda one: one not in found))
    return found


def _overall(stage: Stage, intended: Sequence[Intended]) -> str:
    if any(one.found.severity == "critical" for one in intended):
        return "inadequate"
    return stage.chance.choices(list(GRADES), list(GRADES.values()))[0]


def _judgements(
    intended: Sequence[Intended], strengths: Sequence[Strength]
) -> tuple[tuple[str, str], ...]:
    """A grade for each standard that something was found on; what is to improve weighs more."""
    grades = {standard_of(one.statement): "good" for one in strengths}
    for one in intended:
        worse = "inadequate" if one.found.severity == "critical" else "requires_improvement"
        grades[standard_of(one.found.statement)] = worse
    return tuple(sorted(grades.items()))


def _strength(one: Strength) -> NewFinding:
    text = f"{one.finding} {one.difference}"
    return NewFinding(standard=one.statement, kind="strength", text=text)


def _improvement(one: Intended) -> NewFinding:
    return NewFinding(
        standard=one.found.statement,
        kind="improvement",
        text=one.found.finding,
        severity=one.found.severity,
        action=one.found.action,
        owner=one.owner,
        impact=one.found.impact,
        expected=one.found.expected,
        seen_by=one.found.seen_by,
    )
