"""What drift is seen by, in which words, and what clears it."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from closeloop.rehearsal.life import Life
from closeloop.rules import drift
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import last_instant
from tests.rules.england import ENGLAND, at
from tests.rules.midshire import (
    AUDITOR,
    COLLEAGUE,
    MANAGER,
    MONDAY,
    OWNER,
    QA_LEAD,
    SHIPPED,
    action,
    addressed,
    discussed,
)

JUNE = at(2026, 6, 1)


def end(month: int, day: int) -> datetime:
    return last_instant(date(2026, month, day))


def found(life: Life) -> dict[str, tuple[datetime, str]]:
    """The first time that each rule found drift, and why."""
    first: dict[str, tuple[datetime, str]] = {}
    for lapse in life.lapses:
        if lapse.found:
            first.setdefault(lapse.found.rule, (lapse.found.since, lapse.found.why))
    return first


@pytest.mark.parametrize(
    ("severity", "moving", "due", "talked"),
    [
        ("critical", at(2026, 3, 3), at(2026, 3, 3), at(2026, 3, 3)),
        ("high", end(3, 9), end(3, 11), end(3, 9)),
        ("standard", end(3, 16), end(4, 8), end(4, 8)),
    ],
)
def test_an_action_that_nobody_touches_drifts_on_these_days(
    severity: str, moving: datetime, due: datetime, talked: datetime
) -> None:
    life = action(severity)
    life.run_to(JUNE)
    since = {rule: at for rule, (at, _) in found(life).items()}
    assert since == {"no_movement": moving, "past_due": due, "not_discussed": talked}


def test_drift_says_why_in_the_amount_of_its_clock() -> None:
    standard, critical = action(), action("critical")
    standard.run_to(JUNE)
    critical.run_to(JUNE)
    assert found(standard)["no_movement"][1] == (
        "No discussion and no new state for 10 working days."
    )
    assert found(critical)["no_movement"][1] == "No discussion and no new state for 24 hours."
    assert found(standard)["past_due"][1] == "The action's date has passed."


def test_what_a_supervision_left_out_says_so() -> None:
    life = action("high")
    assert drift.not_discussed(SHIPPED["audit_action", 1], life.item) == (
        "It was not discussed at the owner's next supervision, or for 5 working days."
    )


def test_a_discussion_clears_no_movement_and_not_discussed_but_not_the_date_that_passed() -> None:
    life = action()
    life.run_to(JUNE)
    assert life.item.drifting == {"no_movement", "past_due", "not_discussed"}
    move = life.take("discuss", by=MANAGER, at=JUNE, note="Agreed")
    assert move.clears == {"no_movement", "not_discussed"}
    assert life.item.drifting == {"past_due"}


def test_a_later_date_clears_the_date_that_passed() -> None:
    life = action()
    life.run_to(JUNE)
    life.take("extend", by=MANAGER, at=JUNE, due_on=date(2026, 6, 12), reason="New worker")
    assert "past_due" not in life.item.drifting


def test_drift_that_stands_is_found_again_only_after_a_while() -> None:
    life = action()
    life.run_to(JUNE)
    again = [lapse.due_at for lapse in life.lapses if lapse.clock == "no_movement"]
    assert again[:3] == [end(3, 16), end(3, 30), end(4, 15)]


def test_a_date_that_passed_before_the_discussion_is_not_forgotten_by_it() -> None:
    life = discussed()
    life.run_to(at(2026, 4, 8))  # due on 30 March; found at the end of 8 April
    assert "past_due" not in life.item.drifting
    life.take("discuss", by=MANAGER, at=at(2026, 4, 8), note="Still to do")
    life.run_to(end(4, 8))
    assert "past_due" in life.item.drifting


def test_the_second_time_that_a_date_is_moved_is_drift() -> None:
    life = discussed()
    first = life.take("extend", by=MANAGER, at=MONDAY, due_on=date(2026, 4, 3), reason="Leave")
    assert first.found == ()
    second = life.take("extend", by=MANAGER, at=MONDAY, due_on=date(2026, 4, 9), reason="Leave")
    assert [(f.rule, f.why) for f in second.found] == [
        ("date_moved", "Its date was moved 2 times.")
    ]
    life.take("discuss", by=MANAGER, at=MONDAY, note="Why it moves")
    assert "date_moved" not in life.item.drifting
    third = life.take("discuss", by=MANAGER, at=MONDAY, note="And again", due_on=date(2026, 4, 30))
    assert [f.why for f in third.found] == ["Its date was moved 3 times."]


def test_an_earlier_date_is_no_move_of_the_date() -> None:
    life = discussed()
    for day in (20, 13):
        life.take("discuss", by=MANAGER, at=MONDAY, note="Sooner", due_on=date(2026, 3, day))
    assert life.item.tallies == {}


def test_the_second_owner_after_the_first_is_drift() -> None:
    life = discussed()
    for owner in (COLLEAGUE, OWNER):
        life.take("reassign", by=MANAGER, at=MONDAY, owner=owner, owner_email="x", reason="Leave")
    assert life.item.drifting == {"owner_changed"}


def test_the_second_return_is_drift_until_it_is_addressed() -> None:
    life = addressed()
    life.take("return", by=AUDITOR, at=MONDAY, reason="Not there")
    life.take("address", by=OWNER, at=MONDAY, note="Done", evidence="Case note")
    life.take("return", by=AUDITOR, at=MONDAY, reason="Not there yet")
    assert life.item.drifting == {"returned_twice"}
    life.take("address", by=OWNER, at=MONDAY, note="Done", evidence="Case note of today")
    assert life.item.drifting == frozenset()


def test_nothing_drifts_that_has_come_to_its_end() -> None:
    life = action()
    life.run_to(JUNE)
    life.take("withdraw", by=QA_LEAD, at=JUNE, reason="Child has moved away")
    assert life.item.drifting == frozenset()
    assert life.timers == []


def test_the_words_of_a_workflow_are_never_a_template() -> None:
    odd = "{{7*7}} {after.__class__} {0} {after}"
    workflow = SHIPPED["audit_action", 1]
    rules = {**workflow.drift, "no_movement": replace(workflow.drift["no_movement"], why=odd)}
    book = Rulebook(SHIPPED | {("audit_action", 1): replace(workflow, drift=rules)}, ENGLAND)
    life = action("high")
    life.rulebook = book
    life.run_to(JUNE)
    assert found(life)["no_movement"][1] == "{{7*7}} {after.__class__} {0} 5 working days"
