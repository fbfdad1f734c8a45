"""New days off: what is open stands as if they had been off from the beginning, and never earlier.

The oracle is a second life: the same steps taken under the calendar that had them all along.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from closeloop.rehearsal.life import Life
from closeloop.rules import calendar_change
from closeloop.rules.calendar_change import Change, Dated, Moved
from closeloop.rules.refusals import Refusal
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.workflow import SEVERITIES
from closeloop.rules.working_days import WorkingDays, london_day
from tests.rules.england import ENGLAND, at
from tests.rules.midshire import EVERYBODY, MONDAY, RULES, SHIPPED, action, escalated, offered
from tests.rules.test_lives import TURNS, Turn, facts_for

Taken = tuple[str, dict[str, Any]]
HERE, EVERYWHERE = "a closure here", "a bank holiday"
OFF = st.sets(st.integers(1, 40), min_size=1, max_size=6)


def lives(life: Life, turns: list[Turn]) -> tuple[datetime, list[Taken]]:
    """Let people act; until when, and the steps that they took."""
    now, taken = MONDAY, []
    for hours, choice in turns:
        now += timedelta(hours=hours)
        life.run_to(now)
        can = [(p.id, step) for p in EVERYBODY for step in life.rulebook.open_to(life.item, p.id)]
        if can:
            who, step = can[choice % len(can)]
            facts: dict[str, Any] = facts_for(life, step, now, choice)
            how = facts | {"by": who, "at": now, "owner": EVERYBODY[choice % len(EVERYBODY)].id}
            life.take(step, **how)
            taken.append((step, how))
    return now, taken


def lives_again(life: Life, taken: list[Taken], until: datetime) -> None:
    """Take the same steps under the calendar of another life."""
    for step, how in taken:
        life.run_to(how["at"])
        try:
            life.take(step, **how)
        except Refusal:
            reject()  # a later date there makes another step of it
    life.run_to(until)


def ran_on_from_an_agreed_day(taken: list[Taken]) -> bool:
    """Whether a challenge was decided while the date was one that people had agreed on."""
    steps = [step for step, _ in taken]
    agreed = any(how.get("due_on") for step, how in taken if "decide" in steps)
    return agreed and "challenge" in steps


def moved(life: Life, change: Change) -> Moved:
    """What the change moves of a life."""
    entries = [Dated(m.step, m.before, m.after, m.facts) for m in life.moves]
    workflow = SHIPPED[life.item.follows]
    agreed = calendar_change.is_agreed(workflow, entries)
    return calendar_change.moved(workflow, life.item, life.timers, change, is_agreed=agreed)


def with_days_off(rules: Rulebook, days: set[date], *, reach: str) -> Rulebook:
    """The rules under a calendar with more days off: bank holidays, or closures here."""
    known = rules.days
    if reach == EVERYWHERE:
        return replace(rules, days=replace(known, closed=known.closed | days))
    return replace(rules, days=replace(known, local=known.local | days))


@given(TURNS, st.sampled_from(SEVERITIES), st.sampled_from([action, escalated, offered]), OFF,
       st.sampled_from([HERE, EVERYWHERE]))  # fmt: skip
def test_it_stands_as_if_the_days_had_been_off_all_along(
    turns: list[Turn],
    severity: str,
    begun: Any,  # noqa: ANN401
    off: set[int],
    reach: str,
) -> None:
    life = begun(severity)
    now, taken = lives(life, turns)
    today = london_day(now)
    other = with_days_off(RULES, {today + timedelta(n) for n in off}, reach=reach)
    again = begun(severity)
    first = again.moves[0]
    again = Life(other, first.item)
    again.apply(other.begin(first.item, by=first.by, at=first.at, facts=first.facts))
    lives_again(again, taken, now)
    found = moved(life, Change(RULES.days, other.days, today))
    if life.item.due_at:
        assert found.due_at
        assert found.due_at >= life.item.due_at
    if ran_on_from_an_agreed_day(taken):
        return  # the day was agreed, what was left of it was counted: either calendar may be meant
    if life.item.due_at and london_day(life.item.due_at) > today:
        assert found.due_at == again.item.due_at
    assert found.ends_at == again.item.ends_at
    beside = {(t.clock, t.since_no, t.turn): t.due_at for t in again.timers}
    for timer in life.timers:
        ran_out = found.timers.get(timer.id, timer.due_at)
        assert beside.get((timer.clock, timer.since_no, timer.turn), ran_out) == ran_out


@pytest.mark.parametrize(
    ("severity", "reach", "moves_to"),
    [
        ("standard", HERE, at(2026, 3, 31).date()),
        ("critical", HERE, None),
        ("critical", EVERYWHERE, None),
    ],
)
def test_a_day_off_moves_what_counts_working_days(
    severity: str, reach: str, moves_to: date | None
) -> None:
    life = action(severity)
    change = off({date(2026, 3, 10)}, reach=reach)
    found = moved(life, change)
    assert (london_day(found.due_at) if found.date_moves and found.due_at else None) == moves_to


def off(days: set[date], *, reach: str) -> Change:
    """Days off declared on the Monday of the tests."""
    after = with_days_off(Rulebook({}, ENGLAND), days, reach=reach).days
    return Change(ENGLAND, after, MONDAY.date())


def test_a_day_that_people_agreed_on_stays_unless_nobody_works_on_it() -> None:
    life = action("standard")
    life.moves[0] = replace(life.moves[0], facts={"due_on": date(2026, 3, 12)})
    life.item = replace(life.item, due_at=ENGLAND.end_of_day(date(2026, 3, 12)))
    assert not moved(life, off({date(2026, 3, 10)}, reach=HERE)).date_moves
    found = moved(life, off({date(2026, 3, 12)}, reach=HERE))
    assert found.due_at == ENGLAND.end_of_day(date(2026, 3, 13))


def test_days_that_are_past_or_off_already_move_nothing() -> None:
    days = {MONDAY.date(), date(2026, 2, 27), date(2026, 3, 7), date(2026, 4, 3)}
    assert off(days, reach=EVERYWHERE).new_days_off() == []
    assert WorkingDays().includes(MONDAY.date())
