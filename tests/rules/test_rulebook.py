"""What the shipped workflows allow, to whom, and who hears of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from closeloop.rehearsal.life import Life
from closeloop.rules.moves import Fact
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Missing, NotNow, NotYours, Wrong
from closeloop.rules.workflow import SEVERITIES
from tests.rules.midshire import (
    AUDITOR,
    COLLEAGUE,
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
    action,
    addressed,
    around,
    discussed,
    escalated,
    person,
    verified,
)

EVERY_FACT: dict[str, Fact] = {
    "note": "n",
    "evidence": "e",
    "reason": "r",
    "finding": "f",
    "owner_email": "o",
    "decision": "stands",
    "difference": "yes",
    "outcome": "unresolved",
    "due_on": date(2027, 1, 4),
    "by_on": date(2027, 1, 4),
}


def told(life: Life) -> set[tuple[str, PersonId]]:
    """Which letters the last move wrote, to whom."""
    return {(notice.letter, notice.to) for notice in life.moves[-1].notices}


# Who may do what ----------------------------------------------------------------------------------

OPEN = [
    (action, OWNER, ["acknowledge", "challenge", "ask_for_time"]),
    (action, MANAGER, ["discuss", "reassign", "extend"]),
    (action, SERVICE, ["discuss", "reassign", "extend"]),
    (action, AUDITOR, ["withdraw"]),
    (action, QA_LEAD, ["withdraw"]),
    (action, IRO, []),
    (action, COLLEAGUE, []),
    (discussed, OWNER, ["acknowledge", "address", "challenge", "ask_for_time"]),
    (addressed, OWNER, ["challenge"]),
    (addressed, MANAGER, ["reassign"]),
    (addressed, AUDITOR, ["verify", "return", "withdraw"]),
    (addressed, IRO, ["verify", "return"]),
    (verified, OWNER, []),
    (verified, QA_LEAD, ["reopen", "impact"]),
    (verified, HEAD, []),
    (escalated, IRO, ["escalate", "tell_cafcass", "close"]),
    (escalated, MANAGER, ["resolve", "direct", "pass_up"]),
    (escalated, OWNER, []),
]


@pytest.mark.parametrize(("begin", "who", "steps"), OPEN)
def test_each_is_offered_their_own_steps(
    begin: Callable[[str], Life], who: PersonId, steps: list[str]
) -> None:
    assert RULES.open_to(begin("high").item, who) == steps


def test_a_critical_action_is_countersigned_once_by_the_head_of_service() -> None:
    life = verified("critical")
    assert RULES.open_to(life.item, HEAD) == ["countersign"]
    life.take("countersign", by=HEAD, at=MONDAY, note="Read")
    assert life.item.state == "verified"
    assert RULES.open_to(life.item, HEAD) == []


def test_a_step_out_of_turn_names_the_steps_that_are_open() -> None:
    with pytest.raises(NotNow, match=r"What can be done now: withdraw\.") as refused:
        action().take("verify", by=AUDITOR, at=MONDAY, note="Seen")
    assert refused.value.item == 1


def test_a_step_of_somebody_else_is_refused() -> None:
    with pytest.raises(NotYours):
        addressed().take("verify", by=OWNER, at=MONDAY, note="I did it")


def test_a_second_acknowledgement_is_out_of_turn() -> None:
    life = action()
    life.take("acknowledge", by=OWNER, at=MONDAY)
    with pytest.raises(NotNow):
        life.take("acknowledge", by=OWNER, at=MONDAY)


def test_state_comes_before_person_and_person_before_what_is_missing() -> None:
    with pytest.raises(NotNow):
        action().take("address", by=COLLEAGUE, at=MONDAY)
    with pytest.raises(NotYours):
        discussed().take("address", by=COLLEAGUE, at=MONDAY)
    with pytest.raises(Missing) as refused:
        discussed().take("address", by=OWNER, at=MONDAY)
    assert list(refused.value.errors) == ["note", "evidence"]


def test_an_unknown_step_is_out_of_turn() -> None:
    with pytest.raises(NotNow):
        action().take("delete", by=OWNER, at=MONDAY)


def test_a_deputy_acts_while_the_owner_is_away_and_it_is_said_for_whom() -> None:
    here = around(person(OWNER, manager=MANAGER, deputy=COLLEAGUE))
    away = around(person(OWNER, manager=MANAGER, deputy=COLLEAGUE, away=True))
    assert "acknowledge" not in RULES.open_to(action(who=here).item, COLLEAGUE)
    life = action(who=away)
    assert life.take("acknowledge", by=COLLEAGUE, at=MONDAY).acting_for == OWNER
    assert action(who=away).take("acknowledge", by=OWNER, at=MONDAY).acting_for is None


def test_giving_it_away_first_does_not_make_a_verifier_of_an_owner() -> None:
    lead_owns = replace(NAMED, owner=QA_LEAD, once_owners=frozenset({QA_LEAD}))
    life = action(who=around(bearings=lead_owns))
    life.take("reassign", by=HEAD, at=MONDAY, owner=OWNER, owner_email="x", reason="Hers")
    life.take("discuss", by=MANAGER, at=MONDAY, note="Agreed")
    life.take("address", by=OWNER, at=MONDAY, note="Done", evidence="Case note")
    assert "verify" not in RULES.open_to(life.item, QA_LEAD)
    assert "verify" not in RULES.open_to(life.item, HEAD)
    assert "verify" in RULES.open_to(life.item, AUDITOR)


# What a step takes --------------------------------------------------------------------------------


def test_what_a_step_does_not_take_is_refused_by_name() -> None:
    with pytest.raises(Wrong) as refused:
        action().take("acknowledge", by=OWNER, at=MONDAY, state="verified")
    assert refused.value.errors == {"state": "acknowledge does not take this."}


def test_a_note_and_evidence_may_go_with_any_step() -> None:
    action().take("acknowledge", by=OWNER, at=MONDAY, note="Thanks", evidence="Case note")


def test_a_reworded_finding_is_needed_where_that_is_the_decision() -> None:
    life = discussed()
    life.take("challenge", by=OWNER, at=MONDAY, reason="Not so")
    with pytest.raises(Missing, match="finding"):
        life.take("decide", by=QA_LEAD, at=MONDAY, decision="reworded", reason="In part")
    with pytest.raises(Wrong, match="Choose one of: stands, reworded, withdrawn"):
        life.take("decide", by=QA_LEAD, at=MONDAY, decision="maybe", reason="In part")


def test_a_day_that_has_passed_is_refused_and_today_is_not() -> None:
    with pytest.raises(Wrong, match=r"Sunday 1 March has passed\. Choose today or a later day\."):
        discussed().take("discuss", by=MANAGER, at=MONDAY, note="x", due_on=date(2026, 3, 1))
    discussed().take("discuss", by=MANAGER, at=MONDAY, note="x", due_on=MONDAY.date())


def test_more_time_is_more_than_there_was() -> None:
    life = action()
    with pytest.raises(Wrong, match="It is due on Monday 30 March already"):
        life.take("extend", by=MANAGER, at=MONDAY, due_on=date(2026, 3, 30), reason="Leave")


# Who hears ----------------------------------------------------------------------------------------


def test_the_owner_hears_of_an_action_and_the_manager_too_where_it_is_critical() -> None:
    assert told(action("high")) == {("acknowledge", OWNER)}
    assert told(action("critical")) == {("acknowledge", OWNER), ("acknowledge", MANAGER)}


def test_whoever_found_it_hears_what_became_of_it() -> None:
    life = addressed()
    assert told(life) == {("request", AUDITOR)}
    life.take("verify", by=QA_LEAD, at=MONDAY, note="Seen")
    assert told(life) == {("notice", OWNER), ("notice", AUDITOR)}


def test_nobody_hears_of_what_they_did_themselves() -> None:
    assert told(verified()) == {("notice", OWNER)}


def test_the_new_owner_hears_and_not_the_one_before() -> None:
    life = action()
    life.take("reassign", by=MANAGER, at=MONDAY, owner=COLLEAGUE, owner_email="x", reason="Hers")
    assert told(life) == {("acknowledge", COLLEAGUE)}


def test_an_owner_who_has_left_is_passed_over_for_the_manager() -> None:
    life = action(who=around(person(OWNER, manager=MANAGER, left=True)))
    assert told(life) == {("acknowledge", MANAGER)}


def test_who_decides_about_a_challenge_is_asked() -> None:
    life = discussed()
    life.take("challenge", by=OWNER, at=MONDAY, reason="Not so")
    assert told(life) == {("request", QA_LEAD)}
    assert life.moves[-1].notices[0].asks == "decide"


def test_each_letter_is_owed_once_for_one_reason() -> None:
    life = action()
    life.run_to(MONDAY.replace(month=9))
    owed = [(n.reason, n.to) for lapse in life.lapses for n in lapse.notices]
    assert len(owed) == len(set(owed))


def test_the_manager_hears_from_the_second_reminder_to_acknowledge_on() -> None:
    life = action()
    life.run_to(MONDAY.replace(day=9))
    unread = [{n.to for n in lapse.notices} for lapse in life.lapses if lapse.clock == "unread"]
    assert unread == [{OWNER}, {OWNER, MANAGER}]


def test_a_clock_with_its_mark_is_silent() -> None:
    life = action()
    timer = next(timer for timer in life.timers if timer.clock == "unread")
    read = replace(life.item, marks=frozenset({"acknowledged"}))
    lapse = RULES.lapse(read, timer, timer.due_at)
    assert lapse.notices == ()
    assert lapse.again is None


# The whole ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("begin", [action, discussed, addressed, escalated])
def test_something_is_promised_for_every_open_item_at_every_moment(
    begin: Callable[[str], Life], severity: str
) -> None:
    life = begin(severity)
    for _ in range(60):
        assert life.next_at() is not None
        life.lapse_next()


@pytest.mark.parametrize("severity", SEVERITIES)
def test_every_step_that_is_offered_can_be_taken(severity: str) -> None:
    for life in (action(severity), discussed(severity), addressed(severity), verified(severity)):
        for somebody in (OWNER, MANAGER, AUDITOR, QA_LEAD, HEAD, DIRECTOR):
            for step in RULES.open_to(life.item, somebody):
                takes = RULES.workflows["audit_action", 1].steps[step].takes()
                facts = {name: EVERY_FACT[name] for name in takes & EVERY_FACT.keys()}
                move = RULES.move(
                    life.item, step, by=somebody, at=MONDAY, facts=facts, owner=COLLEAGUE
                )
                assert move.number == life.item.move_no + 1


def test_the_newest_version_is_the_one_that_begins() -> None:
    newer = replace(RULES.workflows["audit_action", 1], version=2)
    book = replace(RULES, workflows={**RULES.workflows, ("audit_action", 2): newer})
    assert book.newest("audit_action").version == 2
