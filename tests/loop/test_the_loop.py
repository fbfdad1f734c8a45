"""The loop from a finding to verified, and what happens when nobody acts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from closeloop.rules.refusals import Missing, NotNow, NotYours
from tests.authority import MONDAY, Authority

DECEMBER_14 = datetime(2026, 12, 14, 9, tzinfo=UTC)  # a Monday


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_a_finding_goes_from_raised_to_verified(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.takes(action, "acknowledge", "amira")
    authority.supervises("amira", {action: "on_track"}, by="tia")
    authority.takes(action, "address", "amira", note="Visited", evidence="Case note 12 March")
    authority.takes(action, "verify", "ada", note="Seen on the record")
    assert authority.stands(action).state == "verified"
    assert authority.history(action) == ["raise", "acknowledge", "discuss", "address", "verify"]


def test_an_action_left_alone_reaches_owner_manager_and_iro_on_the_right_days(
    authority: Authority,
) -> None:
    authority.takes_in()
    action = authority.raised(at=DECEMBER_14)
    authority.takes(action, "acknowledge", "amira", at=DECEMBER_14)
    heard: list[tuple[date, str, str]] = []
    day = DECEMBER_14
    while day < at(2027, 1, 2):
        known = len(authority.owed())
        authority.looks(day)
        heard += [(day.date(), *told) for told in authority.owed()[known:]]
        day += timedelta(days=1)
    assert heard == [
        (date(2026, 12, 22), "reminder", "amira"),  # 5 working days without movement are over
        (date(2026, 12, 24), "reminder", "tia"),  # 7
        (date(2026, 12, 31), "escalation", "iris"),  # 10: 25 and 28 December are bank holidays
    ]
    assert authority.drift(action) == {"no_movement"}


def test_drift_that_nobody_answers_climbs_to_the_director_in_twenty_working_days(
    authority: Authority,
) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.takes(action, "acknowledge", "amira")
    offered = at(2026, 3, 17)
    authority.looks(offered)
    escalation = authority.escalation_of(action)
    assert escalation is not None
    told = []
    for day in (at(2026, 3, 25), at(2026, 4, 1), at(2026, 4, 10)):
        authority.looks(day)
        told.append([who for letter, who in authority.owed(escalation) if letter == "escalation"])
    assert [people[-1] for people in told] == ["sam", "hal", "dana"]


def test_a_discussion_clears_the_drift_and_closes_what_was_offered(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.looks(at(2026, 3, 17))
    escalation = authority.escalation_of(action)
    assert escalation is not None
    authority.supervises("amira", {action: "on_track"}, by="tia", at=at(2026, 3, 18))
    assert authority.drift(action) == set()
    assert authority.stands(escalation).state == "closed"
    assert authority.escalation_of(action) is None


def test_acknowledging_does_not_stop_the_clock_that_leads_to_the_iro(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised("high")
    authority.takes(action, "acknowledge", "amira")
    authority.looks(at(2026, 3, 10))
    assert "no_movement" in authority.drift(action)


def test_the_owner_never_verifies_nor_does_their_manager(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.supervises("amira", {action: "on_track"}, by="tia")
    authority.takes(action, "address", "amira", note="Done", evidence="Case note")
    for somebody in ("amira", "tia"):
        with pytest.raises(NotYours):
            authority.takes(action, "verify", somebody, note="Fine")


def test_a_step_out_of_turn_says_what_can_be_done_now(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    with pytest.raises(NotNow) as refused:
        authority.takes(action, "address", "amira", note="Done", evidence="Case note")
    assert refused.value.names == ("acknowledge", "challenge", "ask_for_time")


def test_addressing_without_saying_where_it_is_recorded_is_refused(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.supervises("amira", {action: "on_track"}, by="tia")
    with pytest.raises(Missing, match="evidence"):
        authority.takes(action, "address", "amira", note="Done")


def test_a_child_with_neither_iro_nor_chair_goes_to_service_manager_and_qa_lead(
    authority: Authority,
) -> None:
    authority.takes_in(status="cin", iro=None)
    action = authority.raised()
    authority.looks(at(2026, 3, 17))
    escalation = authority.escalation_of(action)
    assert authority.owed(escalation) == [("escalation", "sam"), ("escalation", "quinn")]


def test_a_challenge_holds_the_clocks_and_what_was_left_runs_on(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()  # due Monday 30 March, in 20 working days
    authority.takes(action, "challenge", "amira", reason="It was done", at=at(2026, 3, 9))
    authority.looks(at(2026, 3, 23))
    assert authority.drift(action) == set()
    authority.takes(
        action, "decide", "quinn", decision="stands", reason="It was not", at=at(2026, 3, 23)
    )
    assert authority.stands(action).due_at == datetime(2026, 4, 15, 22, 59, 59, tzinfo=UTC)


def test_a_challenge_is_asked_about_again_though_the_action_is_addressed_meanwhile(
    authority: Authority,
) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.supervises("amira", {action: "on_track"}, by="tia")
    authority.takes(action, "challenge", "amira", reason="It was done")
    authority.takes(action, "address", "amira", note="Done", evidence="Case note")
    asked = authority.owed(action).count(("request", "quinn"))
    authority.looks(at(2026, 3, 10))
    assert authority.owed(action).count(("request", "quinn")) == asked + 1


def test_a_date_moved_twice_is_drift(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.takes(action, "extend", "tia", due_on=date(2026, 4, 10), reason="Court date")
    assert authority.drift(action) == set()
    authority.takes(action, "extend", "tia", due_on=date(2026, 4, 20), reason="Court date")
    assert authority.drift(action) == {"date_moved"}


def test_what_a_supervision_left_out_is_drifting(authority: Authority) -> None:
    authority.takes_in()
    first, second = authority.raises("standard", "standard")
    authority.supervises("amira", {first: "on_track"}, by="tia")
    assert authority.drift(first) == set()
    assert authority.drift(second) == {"not_discussed"}


def test_a_receiver_who_directs_is_asked_again_if_the_drift_stands(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.looks(at(2026, 3, 17))
    escalation = authority.escalation_of(action)
    assert escalation is not None
    authority.responds(
        escalation, "direction", "iris", note="Visit", by_on=date(2026, 3, 20), at=at(2026, 3, 18)
    )
    assert authority.stands(escalation).state == "answered"
    authority.looks(at(2026, 3, 23))
    assert authority.stands(escalation).state == "waiting"
    assert authority.owed(escalation)[-1] == ("escalation", "iris")


def test_an_iro_who_passes_it_up_becomes_its_raiser(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.looks(at(2026, 3, 17))
    escalation = authority.escalation_of(action)
    assert escalation is not None
    authority.responds(escalation, "escalate", "iris", note="Nothing has moved")
    stands = authority.stands(escalation)
    assert (stands.state, stands.level) == ("passed_up", "service_manager")
    assert stands.around.who("raiser") == (authority.who("iris"),)
    assert stands.around.who("receiver") == (authority.who("sam"),)


def test_nothing_fires_twice(authority: Authority) -> None:
    authority.takes_in()
    authority.raised()
    later = MONDAY + timedelta(days=40)
    assert authority.looks(later).timers > 0
    assert authority.looks(later).timers == 0
