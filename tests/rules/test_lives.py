"""Whatever people do, in whichever order: nothing open is without a promise and a person."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rehearsal.life import Life
from closeloop.rules.people import PersonId
from closeloop.rules.workflow import SEVERITIES
from tests.rules.midshire import EVERYBODY, MONDAY, RULES, SHIPPED, action, escalated, offered

Turn = tuple[int, int]  # hours that pass, and which of all steps that are open is taken then
HOURS = st.integers(0, 72) | st.integers(0, 40).map(lambda days: days * 24)
TURNS = st.lists(st.tuples(HOURS, st.integers(0, 999)), max_size=10)


def facts_for(life: Life, step: str, at: datetime, choice: int) -> dict[str, Any]:
    """Facts that fit a step, chosen in one of several ways."""
    rule = SHIPPED[life.item.follows].steps[step]
    facts: dict[str, Any] = dict.fromkeys(rule.needs, "words")
    later = max(at, life.item.due_at or at) + timedelta(days=1 + choice % 30)
    facts |= {
        name: later.date() for name in (*rule.needs, *rule.takes_also) if name.endswith("_on")
    }
    facts |= {name: many[choice % len(many)] for name, many in rule.one_of.items()}
    for name, where in rule.needs_where.items():
        if all(facts.get(key) == said for key, said in where.items()):
            facts[name] = later.date() if name.endswith("_on") else "words"
    return facts


def live(life: Life, turns: list[Turn]) -> None:
    """Let time pass and people act, and look at what stands after each."""
    now = MONDAY
    for hours, choice in turns:
        now += timedelta(hours=hours)
        life.run_to(now)
        stands(life)
        everybody = [person.id for person in EVERYBODY]
        can = [(who, step) for who in everybody for step in RULES.open_to(life.item, who)]
        if can:
            who, step = can[choice % len(can)]
            facts = facts_for(life, step, now, choice)
            life.take(step, by=who, at=now, owner=everybody[choice % len(everybody)], **facts)
            stands(life)


def stands(life: Life) -> None:
    """Hold what must be true of any item at any moment."""
    item, workflow = life.item, SHIPPED[life.item.follows]
    state = workflow.states[item.state]
    assert (item.due_at is not None) == (state.date is not None)
    assert state.last or life.next_at() is not None
    assert not (state.last and (item.held_at or item.drifting))
    assert item.around.who("owner")
    assert (item.held_at is not None) <= ("challenged" in item.marks)
    assert all(timer.since_no >= item.stay_no for timer in life.timers)
    clocks = [timer.clock for timer in life.timers]
    assert len(clocks) == len(set(clocks))


@given(TURNS, st.sampled_from(SEVERITIES))
def test_an_action_always_has_an_owner_a_date_and_a_next_promise(
    turns: list[Turn], severity: str
) -> None:
    live(action(severity), turns)


@given(TURNS, st.sampled_from(SEVERITIES), st.sampled_from([escalated, offered]))
def test_an_escalation_always_has_a_receiver_and_a_next_promise(
    turns: list[Turn],
    severity: str,
    raised: Any,  # noqa: ANN401
) -> None:
    life = raised(severity)
    live(life, turns)
    assert life.item.around.who("receiver")


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_challenge_is_still_asked_about_when_the_action_is_addressed_meanwhile(
    severity: str,
) -> None:
    life = action(severity)
    life.take("discuss", by=PersonId(2), at=MONDAY, note="Agreed")
    life.take("challenge", by=PersonId(1), at=MONDAY, reason="Not so")
    move = life.take("address", by=PersonId(1), at=MONDAY, note="Done", evidence="Case note")
    undecided = [start for start in move.starts if start.clock == "undecided"]
    assert [start.never_held for start in undecided] == [True]
    assert life.next_at() is not None
