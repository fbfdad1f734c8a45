"""A rehearsal shows who would hear what and when, and keeps and sends nothing."""

from datetime import date

import pytest

from closeloop.rehearsal.foreseen import Foreseen, foresee
from closeloop.rules.working_days import last_instant
from tests.rules.england import at
from tests.rules.midshire import RULES

MONDAY, APRIL = date(2026, 3, 2), date(2026, 4, 30)


def of(severity: str, workflow: str = "audit_action") -> list[Foreseen]:
    return [one for one in foresee(RULES, "audit_action", MONDAY, APRIL)
            if (one.severity, one.workflow) == (severity, workflow)]  # fmt: skip


def end(month: int, day: int) -> object:
    return last_instant(date(2026, month, day))


def test_the_first_to_hear_is_the_owner_on_the_day_that_it_is_raised() -> None:
    first = of("standard")[0]
    assert (first.at, first.cause, first.letter, first.who) == (
        at(2026, 3, 2),
        "raise",
        "acknowledge",
        ("owner",),
    )


def test_who_hears_is_told_in_relations_by_day_and_clock() -> None:
    overdue = [(one.at, one.letter, one.who) for one in of("standard") if one.cause == "overdue"]
    assert overdue[0] == (at(2026, 4, 1, 8), "overdue", ("owner", "owners_manager"))


def test_drift_is_shown_with_its_reason_and_offered_once() -> None:
    drift = [one for one in of("standard") if one.drift]
    assert (drift[0].at, drift[0].drift) == (end(3, 16), "no_movement")
    assert drift[0].why == "No discussion and no new state for 10 working days."
    offered = [one for one in of("standard", "escalation") if one.cause == "raise"]
    assert [(one.at, one.level) for one in offered] == [(end(3, 16), "independent")]


def test_the_rungs_that_nobody_answers_are_shown_up_to_the_director() -> None:
    levels = dict.fromkeys(one.level for one in of("standard", "escalation"))
    assert list(levels) == ["independent", "service_manager", "head_of_service", "director"]


def test_chair_and_head_of_service_hear_of_critical_drift_at_once() -> None:
    [offered] = [one for one in of("critical", "escalation") if one.cause == "raise"]
    assert offered.at == at(2026, 3, 3)
    assert offered.who == ("receiver", "head_of_service")


def test_an_escalation_is_rehearsed_by_itself() -> None:
    found = foresee(RULES, "escalation", MONDAY, APRIL)
    assert {one.workflow for one in found} == {"escalation"}
    assert found[0].level == "team_manager"


def test_it_ends_with_the_last_instant_of_the_last_day() -> None:
    found = foresee(RULES, "audit_action", MONDAY, date(2026, 3, 4))
    assert found[-1].at == end(3, 4)
    assert found == sorted(found, key=lambda one: one.at)


@pytest.mark.parametrize("last", [date(2026, 3, 1), date(2028, 3, 2)])
def test_days_in_the_wrong_order_or_years_apart_are_refused(last: date) -> None:
    with pytest.raises(ValueError, match="Choose a last day from 2026-03-02 to 400 days after it"):
        foresee(RULES, "audit_action", MONDAY, last)
