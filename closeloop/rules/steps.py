"""A step: whether it is open, whether its facts fit, and what it changes."""

from collections.abc import Mapping
from datetime import date, datetime

from closeloop.rules import ladder
from closeloop.rules.day_words import day_words
from closeloop.rules.items import Item
from closeloop.rules.moves import Act, Fact, Move
from closeloop.rules.refusals import Missing, Wrong
from closeloop.rules.workflow import Step, Workflow
from closeloop.rules.working_days import WorkingDays, last_instant, london_day


def is_open(workflow: Workflow, item: Item, rule: Step) -> bool:
    """Whether the item stands where the step may be taken, whoever takes it."""
    return (
        workflow.after(rule.name, item.state) is not None
        and item.severity in rule.severities
        and item.marks.issuperset(rule.only)
        and item.marks.isdisjoint(rule.unless)
        and (not rule.climbs or ladder.above(workflow, item) is not None)
    )


def check(
    workflow: Workflow, item: Item, rule: Step, facts: Mapping[str, Fact], at: datetime
) -> None:
    """Raise Missing or Wrong unless these facts are what the step takes."""
    if unknown := [name for name in facts if name not in rule.takes()]:
        raise Wrong(dict.fromkeys(unknown, f"{rule.name} does not take this."), item.id)
    if missing := [need for need in needed(rule, facts) if not facts.get(need)]:
        raise Missing(missing, item.id)
    for name, choices in rule.one_of.items():
        if facts.get(name) and facts[name] not in choices:
            raise Wrong({name: f"Choose one of: {', '.join(choices)}."}, item.id)
    _check_days(item, rule, facts, at)
    if rule.climbs:
        ladder.check(workflow, item, facts)


def needed(rule: Step, facts: Mapping[str, Fact]) -> list[str]:
    """The facts that the step needs, given those there are."""
    also = (name for name, where in rule.needs_where.items() if _holds(where, facts))
    return [*rule.needs, *also]


def _holds(where: Mapping[str, str], facts: Mapping[str, Fact]) -> bool:
    return all(facts.get(name) == value for name, value in where.items())


def _check_days(item: Item, rule: Step, facts: Mapping[str, Fact], at: datetime) -> None:
    """A date that somebody sets is today or later; a later one where the step says so."""
    today = london_day(at)
    for name in ("due_on", "by_on", "ask_again_on"):
        day = facts.get(name)
        if isinstance(day, date) and day < today:
            message = f"{day_words(day, today)} has passed. Choose today or a later day."
            raise Wrong({name: message}, item.id)
    due = facts.get(rule.dates) if rule.dates else None
    if rule.later and isinstance(due, date) and item.due_at and due <= london_day(item.due_at):
        now_due = day_words(london_day(item.due_at), today)
        message = f"It is due on {now_due} already. Choose a later day."
        raise Wrong({str(rule.dates): message}, item.id)


def make(workflow: Workflow, item: Item, rule: Step, act: Act) -> Move:
    """The bare move: state, number, date, marks, owner, level; clocks and drift come after."""
    after = _leads_to(workflow, item, rule, act.facts)
    number = item.move_no + 1
    enters = after != item.state or rule.to is not None
    climbed = ladder.climb(workflow, item, rule, act)
    due_at = _due(workflow, item, rule, act, after)
    tallies = dict(item.tallies)
    for tally in _counted(workflow, item, rule, after, due_at):
        tallies[tally] = tallies.get(tally, 0) + 1
    ends_at = climbed.ends_at if climbed else item.ends_at
    return Move(
        item=item,
        step=rule.name,
        by=act.by,
        acting_for=item.around.stands_for(act.by, rule.by) if act.by is not None else None,
        at=act.at,
        facts=act.facts,
        before=item.state,
        after=after,
        number=number,
        stay_no=number if enters else item.stay_no,
        marks=(item.marks - set(rule.unmarks) - (climbed.unmarks if climbed else set()))
        | set(rule.marks),
        tallies=tallies,
        due_at=ladder.under(due_at, ends_at),
        settles=frozenset(rule.settles),
        owner=act.owner if rule.hands_to else None,
        level=climbed.level if climbed else None,
        receiver_is=climbed.receiver_is if climbed else None,
        ends_at=ends_at,
        held_at=_held_at(workflow, item, after, act.at if enters else item.held_at),
        raiser=act.by if climbed and climbed.becomes_raiser else None,
        ended=workflow.is_last(after),
    )


def _held_at(workflow: Workflow, item: Item, after: str, since: datetime | None) -> datetime | None:
    """Since when the clocks are held: a new stay has days of its own, all of them still to run."""
    return None if item.held_at is None or workflow.is_last(after) else since


def _leads_to(workflow: Workflow, item: Item, rule: Step, facts: Mapping[str, Fact]) -> str:
    for name, turns in rule.turns.items():
        if (said := facts.get(name)) in turns:
            return turns[str(said)]
    for mark, turn in rule.turns_if_marked.items():
        if mark in item.marks:
            return turn
    return workflow.after(rule.name, item.state) or item.state


def chosen(severity: str, day: date, days: WorkingDays) -> datetime:
    """The date that people chose: the end of that day, for all but critical a working day."""
    return last_instant(day) if severity == "critical" else days.end_of_day(day)


def date_in(
    workflow: Workflow, item: Item, state: str, at: datetime, days: WorkingDays
) -> datetime | None:
    """The date that an item of this severity has when it enters a state now; None for none."""
    named = workflow.states[state].date
    return workflow.dates[named][item.severity].since(at, days) if named else None


def _due(workflow: Workflow, item: Item, rule: Step, act: Act, after: str) -> datetime | None:
    """The item's date from now on: agreed, anew where another kind of date begins, or as it was."""
    agreed = act.facts.get(rule.dates) if rule.dates else None
    if isinstance(agreed, date):
        return chosen(item.severity, agreed, act.days)
    kinds = workflow.states[item.state].date, workflow.states[after].date
    asked_anew = bool(workflow.rungs) and (rule.to is not None)
    if kinds[0] == kinds[1] and not asked_anew:
        return item.due_at
    due_at = date_in(workflow, item, after, act.since or act.at, act.days)
    if due_at is None or due_at > act.at:
        return due_at
    return date_in(workflow, item, after, act.at, act.days)  # found too late to go on from there


def _counted(
    workflow: Workflow, item: Item, rule: Step, after: str, due_at: datetime | None
) -> list[str]:
    """What this step adds to the tallies: its own, and a date that moved to a later day."""
    counted = [rule.counts] if rule.counts else []
    same_kind = workflow.states[item.state].date == workflow.states[after].date
    moved = rule.dates and same_kind and item.due_at and due_at
    if moved and due_at and item.due_at and london_day(due_at) > london_day(item.due_at):
        counted.append("date_moved")
    return counted
