"""Whoever calls: who they are, what waits for them."""

from datetime import UTC, datetime

from tests.web.api.calls import Calls


def test_everybody_is_told_who_they_are_and_what_waits(calls: Calls) -> None:
    calls.authority.takes_in()
    calls.authority.raises("critical", "standard")
    me = calls.get("amira", "/me").json
    assert me["person"]["email"] == "amira@midshire.example"
    assert me["roles"] == ["practitioner"]
    assert me["counts"] == {
        "actions": 2,
        "to_acknowledge": 2,
        "overdue": 0,
        "drifting": 0,
        "asked": 0,
    }


def test_drift_and_what_is_asked_are_counted(calls: Calls) -> None:
    calls.authority.takes_in()
    calls.authority.raised()
    calls.authority.looks(datetime(2026, 3, 17, 9, tzinfo=UTC))
    assert calls.get("amira", "/me").json["counts"]["drifting"] == 1
    assert calls.get("iris", "/me").json["counts"]["asked"] == 1


def test_the_nine_standards_stand_with_their_statements(calls: Calls) -> None:
    standards = calls.get("amira", "/standards").json
    assert [one["code"] for one in standards["items"]] == [str(n) for n in range(1, 10)]
    assert standards["next"] is None
    texts = {s["code"]: s["text"] for one in standards["items"] for s in one["statements"]}
    assert texts["9.3"]


def test_the_catalogue_has_every_activity(calls: Calls) -> None:
    first = calls.get("amira", "/activities?limit=10").json
    rest = calls.get("amira", f"/activities?limit=10&cursor={first['next']}").json
    names = [one["name"] for one in first["items"] + rest["items"]]
    assert (len(names), names[0], names[-1]) == (15, "case_file_audit", "performance_data")
