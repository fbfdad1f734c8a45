"""Ticked rows of the list go to one new owner, all or none; the list comes as a file, too."""

import pytest

from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from tests.authority import Authority
from tests.web.conftest import Visits

BEN = "ben@midshire.example"


@pytest.fixture
def three(authority: Authority) -> list[ItemId]:
    authority.takes_in()
    return authority.raises("standard", "standard", "high")


def picked(actions: list[ItemId]) -> str:
    return "/actions/reassign?" + "&".join(f"pick={action_ref(one)}" for one in actions)


def owners(authority: Authority, actions: list[ItemId]) -> set[int | None]:
    return {authority.stands(one).around.bearings.owner for one in actions}


def test_what_is_ticked_goes_to_one_new_owner(
    authority: Authority, visits: Visits, three: list[ItemId]
) -> None:
    tia = visits("tia")
    listed = tia.opens("/actions?all=1")
    assert listed.text.count("Reassign ") == len(three) + 1
    shown = tia.opens(picked(three[:2]))
    assert "2 ticked." in shown.text
    done = tia.presses(shown, picked(three[:2]), owner_email=BEN, reason="Ben knows the family")
    assert "2 actions have a new owner" in done.answer.text
    assert owners(authority, three[:2]) == {authority.who("ben")}
    assert owners(authority, three[2:]) == {authority.who("amira")}
    assert authority.owed().count(("acknowledge", "ben")) == 2


def test_nothing_ticked_is_said_beside_the_list(visits: Visits, three: list[ItemId]) -> None:
    shown = visits("tia").opens("/actions/reassign")
    assert shown.title.startswith("Error: ")
    assert "Select an action to reassign" in shown.text
    assert three


def test_a_row_that_moved_meanwhile_stops_all_and_every_word_stays(
    authority: Authority, visits: Visits, three: list[ItemId]
) -> None:
    tia = visits("tia")
    shown = tia.opens(picked(three))
    authority.takes(three[1], "acknowledge", "amira")
    late = tia.presses(shown, picked(three), owner_email=BEN, reason="Ben knows the family")
    assert late.status == 409
    assert f"Someone else moved {action_ref(three[1])}" in late.text
    assert late.values()["reason"] == "Ben knows the family"
    assert owners(authority, three) == {authority.who("amira")}
    tia.presses(late, picked(three))
    assert owners(authority, three) == {authority.who("ben")}


def test_what_is_not_theirs_to_give_is_left_and_named(visits: Visits, three: list[ItemId]) -> None:
    shown = visits("quinn").opens(picked(three[:1]))
    assert "These are not yours to give to somebody now" in shown.text
    assert shown.buttons == []
    assert "pick" not in visits("amira").opens("/actions").answer.text
    assert visits("amira").opens(picked(three)).status == 403


def test_an_owner_and_a_reason_are_asked_for(visits: Visits, three: list[ItemId]) -> None:
    shown = visits("tia").sends(picked(three))
    assert shown.status == 422
    assert "Choose a person" in shown.text
    assert "Enter why, in a sentence" in shown.text


def test_the_list_comes_as_a_file_of_what_the_reader_may_see(
    visits: Visits, three: list[ItemId]
) -> None:
    file = visits("tia").client.get("/actions.csv?severity=high")
    assert file.mimetype == "text/csv"
    rows = file.text.splitlines()
    assert len(rows) == 2
    assert rows[1].startswith(f"{action_ref(three[2])},C-1001,9.3,high,raised,Amira,")
    assert len(visits("bea").client.get("/actions.csv").text.splitlines()) == 1
