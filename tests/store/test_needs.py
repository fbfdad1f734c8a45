"""What needs somebody: what waits for them and for nobody else, the most urgent first."""

from datetime import UTC, date, datetime

from closeloop.rules.items import ItemId
from closeloop.store import needs
from closeloop.store.needs import Need
from tests.authority import MONDAY, Authority
from tests.store.reading import counted, reading

LATER = datetime(2026, 3, 17, 9, tzinfo=UTC)


def needed(authority: Authority, name: str, at: datetime = MONDAY) -> list[tuple[str, ItemId]]:
    """The steps that wait for somebody, each with the item that it is about."""
    found = of(authority, name, at)
    return [(need.step, view.id) for need in found if (view := need.action or need.escalation)]


def of(authority: Authority, name: str, at: datetime = MONDAY) -> list[Need]:
    """What needs somebody."""
    with reading(authority, name, at) as (session, reader):
        return needs.of(session, reader, at)


def addressed(authority: Authority, severity: str = "standard") -> ItemId:
    """An action that its owner has addressed."""
    action = authority.raised(severity)
    authority.takes(action, "discuss", "tia", note="Agreed")
    authority.takes(action, "address", "amira", note="Done", evidence="Case note")
    return action


def test_an_owner_reads_then_does_and_a_manager_has_it_in_supervision(
    authority: Authority,
) -> None:
    authority.takes_in()
    action = authority.raised()
    assert needed(authority, "amira") == [("acknowledge", action)]
    authority.takes(action, "acknowledge", "amira")
    assert needed(authority, "amira") == []
    assert needed(authority, "tia") == []  # her next supervision lists it
    authority.takes(action, "discuss", "tia", note="Agreed")
    assert needed(authority, "amira") == [("address", action)]


def test_what_is_critical_is_discussed_at_once(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised("critical")
    authority.takes(action, "acknowledge", "amira")
    assert needed(authority, "tia") == [("discuss", action)]


def test_who_found_it_verifies_it(authority: Authority) -> None:
    authority.takes_in()
    action = addressed(authority)
    assert needed(authority, "ada") == [("verify", action)]
    assert needed(authority, "quinn") == needed(authority, "iris") == []
    authority.takes(action, "verify", "ada", note="Seen")
    assert needed(authority, "ada") == []


def test_a_critical_one_is_then_countersigned(authority: Authority) -> None:
    authority.takes_in()
    action = addressed(authority, "critical")
    authority.takes(action, "verify", "ada", note="Seen")
    assert needed(authority, "hal") == [("countersign", action)]
    authority.takes(action, "countersign", "hal", note="Read")
    assert needed(authority, "hal") == []


def test_a_challenge_is_decided_and_time_is_given(authority: Authority) -> None:
    authority.takes_in()
    challenged, slow = authority.raises("standard", "standard")
    authority.takes(challenged, "challenge", "amira", reason="It was done")
    assert needed(authority, "quinn") == [("decide", challenged)]
    authority.takes(slow, "ask_for_time", "amira", due_on=date(2026, 4, 13), reason="Court")
    assert needed(authority, "tia") == [("extend", slow)]
    authority.takes(slow, "extend", "tia", due_on=date(2026, 4, 13), reason="Court")
    assert needed(authority, "tia") == []


def test_whether_it_made_a_difference_is_owed_once_its_day_has_come(authority: Authority) -> None:
    authority.takes_in()
    action = addressed(authority)
    authority.takes(action, "verify", "ada", note="Seen")
    monday = date(2026, 3, 16)
    authority.takes(action, "impact", "ada", difference="too_early", note="x", ask_again_on=monday)
    assert needed(authority, "ada") == []
    authority.looks(LATER)
    assert needed(authority, "ada", LATER) == [("impact", action)]
    authority.takes(action, "impact", "ada", at=LATER, difference="yes", note="x")
    assert needed(authority, "ada", LATER) == []


def test_an_escalation_is_answered_then_accepted(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.takes(action, "acknowledge", "amira")
    item = authority.escalates(action, "iris")
    assert needed(authority, "tia") == [("respond", item)]
    assert needed(authority, "iris") == []
    authority.responds(item, "resolved", "tia", note="It is")
    assert needed(authority, "tia") == []
    assert needed(authority, "iris") == [("accept", item)]


def test_a_deputy_is_told_for_whom(authority: Authority) -> None:
    authority.takes_in()
    authority.raised()
    ben = authority.who("ben")
    authority.changes("amira", absent_from=date(2026, 3, 2), deputy_id=ben)
    (need,) = of(authority, "ben")
    assert need.acting_for == authority.who("amira")


def test_a_leaver_s_work_waits_for_its_holder_to_hand_it_on(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.changes("amira", leaves_on=date(2026, 3, 1))
    assert needed(authority, "tia") == [("acknowledge", action), ("reassign", action)]
    authority.takes(action, "reassign", "tia", owner_email="ben@midshire.example", reason="New")
    assert needed(authority, "tia") == []
    assert needed(authority, "ben") == [("acknowledge", action)]


def test_the_most_urgent_comes_first(authority: Authority) -> None:
    authority.takes_in()
    slow, fast, critical, moved = authority.raises("standard", "high", "critical", "standard")
    authority.takes(moved, "extend", "tia", due_on=date(2026, 4, 10), reason="x")
    authority.takes(moved, "extend", "tia", due_on=date(2026, 4, 20), reason="x")  # drift
    at = datetime(2026, 3, 12, 9, tzinfo=UTC)
    assert [item for _, item in needed(authority, "amira", at)] == [critical, fast, moved, slow]


def test_however_much_there_is_the_database_is_asked_the_same(authority: Authority) -> None:
    authority.takes_in()
    authority.raised("critical")
    with reading(authority, "amira") as (session, reader), counted() as few:
        needs.of(session, reader, MONDAY)
    authority.raises(*["critical", "standard"] * 15)
    with reading(authority, "amira") as (session, reader), counted() as many:
        assert len(needs.of(session, reader, MONDAY)) == 31
    assert len(many) == len(few)
