"""What a workflow's clocks would send about items that nobody touches, without sending it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from closeloop.rehearsal.life import Life
from closeloop.rules.items import Item, ItemId
from closeloop.rules.ladder import OFFERED
from closeloop.rules.moves import Lapse, Move, Notice
from closeloop.rules.people import Directory, Person, PersonId
from closeloop.rules.relations import Around, Bearings
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.workflow import SEVERITIES, Workflow
from closeloop.rules.working_days import LONDON, last_instant

BEGINS = time(9)
LONGEST = 400  # days that are looked ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What happens at one instant to one item: who hears what, what drift is seen, what goes up."""

    at: datetime
    workflow: str
    severity: str
    cause: str  # the clock or the step
    letter: str | None = None
    who: tuple[str, ...] = ()  # relations
    drift: str | None = None
    why: str | None = None
    level: str | None = None  # the rung that an escalation is on


def foresee(rulebook: Rulebook, name: str, from_on: date, to_on: date) -> list[Foreseen]:
    """All that one item of each severity would cause from 9am on a day to the end of another.

    Drift that is found is offered as an escalation, where the rulebook has that workflow. Raises
    ValueError for days in the wrong order or too far apart, KeyError for an unknown workflow.
    """
    if not 0 <= (to_on - from_on).days <= LONGEST:
        raise ValueError(f"Choose a last day from {from_on} to {LONGEST} days after it.")
    workflow = rulebook.newest(name)
    begins_at = datetime.combine(from_on, BEGINS, LONDON)
    found = [
        happening
        for severity in SEVERITIES
        for happening in _of(rulebook, workflow, severity, begins_at, last_instant(to_on))
    ]
    return sorted(found, key=lambda one: one.at)


def _of(
    rulebook: Rulebook, workflow: Workflow, severity: str, at: datetime, until: datetime
) -> Iterator[Foreseen]:
    """What one item of a severity causes, its offered escalation included."""
    life = Life.begun(rulebook, _draft(workflow, severity, at), by=None, at=at)
    yield from _moved(life, life.moves[0])
    offered: Life | None = None
    while (due := _next(until, life, offered)) is not None:
        lapse, move = due.lapse_next()
        yield from _lapsed(due, lapse)
        if move is not None:
            yield from _moved(due, move)
        if lapse.found and offered is None and (ladder := _ladder(rulebook)):
            draft = _draft(ladder, severity, at, offered=True)
            offered = Life.begun(rulebook, draft, by=None, at=lapse.at)
            yield from _moved(offered, offered.moves[0])


def _next(until: datetime, *lives: Life | None) -> Life | None:
    """The life in which a clock runs out first, if any does by an instant."""
    due = [(at, life) for life in lives if life and (at := life.next_at()) and at <= until]
    return min(due, key=lambda one: one[0])[1] if due else None


def _ladder(rulebook: Rulebook) -> Workflow | None:
    names = {name for name, _ in rulebook.workflows}
    ladders = (rulebook.newest(name) for name in sorted(names))
    return next((workflow for workflow in ladders if workflow.rungs), None)


def _moved(life: Life, move: Move) -> Iterator[Foreseen]:
    return _told(_seen(life, move.at, move.step), move.notices)


def _lapsed(life: Life, lapse: Lapse) -> Iterator[Foreseen]:
    seen = _seen(life, lapse.at, lapse.clock)
    if lapse.found:
        seen = replace(seen, drift=lapse.found.rule, why=lapse.found.why)
    return _told(seen, lapse.notices)


def _told(seen: Foreseen, notices: tuple[Notice, ...]) -> Iterator[Foreseen]:
    """One happening for each letter; one without where nobody is told of drift."""
    letters = dict.fromkeys(notice.letter for notice in notices)
    for letter in letters:
        who = tuple(notice.relation for notice in notices if notice.letter == letter)
        yield replace(seen, letter=letter, who=who)
    if not letters and seen.drift:
        yield seen


def _seen(life: Life, at: datetime, cause: str) -> Foreseen:
    item = life.item
    name, _ = item.follows
    return Foreseen(at=at, workflow=name, severity=item.severity, cause=cause, level=item.level)


# A typical action: a looked-after child's, everybody in place, each with one role -----------------

OWNER, MANAGER, SERVICE, HEAD, DIRECTOR, AUDITOR, QA_LEAD, IRO = map(PersonId, range(1, 9))
LINE = {OWNER: MANAGER, MANAGER: SERVICE, SERVICE: HEAD, HEAD: DIRECTOR}
ROLES = {
    OWNER: "practitioner",
    MANAGER: "team_manager",
    SERVICE: "service_manager",
    HEAD: "head_of_service",
    DIRECTOR: "director",
    AUDITOR: "auditor",
    QA_LEAD: "qa_lead",
    IRO: "iro",
}
TYPICAL = Directory(
    0,
    {
        who: Person(
            who, f"{role}@rehearsal.invalid", role, frozenset({role}), manager=LINE.get(who)
        )
        for who, role in ROLES.items()
    },
)


def _draft(workflow: Workflow, severity: str, at: datetime, *, offered: bool = False) -> Item:
    """A typical item: an action nobody has touched, or an escalation: an IRO's, or offered."""
    by_the_iro = bool(workflow.rungs) and not offered
    named = Bearings(
        owner=OWNER,
        once_owners=frozenset({OWNER}),
        auditor=AUDITOR,
        practitioner=OWNER,
        iro=IRO,
        status="cla",
        raiser=IRO if by_the_iro else None,
        raised_as="iro" if by_the_iro else None,
    )
    around = Around(TYPICAL, named, at.date())
    follows = (workflow.name, workflow.version)
    marks = frozenset({OFFERED} if offered else ())
    return Item(ItemId(0), follows, severity, workflow.begins, 0, 0, around, marks=marks)
