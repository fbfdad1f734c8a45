"""Each clock runs out on its right working day, and only what stops it stops it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rehearsal.life import Life
from closeloop.rules.amounts import EndOfDay
from closeloop.rules.clocks import run_on
from closeloop.rules.working_days import last_instant, london_day
from tests.rules.england import CLOSED_AT_CHRISTMAS, ENGLAND, at
from tests.rules.midshire import (
    AUDITOR,
    COLLEAGUE,
    HEAD,
    MANAGER,
    MONDAY,
    OWNER,
    QA_LEAD,
    RULES,
    action,
    addressed,
    discussed,
    verified,
)

BEFORE_CHRISTMAS = at(2026, 12, 21)  # a Monday; 25 and 28 December, 1 January are holidays
BEFORE_EASTER = at(2027, 3, 22)  # a Monday; 26 and 29 March are holidays, summer time on the 28th


def end(month: int, day: int, year: int = 2026) -> datetime:
    return last_instant(date(year, month, day))


def runs_out(life: Life) -> dict[str, datetime]:
    return {timer.clock: timer.due_at for timer in life.timers}


CHRISTMAS = {
    "standard": {
        "unread": end(12, 23),
        "no_movement_owner": end(12, 30),
        "no_movement_manager": end(1, 4, 2027),
        "no_movement": end(1, 7, 2027),
        "due_soon": at(2027, 1, 19, 8),
        "due_today": at(2027, 1, 21, 8),
        "overdue": at(2027, 1, 25, 8),
        "past_due": end(1, 28, 2027),
        "not_discussed": end(1, 28, 2027),
    },
    "high": {
        "unread": end(12, 23),
        "no_movement_owner": end(12, 23),
        "no_movement_manager": end(12, 24),
        "no_movement": end(12, 30),
        "due_soon": at(2026, 12, 24, 8),
        "due_today": at(2026, 12, 30, 8),
        "overdue": at(2027, 1, 4, 8),
        "past_due": end(1, 4, 2027),
        "not_discussed": end(12, 30),
    },
    "critical": {
        "unread": at(2026, 12, 21, 13),
        "no_movement_owner": at(2026, 12, 21, 17),
        "no_movement_manager": at(2026, 12, 21, 21),
        "no_movement": at(2026, 12, 22),
        "due_soon": at(2026, 12, 22, 5),
        "overdue": at(2026, 12, 22, 11),
        "past_due": at(2026, 12, 22),
        "not_discussed": at(2026, 12, 22),
    },
}
EASTER = {
    "standard": {
        "unread": end(3, 24, 2027),
        "no_movement_owner": end(3, 31, 2027),
        "no_movement_manager": end(4, 2, 2027),
        "no_movement": end(4, 7, 2027),
        "due_soon": at(2027, 4, 19, 8),
        "due_today": at(2027, 4, 21, 8),
        "overdue": at(2027, 4, 23, 8),
        "past_due": end(4, 28, 2027),
        "not_discussed": end(4, 28, 2027),
    },
    "high": {
        "unread": end(3, 24, 2027),
        "no_movement_owner": end(3, 24, 2027),
        "no_movement_manager": end(3, 25, 2027),
        "no_movement": end(3, 31, 2027),
        "due_soon": at(2027, 3, 25, 8),
        "due_today": at(2027, 3, 31, 8),
        "overdue": at(2027, 4, 2, 8),
        "past_due": end(4, 2, 2027),
        "not_discussed": end(3, 31, 2027),
    },
}


@pytest.mark.parametrize("severity", CHRISTMAS)
def test_over_christmas_each_clock_passes_the_bank_holidays_unless_critical(severity: str) -> None:
    assert runs_out(action(severity, since=BEFORE_CHRISTMAS)) == CHRISTMAS[severity]


@pytest.mark.parametrize("severity", EASTER)
def test_over_easter_each_clock_passes_the_bank_holidays(severity: str) -> None:
    assert runs_out(action(severity, since=BEFORE_EASTER)) == EASTER[severity]


@pytest.mark.parametrize(
    ("severity", "due_at"),
    [
        ("critical", at(2026, 12, 22)),
        ("high", end(12, 30)),
        ("standard", end(1, 21, 2027)),
    ],
)
def test_the_action_s_date_is_a_day_or_five_or_twenty_working_days_away(
    severity: str, due_at: datetime
) -> None:
    assert action(severity, since=BEFORE_CHRISTMAS).item.due_at == due_at


def test_a_critical_day_has_twenty_four_hours_also_when_the_clocks_change() -> None:
    saturday_evening = at(2027, 3, 27, 18)
    assert action("critical", since=saturday_evening).item.due_at == at(2027, 3, 28, 19)


def test_an_authority_s_own_closure_never_stretches_a_critical_clock() -> None:
    closed = type(RULES)(RULES.workflows, CLOSED_AT_CHRISTMAS)
    assert closed.days_for("critical") == ENGLAND
    assert closed.days_for("high") == CLOSED_AT_CHRISTMAS


@pytest.mark.parametrize(
    ("severity", "unverified", "due_at"),
    [
        ("critical", at(2026, 12, 22), at(2026, 12, 22)),
        ("high", end(12, 30), end(12, 30)),
        ("standard", end(1, 7, 2027), end(1, 7, 2027)),
    ],
)
def test_once_addressed_only_the_clock_for_verifying_runs(
    severity: str, unverified: datetime, due_at: datetime
) -> None:
    life = addressed(severity, since=BEFORE_CHRISTMAS)
    assert runs_out(life) == {"unverified": unverified}
    assert life.item.due_at == due_at


def test_what_is_critical_waits_for_a_countersignature_and_the_rest_for_nothing() -> None:
    assert runs_out(verified("critical")) == {"uncountersigned": MONDAY + timedelta(hours=24)}
    assert runs_out(verified("high")) == {}
    signed = verified("critical")
    signed.take("countersign", by=HEAD, at=MONDAY, note="Read")
    assert runs_out(signed) == {}


def test_a_clock_that_runs_again_counts_from_when_it_ran_out() -> None:
    life = action(since=BEFORE_CHRISTMAS)
    life.run_to(end(1, 8, 2027))
    unread = [lapse.due_at for lapse in life.lapses if lapse.clock == "unread"]
    assert unread == [end(12, 23), end(12, 29), end(12, 31), end(1, 5, 2027), end(1, 7, 2027)]


def test_what_was_missed_while_nothing_ran_is_caught_up_once() -> None:
    life = action()
    timer = next(timer for timer in life.timers if timer.clock == "unread")
    late = RULES.lapse(life.item, timer, at(2026, 3, 20))
    assert late.again is not None
    assert late.again.due_at == end(3, 24)
    assert late.again.turn == 2


def test_acknowledging_stops_the_clock_that_asks_for_it_and_no_other() -> None:
    life = action()
    before = runs_out(life)
    life.take("acknowledge", by=OWNER, at=MONDAY)
    assert runs_out(life) == {clock: due for clock, due in before.items() if clock != "unread"}


def test_reassigning_asks_the_new_owner_to_acknowledge_and_leaves_the_other_clocks() -> None:
    life = action()
    before = runs_out(life)
    life.take("acknowledge", by=OWNER, at=MONDAY)
    wednesday = at(2026, 3, 4)
    life.take(
        "reassign",
        by=MANAGER,
        at=wednesday,
        owner=COLLEAGUE,
        owner_email="person10@midshire.example",
        reason="Holds the case now",
    )
    assert runs_out(life) == before | {"unread": end(3, 6)}
    assert life.item.around.who("owner") == (COLLEAGUE,)


def test_who_gets_an_addressed_action_can_say_that_they_have_read_it() -> None:
    life = addressed()
    assert "acknowledge" not in RULES.open_to(life.item, OWNER)
    life.take("reassign", by=MANAGER, at=MONDAY, owner=COLLEAGUE, owner_email="x", reason="y")
    life.take("acknowledge", by=COLLEAGUE, at=MONDAY)
    assert runs_out(life).keys() == {"unverified"}


def test_more_time_moves_the_clocks_of_the_date_and_no_other() -> None:
    life = action()
    before = runs_out(life)
    life.take("extend", by=MANAGER, at=MONDAY, due_on=date(2026, 4, 10), reason="School is away")
    assert life.item.due_at == end(4, 10)
    moved = {
        "due_soon": at(2026, 4, 8, 8),
        "due_today": at(2026, 4, 10, 8),
        "overdue": at(2026, 4, 14, 8),
        "past_due": end(4, 17),
    }
    assert runs_out(life) == before | moved


def test_a_date_agreed_in_supervision_becomes_the_action_s_date() -> None:
    life = action()
    life.take("discuss", by=MANAGER, at=MONDAY, note="Visit first", due_on=date(2026, 3, 20))
    assert life.item.due_at == end(3, 20)
    assert runs_out(life)["due_today"] == at(2026, 3, 20, 8)


def test_what_is_returned_has_a_new_date_unless_one_is_given() -> None:
    life = addressed()
    life.take("return", by=AUDITOR, at=at(2026, 3, 9), reason="Not on the record")
    assert (life.item.state, life.item.due_at) == ("discussed", end(4, 8))
    given = addressed()
    given.take(
        "return", by=AUDITOR, at=at(2026, 3, 9), reason="Not there", due_on=date(2026, 3, 12)
    )
    assert given.item.due_at == end(3, 12)
    assert runs_out(given)["due_today"] == at(2026, 3, 12, 8)


def test_no_further_impact_is_asked_for_until_the_day_that_was_named() -> None:
    life = verified()
    life.take(
        "impact",
        by=AUDITOR,
        at=MONDAY,
        difference="too_early",
        note="Ask in May",
        ask_again_on=date(2026, 5, 5),
    )
    assert runs_out(life) == {"ask_again": at(2026, 5, 5, 8)}
    life.take("impact", by=QA_LEAD, at=at(2026, 5, 5), difference="yes", note="She is at school")
    assert runs_out(life) == {}


# Challenges hold the clocks ---------------------------------------------------------------------


@pytest.mark.parametrize("severity", ["high", "standard"])
def test_a_challenge_holds_every_clock_but_the_one_that_asks_for_a_decision(severity: str) -> None:
    life = action(severity)
    life.take("challenge", by=OWNER, at=MONDAY, reason="That visit is on the record")
    held = {waiting.id for waiting in life.item.held}
    assert {timer.clock for timer in life.timers if timer.id not in held} == {"undecided"}


def test_a_challenge_never_holds_what_is_critical() -> None:
    life = action("critical")
    life.take("challenge", by=OWNER, at=MONDAY, reason="That visit is on the record")
    assert life.item.held_at is None
    assert life.item.held == ()
    life.run_to(at(2026, 3, 3))
    assert {"past_due", "no_movement", "undecided"} <= {lapse.clock for lapse in life.lapses}


@given(st.integers(0, 20), st.integers(0, 60))
def test_what_a_clock_had_left_when_held_it_has_left_when_it_runs_on(
    elapsed: int, waited: int
) -> None:
    held_at = datetime.combine(ENGLAND.add(elapsed, MONDAY.date()), MONDAY.timetz())
    life = discussed(since=MONDAY)
    life.take("challenge", by=OWNER, at=held_at, reason="Not so")
    decided_at = held_at + timedelta(days=waited)
    life.take("decide", by=QA_LEAD, at=decided_at, decision="stands", reason="Read the record")
    assert life.item.due_at is not None
    assert life.item.held_at is None
    due_on = london_day(life.item.due_at)
    assert elapsed + ENGLAND.between(london_day(decided_at), due_on) == 20
    past_due = runs_out(life)["past_due"]
    assert ENGLAND.between(due_on, london_day(past_due)) == 5


def test_what_was_overdue_when_it_was_held_stays_as_it_was() -> None:
    overdue = at(2026, 2, 20)
    assert run_on(overdue, MONDAY, at(2026, 3, 9), ENGLAND) == overdue


def test_what_is_addressed_while_challenged_has_all_its_days_for_verifying() -> None:
    life = discussed()
    life.take("challenge", by=OWNER, at=MONDAY, reason="Not so")
    life.take("address", by=OWNER, at=at(2026, 3, 5), note="Done", evidence="Case note")
    assert life.item.due_at == end(3, 19)
    life.take("decide", by=QA_LEAD, at=at(2026, 3, 9), decision="stands", reason="Read it")
    assert life.item.due_at == end(3, 23)
    assert runs_out(life) == {"unverified": end(3, 23)}


def test_a_finding_that_is_withdrawn_has_neither_date_nor_clock() -> None:
    life = discussed()
    life.take("challenge", by=OWNER, at=MONDAY, reason="Not so")
    life.take("decide", by=QA_LEAD, at=MONDAY, decision="withdrawn", reason="Right, it is there")
    assert life.item.state == "withdrawn"
    assert life.item.due_at is None
    assert life.timers == []


def test_nobody_decides_about_their_own_finding() -> None:
    life = discussed()
    life.take("challenge", by=OWNER, at=MONDAY, reason="Not so")
    assert "decide" not in RULES.open_to(life.item, AUDITOR)
    assert "decide" in RULES.open_to(life.item, QA_LEAD)


def test_an_amount_of_no_days_is_the_end_of_that_day_even_at_a_weekend() -> None:
    saturday = at(2026, 3, 7, 9)
    assert EndOfDay(0).since(saturday, ENGLAND) == end(3, 7)
