"""Verifying: who looks at what, seen or not, and why some of it is not theirs to look at."""

import pytest

from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits

SEEN = {"seen": "yes", "note": "The note of 2 March", "difference": "yes"}


def addressed(authority: Authority, *severities: str, owner: str = "amira") -> list[ItemId]:
    """Actions that were said to be done."""
    found = authority.raises(*(severities or ("standard",)), owner=owner)
    manager = {"amira": "tia", "ada": "quinn"}[owner]
    authority.supervises(owner, dict.fromkeys(found, "on_track"), by=manager)
    for one in found:
        authority.takes(one, "address", owner, note="Visited", evidence="Case note 2 March")
    return found


def at(item: ItemId, way: str = "") -> str:
    return f"/verifying/{action_ref(item)}{way}"


def test_what_is_seen_is_verified_and_the_next_is_shown(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    first, second = addressed(authority, "standard", "standard")
    ada = visits("ada")
    queue = ada.opens("/verifying")
    assert at(first) in queue.links
    shown = ada.opens(at(first))
    assert "Where: Case note 2 March" in shown.text
    onward = ada.presses(shown, at(first), at(first), **SEEN)
    assert onward.heading == f"Verify {action_ref(second)}"
    assert f"{action_ref(first)} is verified. This is the next." in onward.text
    assert authority.history(first)[-2:] == ["verify", "impact"]
    last = ada.sends(at(second), at(second), **(SEEN | {"difference": "too_early"}))
    assert last.heading == "Verifying"
    assert "Nothing to verify." in last.text
    assert "You verified 2 actions this month; 1 made a difference so far." in last.text


@pytest.mark.parametrize(("seen", "lead"), [("no", "Not on the record"), ("part", "Part done")])
def test_what_is_not_seen_is_returned_with_what_is_missing(
    authority: Authority, visits: Visits, seen: str, lead: str
) -> None:
    authority.takes_in()
    (item,) = addressed(authority)
    ada = visits("ada")
    asked = ada.sends(at(item), at(item), seen=seen, note="No note of the visit")
    assert asked.heading == f"Return {action_ref(item)}"
    assert authority.stands(item).state == "addressed"
    typed = asked.values(at(item))
    assert (typed["lead"], typed["reason"]) == (lead, "No note of the visit")
    done = ada.presses(asked, at(item), at(item))
    assert "went back to its owner. Nothing else waits for you." in done.text
    assert authority.stands(item).state == "discussed"


def test_a_critical_action_then_waits_for_the_head_of_service(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    (item,) = addressed(authority, "critical")
    ada = visits("ada")
    assert "the head of service is then asked to countersign" in ada.opens(at(item)).text
    done = ada.sends(at(item), at(item), **SEEN)
    assert "Next: Hal, countersign" in done.text
    hal = visits("hal")
    assert f"/actions/{action_ref(item)}/countersign" in hal.opens("/").links


def test_of_two_who_claim_one_action_one_wins(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    (item,) = addressed(authority)
    ada, quinn = visits("ada"), visits("quinn")
    both = ada.opens(at(item)), quinn.opens(at(item))
    won = quinn.presses(both[1], at(item), at(item, "/claim"))
    assert f"You are looking at {action_ref(item)} until Wednesday 4 March." in won.text
    lost = ada.presses(both[0], at(item), at(item, "/claim"))
    assert f"Quinn is looking at {action_ref(item)} until Wednesday 4 March." in lost.text
    assert "Quinn is looking at it until" in ada.opens("/verifying").text
    quinn.sends(at(item), at(item, "/hand-back"))
    again = ada.sends(at(item), at(item, "/claim"))
    assert f"You are looking at {action_ref(item)}" in again.text


def test_a_claim_of_somebody_else_is_passed_over_for_the_next(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    first, second, third = addressed(authority, *["standard"] * 3)
    visits("quinn").sends(at(second), at(second, "/claim"))
    onward = visits("ada").sends(at(first), at(first), **SEEN)
    assert onward.heading == f"Verify {action_ref(third)}"


def test_what_one_cannot_verify_says_why(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    (own,) = addressed(authority, owner="ada")
    shown = visits("ada").opens("/verifying")
    assert "1 you cannot verify" in shown.text
    assert f"{action_ref(own)}: you own it" in shown.text
    managed = visits("quinn").opens("/verifying")
    assert f"{action_ref(own)}: you line-manage its owner" in managed.text
    refused = visits("quinn").opens(at(own))
    assert refused.status == 403
    assert "You cannot, because you line-manage its owner." in refused.text
    assert visits("quinn").client.post(at(own, "/claim"), data={}).status_code == 400


def test_a_deputy_of_the_owner_is_told_so(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    (item,) = addressed(authority)
    authority.changes("amira", deputy_id=authority.who("quinn"))
    shown = visits("quinn").opens("/verifying")
    assert f"{action_ref(item)}: you are the deputy of its owner" in shown.text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"seen": ""}, "Choose whether you saw it on the record"),
        ({"note": ""}, "Enter what you saw on the record"),
        ({"difference": ""}, "Choose whether it made a difference"),
        ({"difference": "too_early", "ask_again_on": ""}, "Enter the date to be asked again"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_done(
    authority: Authority, visits: Visits, typed: dict[str, str], says: str
) -> None:
    authority.takes_in()
    (item,) = addressed(authority)
    shown = visits("ada").sends(at(item), at(item), **(SEEN | typed))
    assert shown.status == 422
    assert says in shown.text
    assert authority.stands(item).state == "addressed"


def test_somebody_was_faster_and_no_word_is_lost(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    (item,) = addressed(authority)
    ada = visits("ada")
    open_before = ada.opens(at(item))
    authority.takes(item, "return", "quinn", reason="One visit is missing", at=MONDAY)
    late = ada.presses(open_before, at(item), at(item), **SEEN)
    assert late.status == 409
    assert "Someone else moved this action while you were reading it." in late.text
    assert SEEN["note"] in late.answer.text
