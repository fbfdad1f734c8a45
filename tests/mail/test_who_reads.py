"""Who reads what: people who are away, who have left, who follow, who may not see."""

from datetime import date

import pytest

from closeloop.rules import refs
from tests.authority import MONDAY
from tests.mail.postman import Pigeonholes, Postman, at, counted, told


def readers(carrier: Pigeonholes) -> list[tuple[str, str]]:
    return [(who, kind) for who, kind, _ in told(carrier.taken)]


def test_who_is_away_gets_nothing_and_the_deputy_what_needs_an_answer(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.changes(
        "amira",
        absent_from=date(2026, 3, 2),
        absent_to=date(2026, 3, 6),
        deputy_id=post.authority.who("ben"),
    )
    action = post.authority.raised()
    post.rounds(MONDAY)
    assert told(carrier.taken) == [("ben", "acknowledge", refs.action_ref(action))]
    assert "You get this because you stand in for Amira." in carrier.taken[0].text


def test_what_asks_nothing_waits_until_they_are_back(post: Postman, carrier: Pigeonholes) -> None:
    action = post.authority.raised()
    post.rounds(MONDAY)
    post.authority.takes(action, "acknowledge", "amira")
    post.authority.changes(
        "amira",
        absent_from=date(2026, 3, 3),
        absent_to=date(2026, 3, 6),
        deputy_id=post.authority.who("ben"),
    )
    post.authority.takes(
        action, "extend", "tia", due_on=date(2026, 4, 10), reason="Court", at=at(3, 9)
    )
    with counted(carrier.taken) as new:
        for day in (3, 4, 5, 6):
            post.rounds(at(day, 8))
            post.rounds(at(day, 12))
    assert new == []
    with counted(carrier.taken) as back:
        post.rounds(at(9, 8))
    assert told(back) == [("amira", "notice", refs.action_ref(action))]
    assert "It has more time: it is due Friday 10 April" in back[0].text


def test_a_circle_of_deputies_ends_with_the_manager(post: Postman, carrier: Pigeonholes) -> None:
    away = {"absent_from": date(2026, 3, 2), "absent_to": date(2026, 3, 6)}
    post.authority.changes("amira", **away, deputy_id=post.authority.who("ben"))
    post.authority.changes("ben", **away, deputy_id=post.authority.who("amira"))
    post.authority.raised()
    post.rounds(MONDAY)
    assert readers(carrier) == [("tia", "acknowledge")]


def test_a_manager_hears_of_what_is_critical_though_its_owner_has_read_it_at_once(
    post: Postman, carrier: Pigeonholes
) -> None:
    action = post.authority.raised("critical")
    post.authority.takes(action, "acknowledge", "amira")
    post.rounds(MONDAY)
    assert told(carrier.taken) == [("tia", "acknowledge", refs.action_ref(action))]


def test_a_leaver_gets_nothing_and_their_manager_does(post: Postman, carrier: Pigeonholes) -> None:
    post.authority.raised(at=at(2, 19))
    post.authority.changes("amira", leaves_on=date(2026, 3, 2))
    post.rounds(at(3, 8))
    assert readers(carrier) == [("tia", "acknowledge")]


def test_a_letter_to_who_left_before_it_went_is_the_managers(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.raised(at=at(2, 19))
    post.authority.changes("amira", leaves_on=date(2026, 3, 3))
    post.composes(at(3, 8))
    post.rounds(at(4, 8))
    post.rounds(at(4, 8, 1))
    assert readers(carrier) == [("tia", "acknowledge")]
    assert [letter.state for letter in post.letters()] == ["dropped", "sent"]


def test_drift_is_offered_to_whoever_is_the_iro_when_it_is_sent(
    post: Postman, carrier: Pigeonholes
) -> None:
    action = post.authority.raised()
    post.authority.takes(action, "acknowledge", "amira")
    post.authority.hires("ivan", "iro", team="Reviewing", manager="hal")
    post.rounds(MONDAY)
    post.authority.looks(at(16, 23, 59))
    post.authority.looks(at(17, 2))
    post.authority.moves_child("C-1001", iro="ivan")
    with counted(carrier.taken) as new:
        post.rounds(at(17, 8))
    assert [who for who, kind, _ in told(new) if kind == "escalation"] == ["ivan"]


def test_who_may_no_longer_see_a_child_hears_nothing_of_it(
    post: Postman, carrier: Pigeonholes
) -> None:
    action = post.authority.raised(by="quinn")
    post.authority.supervises("amira", {action: "on_track"}, by="tia")
    post.rounds(MONDAY)
    post.authority.takes(action, "withdraw", "quinn", reason="Wrong child", at=at(2, 10))
    post.authority.moves_child("C-1001", restricted=True)
    with counted(carrier.taken) as new:
        post.rounds(at(3, 8))
    assert [who for who, _, _ in told(new)] == ["amira"]


def test_a_decided_challenge_is_not_asked_about(post: Postman, carrier: Pigeonholes) -> None:
    action = post.authority.raised(at=at(2, 18))
    post.authority.takes(action, "challenge", "amira", reason="It was done", at=at(2, 19))
    post.authority.takes(
        action, "decide", "quinn", decision="stands", reason="It was not", at=at(2, 20)
    )
    post.rounds(at(3, 8))
    assert ("quinn", "request") not in readers(carrier)
    (to_amira,) = [letter for letter in carrier.taken if letter.to.startswith("amira")]
    assert to_amira.kind == "acknowledge"


def test_news_of_a_step_stays_news_when_what_it_asked_is_done(
    post: Postman, carrier: Pigeonholes
) -> None:
    action = post.authority.raised("critical")
    post.authority.takes(action, "discuss", "tia", note="Now")
    post.authority.takes(action, "address", "amira", note="Safe", evidence="Plan of today")
    post.rounds(MONDAY)
    post.authority.takes(action, "verify", "quinn", note="Seen", at=at(2, 18))
    post.authority.takes(action, "countersign", "hal", note="Agreed", at=at(2, 18))
    with counted(carrier.taken) as new:
        post.rounds(at(3, 8))
    assert sorted((who, kind) for who, kind, _ in told(new)) == [
        ("ada", "notice"),
        ("amira", "notice"),
    ]


@pytest.mark.parametrize("severity", ["standard", "high", "critical"])
def test_no_letter_names_a_child_or_what_was_found(
    post: Postman, carrier: Pigeonholes, severity: str
) -> None:
    action = post.authority.raised(severity)
    for day in range(2, 28):
        post.rounds(at(day, 8))
        post.rounds(at(day, 15))
    escalation = post.authority.escalation_of(action)
    assert escalation is not None
    kinds = {letter.kind for letter in carrier.taken}
    assert kinds >= {"acknowledge", "escalation"}
    for letter in carrier.taken:
        written = letter.subject + letter.text + letter.html
        assert all(word not in written for word in ("C-1001", "Finding", "Write it down", "9.3"))
        assert len(letter.subject) <= 70
