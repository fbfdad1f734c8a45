"""The ladder of an escalation: its rungs, its one ceiling, who is asked on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from closeloop.rules.items import Item
from closeloop.rules.moves import Act, Fact, Move
from closeloop.rules.refusals import Missing, Wrong
from closeloop.rules.relations import Around
from closeloop.rules.workflow import Rung, Step, Workflow
from closeloop.rules.working_days import WorkingDays

OFFERED = "offered"  # the mark of an escalation that a clock raised


@dataclass(frozen=True, slots=True)
class Climbed:
    """Where an escalation stands after a step on the ladder."""

    level: str
    receiver_is: str
    ends_at: datetime | None
    becomes_raiser: bool = False
    unmarks: frozenset[str] = frozenset()


def begin(workflow: Workflow, draft: Item) -> Item:
    """The draft on its first rung: where it says, else where its kind of escalation begins."""
    if not workflow.rungs or draft.level is not None:
        return draft
    offered = OFFERED in draft.marks
    first = next(r for r in workflow.rungs if (r.offered if offered else r.first))
    return replace(draft, level=first.name)


def path(workflow: Workflow, item: Item) -> Sequence[Rung]:
    """The rungs above the one that the item is on, nearest first.

    What a clock offered goes by the offered rungs alone: IRO or chair, then the seniors.
    """
    names = [rung.name for rung in workflow.rungs]
    here = workflow.rung(item.level).offered if item.level else False
    only_offered = here and (OFFERED in item.marks)
    beyond = workflow.rungs[names.index(item.level) + 1 :] if item.level else ()
    return [rung for rung in beyond if rung.offered or not only_offered]


def above(workflow: Workflow, item: Item) -> Rung | None:
    """The next rung; None at the top."""
    return next(iter(path(workflow, item)), None)


def check(workflow: Workflow, item: Item, facts: Mapping[str, Fact]) -> None:
    """Raise Wrong for a level that is not above, Missing where a rung is skipped unexplained."""
    level = facts.get("level")
    following = above(workflow, item)
    if not level or (following and level == following.name):
        return
    names = [rung.name for rung in workflow.rungs]
    if level not in names[names.index(item.level or names[0]) + 1 :]:
        higher = ", ".join(rung.name for rung in path(workflow, item))
        raise Wrong({"level": f"Choose a level above the present one: {higher}."}, item.id)
    skips = following is not None and names.index(str(level)) > names.index(following.name)
    if skips and not facts.get("reason"):
        raise Missing(["reason"], item.id)


def climb(workflow: Workflow, item: Item, rule: Step, act: Act) -> Climbed | None:
    """The rung that a climbing step leads to; None for a step that does not climb.

    Once the days of the whole ladder are over, what nobody answered goes to the top at once.
    """
    higher = path(workflow, item)
    if not rule.climbs or not higher:
        return None
    over = act.by is None and item.ends_at is not None and item.ends_at <= act.at
    level = act.facts.get("level") or higher[-1 if over else 0].name
    climbed = stand_on(workflow, item, str(level), act.at, act.days)
    becomes = rule.becomes_raiser is not None and rule.becomes_raiser in item.marks
    unmarks = frozenset({rule.becomes_raiser} if becomes and rule.becomes_raiser else ())
    return replace(climbed, becomes_raiser=becomes, unmarks=unmarks)


def stand_on(
    workflow: Workflow, item: Item, level: str, at: datetime, days: WorkingDays
) -> Climbed:
    """On a rung: who is asked, and the ceiling, which the first formal rung sets for good.

    IRO Handbook 2010 6.2: no more than 20 working days in all.
    """
    rung = workflow.rung(level)
    ends_at = item.ends_at
    if ends_at is None and rung.formal:
        ends_at = workflow.ceiling[item.severity].since(at, days)
    return Climbed(level, rung.asks, ends_at)


def under(due_at: datetime | None, ends_at: datetime | None) -> datetime | None:
    """A rung's date, never after the ceiling: a late answer eats the next level's days."""
    return min(due_at, ends_at) if due_at and ends_at else due_at


def can_take(workflow: Workflow, item: Item, step: str) -> bool:
    """Whether closeloop takes a step by itself when a clock runs out."""
    rule = workflow.steps[step]
    if rule.climbs:
        goes_up = item.level is not None and workflow.rung(item.level).goes_up
        return goes_up and above(workflow, item) is not None
    return OFFERED in item.marks


def goes_on(workflow: Workflow, move: Move, step: str) -> bool:
    """Whether closeloop would take a step by itself where a move has led."""
    level = move.level or move.item.level
    return can_take(workflow, replace(move.item, level=level, marks=move.marks), step)


def with_also(
    workflow: Workflow, tell: Sequence[str], level: str | None, severity: str
) -> tuple[str, ...]:
    """Who hears, with those whom the rung names besides its receiver for this severity."""
    if level is None or "receiver" not in tell:
        return tuple(tell)
    return (*tell, *workflow.rung(level).also.get(severity, ()))


def seen_from(around: Around, move: Move) -> Around:
    """Who stands where once the move is made: another owner, level or raiser counts already."""
    bearings = around.bearings
    if move.owner is not None:
        owners = bearings.once_owners | {move.owner}
        bearings = replace(bearings, owner=move.owner, once_owners=owners)
    if move.receiver_is is not None:
        bearings = replace(bearings, receiver_is=move.receiver_is)
    if move.raiser is not None:
        bearings = replace(bearings, raiser=move.raiser, raised_as="independent_chair")
    if bearings is around.bearings:
        return around
    return Around(around.directory, bearings, around.day)
