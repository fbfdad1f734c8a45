"""An escalation goes up by its rungs, within one ceiling, whatever people answer and when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closeloop.rehearsal.life import Life
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Missing, NotNow, Wrong
from closeloop.rules.workflow import SEVERITIES
from closeloop.rules.working_days import last_instant
from tests.rules.england import ENGLAND, at
from tests.rules.midshire import (
    AUDITOR,
    DIRECTOR,
    HEAD,
    IRO,
    MANAGER,
    MONDAY,
    NAMED,
    OWNER,
    QA_LEAD,
    RULES,
    SERVICE,
    around,
    escalated,
    offered,
    person,
)


def end(month: int, day: int) -> datetime:
    return last_instant(date(2026, month, day))


def levels(life: Life) -> list[tuple[str | None, datetime]]:
    """Each rung that it reached, and when."""
    return [(move.level, move.at) for move in life.moves if move.level]


def asked(life: Life) -> tuple[PersonId, ...]:
    return life.item.around.who("receiver")


def test_drift_that_is_offered_goes_from_the_iro_to_the_director_in_twenty_days() -> None:
    life = offered()
    life.run_to(at(2026, 5, 29))
    assert levels(life) == [
        ("independent", MONDAY),
        ("service_manager", end(3, 9)),
        ("head_of_service", end(3, 16)),
        ("director", end(3, 23)),
    ]
    assert asked(life) == (DIRECTOR,)
    assert life.item.ends_at == end(3, 30)


def test_critical_drift_goes_up_in_hours_also_at_night() -> None:
    life = offered("critical")
    life.run_to(MONDAY + timedelta(hours=20))
    assert levels(life) == [
        ("independent", MONDAY),
        ("service_manager", MONDAY + timedelta(hours=4)),
        ("head_of_service", MONDAY + timedelta(hours=8)),
        ("director", MONDAY + timedelta(hours=12)),
    ]
    assert life.item.ends_at == MONDAY + timedelta(hours=20)


def test_critical_drift_is_told_to_chair_and_head_of_service_at_once() -> None:
    critical, high = offered("critical").moves[0], offered("high").moves[0]
    assert {notice.to for notice in critical.notices} == {IRO, HEAD}
    assert {notice.to for notice in high.notices} == {IRO}


def test_a_person_s_escalation_begins_with_the_team_manager() -> None:
    life = escalated()
    assert life.item.level == "team_manager"
    assert asked(life) == (MANAGER,)
    life.run_to(at(2026, 5, 29))
    assert [level for level, _ in levels(life)] == [
        "team_manager",
        "service_manager",
        "head_of_service",
        "director",
    ]


def test_an_informal_one_never_goes_up_by_itself_and_is_outside_the_ceiling() -> None:
    life = escalated(level="informal")
    assert asked(life) == (OWNER,)
    life.run_to(at(2026, 9, 1))
    assert life.item.level == "informal"
    assert life.item.ends_at is None
    told = {notice.to for lapse in life.lapses for notice in lapse.notices}
    assert told == {OWNER, IRO}


def test_the_ceiling_begins_with_the_first_formal_rung() -> None:
    life = escalated(level="informal")
    week_later = at(2026, 3, 9)
    life.take("escalate", by=IRO, at=week_later, note="No answer")
    assert life.item.level == "team_manager"
    assert life.item.ends_at == ENGLAND.end_of(20, week_later)


def test_skipping_a_rung_needs_a_reason() -> None:
    life = escalated()
    with pytest.raises(Missing, match="reason"):
        life.take("escalate", by=IRO, at=MONDAY, note="Urgent", level="head_of_service")
    life.take(
        "escalate", by=IRO, at=MONDAY, note="Urgent", level="head_of_service", reason="He is out"
    )
    assert asked(life) == (HEAD,)


def test_the_next_rung_needs_no_reason() -> None:
    life = escalated()
    life.take("escalate", by=IRO, at=MONDAY, note="No answer", level="service_manager")
    assert asked(life) == (SERVICE,)


@pytest.mark.parametrize("level", ["informal", "team_manager", "mayor"])
def test_an_escalation_never_goes_down(level: str) -> None:
    life = escalated()
    with pytest.raises(Wrong, match="service_manager, head_of_service, director"):
        life.take("escalate", by=IRO, at=MONDAY, note="Again", level=level, reason="Because")


def test_above_the_director_there_is_nobody_to_go_to() -> None:
    life = escalated(level="director")
    with pytest.raises(NotNow):
        life.take("escalate", by=IRO, at=MONDAY, note="Still open")
    life.run_to(at(2026, 6, 1))
    assert life.item.state == "waiting"
    last = life.lapses[-1]
    assert {notice.to for notice in last.notices} == {DIRECTOR, IRO}


def test_a_late_answer_eats_the_days_of_the_next_rung() -> None:
    life = escalated()
    answered_at, not_accepted_at = at(2026, 3, 9), at(2026, 3, 26)
    life.take("resolve", by=MANAGER, at=answered_at, note="Visit is booked")
    life.take("escalate", by=IRO, at=not_accepted_at, note="It was not held")
    assert life.item.level == "service_manager"
    assert life.item.due_at == life.item.ends_at == end(3, 30)


def test_once_its_days_are_over_it_goes_to_the_top_at_once() -> None:
    life = escalated()
    life.take("resolve", by=MANAGER, at=at(2026, 3, 9), note="Visit is booked")
    late = at(2026, 4, 20)
    life.take("escalate", by=IRO, at=late, note="It was not held")
    life.run_to(late)
    assert life.item.level == "director"
    assert life.item.due_at == life.item.ends_at == end(3, 30)


def test_offered_drift_that_is_put_right_is_closed() -> None:
    life = offered()
    life.take("resolve", by=IRO, at=MONDAY, note="Visit is booked")
    assert life.item.state == "closed"
    assert life.item.due_at is None
    assert life.timers == []


def test_a_person_s_escalation_is_closed_by_who_raised_it() -> None:
    life = escalated()
    life.take("resolve", by=MANAGER, at=MONDAY, note="Visit is booked")
    assert life.item.state == "answered"
    assert "close" not in RULES.open_to(life.item, MANAGER)
    life.take("close", by=IRO, at=MONDAY, outcome="back_on_track", note="It is")
    assert life.item.state == "closed"


def test_who_passes_offered_drift_up_has_raised_it() -> None:
    life = offered()
    move = life.take("pass_up", by=IRO, at=MONDAY, note="Third time")
    assert move.raiser == IRO
    assert life.item.around.who("raiser") == (IRO,)
    assert asked(life) == (SERVICE,)
    life.take("resolve", by=SERVICE, at=MONDAY, note="Worker is back")
    assert life.item.state == "answered"
    assert "close" in RULES.open_to(life.item, IRO)


def test_passing_a_person_s_escalation_up_leaves_it_theirs() -> None:
    life = escalated()
    move = life.take("pass_up", by=MANAGER, at=MONDAY, note="Not mine to give")
    assert move.raiser is None
    assert life.item.around.who("raiser") == (IRO,)


def test_after_a_direction_offered_drift_is_asked_again_on_its_day() -> None:
    life = offered()
    life.take("direct", by=IRO, at=MONDAY, note="Visit by Thursday", by_on=date(2026, 3, 5))
    assert life.item.state == "answered"
    life.run_to(end(3, 5))
    assert (life.item.state, life.item.level) == ("waiting", "independent")
    assert life.moves[-1].step == "ask_again"
    assert life.moves[-1].by is None


def test_after_a_direction_a_person_is_asked_whether_it_was_enough() -> None:
    life = escalated()
    life.take("direct", by=MANAGER, at=MONDAY, note="Visit by Thursday", by_on=date(2026, 3, 5))
    life.run_to(end(3, 5))
    assert life.item.state == "answered"
    assert [(n.asks, n.to) for n in life.lapses[-1].notices] == [("accept", IRO)]


def test_drift_that_is_cleared_closes_what_was_offered() -> None:
    life = offered()
    life.take("clear", by=None, at=MONDAY)
    assert life.item.state == "closed"


@pytest.mark.parametrize("step", ["go_up", "ask_again", "clear"])
def test_nobody_takes_the_steps_that_are_closeloop_s(step: str) -> None:
    life = escalated()
    for somebody in (OWNER, MANAGER, IRO, QA_LEAD, DIRECTOR, AUDITOR):
        assert step not in RULES.open_to(life.item, somebody)


def test_an_absent_manager_s_deputy_answers_for_them() -> None:
    away = person(MANAGER, "team_manager", manager=SERVICE, deputy=QA_LEAD, away=True)
    life = escalated(who=around(away))
    move = life.take("resolve", by=QA_LEAD, at=MONDAY, note="Visit is booked")
    assert move.acting_for == MANAGER


def test_where_nobody_independent_is_there_a_service_manager_may_raise_it_further() -> None:
    life = offered(who=around(bearings=replace(NAMED, iro=None, status="cin")))
    assert asked(life) == (SERVICE, QA_LEAD)
    life.take("pass_up", by=QA_LEAD, at=MONDAY, note="Third time")
    assert life.item.around.who("raiser") == (QA_LEAD,)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["resolve", "direct", "pass_up", "escalate", "wait"]),
        st.integers(0, 9),
        st.sampled_from([None, "service_manager", "head_of_service", "director"]),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(STEPS, st.sampled_from([escalated, offered]), st.sampled_from(SEVERITIES))
def test_it_never_takes_more_than_twenty_working_days_to_reach_the_top(
    answers: list[tuple[str, int, str | None]], raised: Callable[[str], Life], severity: str
) -> None:
    life = raised(severity)
    ceiling = life.item.ends_at
    assert ceiling is not None
    assert ceiling <= ENGLAND.end_of(20, MONDAY)
    now = MONDAY
    for step, hours, level in answers:
        now += timedelta(hours=hours * (2 if severity == "critical" else 24))
        life.run_to(now)
        someone = (*asked(life), *life.item.around.who("raiser"))
        by = next((p for p in someone if step in RULES.open_to(life.item, p)), None)
        if by is not None:
            _take(life, step, by=by, at=now, level=level)
        assert life.item.ends_at == ceiling
        assert life.item.due_at is None or life.item.due_at <= ceiling
    life.run_to(max(now, ceiling))
    if life.item.state in {"waiting", "passed_up"}:
        assert life.item.level == "director"


def _take(life: Life, step: str, *, by: PersonId, at: datetime, level: str | None) -> None:
    if step == "direct":
        life.take(step, by=by, at=at, note="Do it", by_on=at.date() + timedelta(days=3))
    elif step == "resolve":
        life.take(step, by=by, at=at, note="Done")
    else:
        names = ["independent", "team_manager", "service_manager", "head_of_service", "director"]
        higher = level and names.index(level) > names.index(life.item.level or "")
        skip: dict[str, Any] = {"level": level, "reason": "No answer"} if higher else {}
        life.take(step, by=by, at=at, note="Go on", **skip)
