"""Drift: what a clock or a count has found, why in words, and what clears it (R39)."""

from dataclasses import replace

from closeloop.rules.amounts import Amount
from closeloop.rules.clocks import Timer
from closeloop.rules.items import Item
from closeloop.rules.moves import Found, Move
from closeloop.rules.workflow import Clock, Drift, Workflow


def apply(workflow: Workflow, move: Move) -> Move:
    """The move with the drift that its counts reveal, and what it clears of what stands."""
    revealed = (_counted(rule, move) for rule in workflow.drift.values())
    found = tuple(f for f in revealed if f)
    clears = {rule.rule for rule in workflow.drift.values() if _is_cleared(rule, move)}
    standing = move.item.drifting if move.ended else clears & move.item.drifting
    return replace(move, found=found, clears=frozenset(standing) - {f.rule for f in found})


def seen_by(workflow: Workflow, item: Item, clock: Clock, timer: Timer) -> Found | None:
    """The drift that a clock finds when it has run out."""
    if clock.drift is None:
        return None
    allowed = clock.after.get(item.severity) or clock.date.get(item.severity)
    why = _why(workflow.drift[clock.drift], "{after}", _in_words(allowed))
    return Found(clock.drift, timer.due_at, why)


def not_discussed(workflow: Workflow, item: Item) -> str:
    """Why an action that its owner's supervision left out is drifting, in words."""
    clock = next(c for c in workflow.clocks.values() if c.drift == "not_discussed")
    after = clock.after.get(item.severity)
    return _why(workflow.drift["not_discussed"], "{after}", _in_words(after))


def _counted(rule: Drift, move: Move) -> Found | None:
    name = rule.counts or rule.rule
    count, before = move.tallies.get(name, 0), move.item.tallies.get(name, 0)
    if rule.at is None or count == before or count < rule.at or move.ended:
        return None
    return Found(rule.rule, move.at, _why(rule, "{count}", str(count)))


def _why(rule: Drift, place: str, said: str) -> str:
    """Why, in the file's words: one place is filled, and nothing else in them is a template."""
    return rule.why.replace(place, said)


def _is_cleared(rule: Drift, move: Move) -> bool:
    later = rule.cleared_by_a_later_date and move.due_at is not None and move.due_at > move.at
    return move.step in rule.cleared_by or later


def _in_words(amount: Amount | None) -> str:
    return amount.in_words() if amount else ""
