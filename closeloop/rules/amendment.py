"""An action amended before anybody has acted on it: dated anew, its clocks begun again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from closeloop.rules import clocks, drift, steps
from closeloop.rules.items import Item
from closeloop.rules.moves import Fact, Move
from closeloop.rules.people import PersonId
from closeloop.rules.relations import Around
from closeloop.rules.rulebook import Rulebook

AMENDED = "amended"
RAISE = "raise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes different; None: as it was."""

    severity: str | None = None
    owner: PersonId | None = None
    due_on: date | None = None


def amend(
    rulebook: Rulebook,
    item: Item,
    change: Change,
    *,
    by: PersonId | None,
    at: datetime,
    facts: Mapping[str, Fact],
) -> Move:
    """The move that amends an item in the state it begins in.

    Another severity or date begins its stay again from now, all clocks with it. Another owner
    alone hears of it and has the time to read it; the ladder runs on. Other words start nothing.
    """
    severity, owner = change.severity or item.severity, change.owner
    bearings = replace(item.around.bearings, owner=owner or item.around.bearings.owner)
    around = Around(item.around.directory, bearings, item.around.day)
    draft = replace(item, severity=severity, around=around)
    days = rulebook.days_for(severity)
    due_at = steps.chosen(severity, change.due_on, days) if change.due_on else None
    begun = rulebook.begin(draft, by=by, at=at, facts=facts, due_at=due_at)
    move = replace(
        begun,
        step=AMENDED,
        before=item.state,
        after=item.state,
        number=item.move_no + 1,
        marks=item.marks,
        tallies=item.tallies,
        owner=owner,
    )
    if severity == item.severity and change.due_on is None:
        move = _on_its_way(rulebook, move, is_handed_on=owner is not None)
    else:
        all_clocks = frozenset(rulebook.workflows[item.follows].clocks)
        move = replace(move, stay_no=move.number, settles=all_clocks | {RAISE})
    return _told_again(drift.apply(rulebook.workflows[item.follows], move))


def _on_its_way(rulebook: Rulebook, move: Move, *, is_handed_on: bool) -> Move:
    """The date and the stay are as they were; a new owner is given the time to read it."""
    item = move.item
    move = replace(move, stay_no=item.stay_no, due_at=item.due_at)
    workflow = rulebook.workflows[item.follows]
    handed_on = workflow.steps.get("reassign")
    if not is_handed_on or handed_on is None:
        return replace(move, starts=(), notices=move.notices if is_handed_on else ())
    move = replace(move, settles=frozenset(handed_on.settles))
    return clocks.apply(workflow, move, handed_on, rulebook.days_for(item.severity))


def _told_again(move: Move) -> Move:
    """Each notice with a reason of its own: who was told at first is told of this too."""
    told = (
        replace(n, reason=f"{AMENDED} {move.number} {n.letter} {n.asks or ''}".strip())
        for n in move.notices
    )
    return replace(move, notices=tuple(told))
