"""Clocks: which timers a move starts, settles, holds and lets run on, and when one runs again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from closeloop.rules import ladder
from closeloop.rules.items import Item
from closeloop.rules.moves import Fact, Move, Start
from closeloop.rules.workflow import Clock, Step, Workflow
from closeloop.rules.working_days import (
    LONDON,
    WorkingDays,
    last_instant,
    london_day,
    morning_of,
)


@dataclass(frozen=True, slots=True)
class Timer:
    """A clock that is running, or has run out."""

    id: int
    clock: str
    since_no: int  # the move that started it
    turn: int
    due_at: datetime


def apply(workflow: Workflow, move: Move, rule: Step, days: WorkingDays) -> Move:
    """The move with the timers that it starts, settles, holds or lets run on.

    A clock belongs to a stay: the timers of the state that is left are dead without being touched.
    """
    item = move.item
    if rule.releases and item.held_at is not None:
        move = _released(move, item.held_at, days)
    elif item.severity in rule.holds:
        move = replace(move, held_at=move.at)
    by_step = (workflow.clocks[name] for name in (*rule.starts, *_where(rule, move.facts)))
    starts = [s for clock in by_step if (s := _start(workflow, clock, move, days))]
    settles = set(move.settles)
    if move.stay_no == move.number:
        starts += on_entering(workflow, move, days)
        lasting = (clock for clock in workflow.clocks.values() if _outlasts(workflow, clock, move))
        starts += [s for clock in lasting if (s := _start(workflow, clock, move, days))]
    elif move.due_at != item.due_at and not move.runs_on:
        dated = [clock for clock in _in_state(workflow, move.after) if clock.date]
        settles.update(clock.name for clock in dated)
        starts += [s for clock in dated if (s := _start(workflow, clock, move, days))]
    return replace(move, starts=tuple(starts), settles=frozenset(settles))


def _released(move: Move, held_at: datetime, days: WorkingDays) -> Move:
    """The move after which what was held runs on; where it begins a new stay, nothing does."""
    if move.stay_no == move.number:
        return replace(move, held_at=None)
    due_at = run_on(move.due_at, held_at, move.at, days) if move.due_at else None
    runs_on = {h.id: run_on(h.due_at, held_at, move.at, days) for h in move.item.held}
    return replace(move, due_at=due_at, runs_on=runs_on, held_at=None)


def on_entering(workflow: Workflow, move: Move, days: WorkingDays) -> tuple[Start, ...]:
    """The timers of a new stay."""
    found = (_start(workflow, c, move, days) for c in _in_state(workflow, move.after))
    return tuple(start for start in found if start)


def again(clock: Clock, item: Item, timer: Timer, at: datetime, days: WorkingDays) -> Start | None:
    """When a clock that has run out runs out again: the first time after now, never a backlog."""
    step = clock.again.get(item.severity)
    if step is None:
        return None
    due_at = step.since(timer.due_at, days)
    if due_at <= at:  # it was caught up late: the next one counts from now
        due_at = step.since(at, days)
    return Start(clock.name, due_at, timer.turn + 1, clock.never_held)


def run_on(due_at: datetime, held_at: datetime, at: datetime, days: WorkingDays) -> datetime:
    """When something held is due once it runs on: what was left then is left now.

    What was overdue already when it was held stays as it was.
    """
    if due_at <= held_at:
        return due_at
    left = days.between(london_day(held_at), london_day(due_at))
    of_day = due_at.astimezone(LONDON).timetz()
    day = days.add(left, london_day(at)) if left else london_day(at)
    return max(datetime.combine(day, of_day).astimezone(due_at.tzinfo), due_at)


def _outlasts(workflow: Workflow, clock: Clock, move: Move) -> bool:
    """Whether what the clock waits for goes on in the new stay: a challenge not yet decided."""
    marks = {mark for step in clock.started_by for mark in workflow.steps[step].marks}
    return clock.never_held and bool(marks) and marks <= move.marks


def _in_state(workflow: Workflow, state: str) -> Iterator[Clock]:
    return (clock for clock in workflow.clocks.values() if state in clock.runs_in)


def _where(rule: Step, facts: Mapping[str, Fact]) -> Iterator[str]:
    """The clocks that the step starts only with certain facts."""
    for clock, where in rule.starts_where.items():
        if all(facts.get(name) == value for name, value in where.items()):
            yield clock


def _start(workflow: Workflow, clock: Clock, move: Move, days: WorkingDays) -> Start | None:
    """The timer of a clock from this move on; None where this severity or date has none."""
    due_at = _runs_out(workflow, clock, move, days)
    return Start(clock.name, due_at, never_held=clock.never_held) if due_at else None


def _runs_out(workflow: Workflow, clock: Clock, move: Move, days: WorkingDays) -> datetime | None:
    """When a clock that starts with this move runs out."""
    if (day := move.facts.get(clock.on_morning_of or clock.on_end_of or "")) is not None:
        return _on_day(clock, day)
    severity = move.item.severity
    if after := clock.after.get(severity):
        return after.since(move.at, days)
    offset = clock.date.get(severity)
    if offset is None or move.due_at is None:
        return None
    due_at = offset.since(move.due_at, days)
    if due_at > move.at:
        return due_at
    reveals = clock.drift is not None and clock.drift not in move.item.drifting
    if reveals or (clock.takes and ladder.goes_on(workflow, move, clock.takes)):
        return move.at  # passed while nobody looked: found at once
    step = clock.again.get(severity)
    return step.since(move.at, days) if step else None


def _on_day(clock: Clock, day: Fact) -> datetime:
    on = day if isinstance(day, date) else date.fromisoformat(str(day))
    return morning_of(on) if clock.on_morning_of else last_instant(on)
