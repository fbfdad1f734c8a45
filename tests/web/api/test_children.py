"""Children over the API: who sees, takes in and changes them."""

import pytest

from tests.web.api.calls import Calls

NEW = {
    "child_ref": "C-2001",
    "status": "cla",
    "team": "Team A",
    "practitioner_email": "amira@midshire.example",
    "iro_email": "iris@midshire.example",
}


def test_a_manager_takes_in_a_child_whom_those_around_it_see(calls: Calls) -> None:
    added = calls.post("tia", "/children", NEW)
    assert added.status == 201
    assert added.json == NEW | {"cp_chair_email": None, "restricted": False}
    for somebody in ("amira", "iris", "tia", "sam", "dana", "quinn"):
        assert calls.get(somebody, "/children/C-2001").json == added.json
    for somebody in ("ben", "tom", "carl", "ada", "otto"):
        assert calls.get(somebody, "/children/C-2001").status == 404
        assert calls.get(somebody, "/children").json["items"] == []


@pytest.mark.parametrize(
    ("somebody", "team"),
    [("tia", "Team B"), ("tia", "A new one"), ("tia", None), ("amira", "Team A"), ("otto", None)],
)
def test_only_a_qa_lead_takes_in_a_child_for_a_team_that_is_not_theirs(
    calls: Calls, somebody: str, team: str | None
) -> None:
    assert calls.post(somebody, "/children", NEW | {"team": team}).status == 403
    assert calls.post("quinn", "/children", NEW | {"team": team}).status == 201


def test_a_child_moves_only_between_teams_that_its_writer_answers_for(calls: Calls) -> None:
    calls.post("tia", "/children", NEW)
    assert calls.patch("tia", "/children/C-2001", {"team": "Team B"}).status == 403
    assert calls.patch("sam", "/children/C-2001", {"team": "Team B"}).status == 200
    assert calls.get("tia", "/children/C-2001").status == 404
    assert calls.get("tom", "/children/C-2001").status == 200


def test_a_restricted_child_is_seen_and_let_go_only_by_the_named(calls: Calls) -> None:
    calls.post("quinn", "/children", NEW | {"restricted": True})
    for somebody in ("quinn", "sam", "dana"):
        assert calls.patch(somebody, "/children/C-2001", {"restricted": False}).status == 404
    assert calls.patch("iris", "/children/C-2001", {"restricted": False}).status == 403
    assert calls.patch("tia", "/children/C-2001", {"restricted": False}).status == 200
    assert calls.get("quinn", "/children/C-2001").status == 200


def test_a_reference_is_one_child_s_and_stays(calls: Calls) -> None:
    calls.post("tia", "/children", NEW)
    assert calls.post("quinn", "/children", NEW).why == (
        422,
        "child_ref: C-2001 is in use. Check the reference.",
    )
    assert calls.patch("tia", "/children/C-2001", {"child_ref": "C-2001"}).status == 200
    assert calls.patch("tia", "/children/C-2001", {"child_ref": "C-9"}).status == 422


def test_a_child_is_placed_only_with_people_who_work_here(calls: Calls) -> None:
    refused = calls.post(
        "quinn", "/children", NEW | {"practitioner_email": "nobody@midshire.example"}
    )
    assert refused.errors == {
        "practitioner_email": "Nobody here has the email nobody@midshire.example. Check it."
    }


def test_a_child_changed_meanwhile_is_not_changed_blindly(calls: Calls) -> None:
    calls.post("tia", "/children", NEW)
    tag = calls.get("tia", "/children/C-2001").headers["ETag"]
    calls.patch("sam", "/children/C-2001", {"status": "cp"})
    stale = calls.patch("tia", "/children/C-2001", {"status": "cin"}, headers={"If-Match": tag})
    assert stale.status == 412


def test_the_iro_follows_the_child_at_once(calls: Calls) -> None:
    calls.post("tia", "/children", NEW)
    calls.patch(
        "tia", "/children/C-2001", {"iro_email": None, "cp_chair_email": "carl@midshire.example"}
    )
    assert calls.get("iris", "/children/C-2001").status == 404
    assert calls.get("carl", "/children/C-2001").status == 200


def test_pages_of_children_follow_each_other(calls: Calls) -> None:
    for number in range(5):
        calls.post("tia", "/children", NEW | {"child_ref": f"C-300{number}"})
    first = calls.get("tia", "/children?limit=3").json
    second = calls.get("tia", f"/children?limit=3&cursor={first['next']}").json
    refs = [child["child_ref"] for child in first["items"] + second["items"]]
    assert refs == [f"C-300{number}" for number in range(5)]
    assert second["next"] is None
