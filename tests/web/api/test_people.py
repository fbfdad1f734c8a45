"""People over the API: who sees and writes what of whom."""

from tests.web.api.calls import Calls

ROSA = {"email": "Rosa@midshire.example", "name": "Rosa Ray", "roles": ["practitioner"]}


def test_an_admin_adds_a_person_whom_everybody_then_sees(calls: Calls) -> None:
    added = calls.post("otto", "/people", ROSA | {"team": "Team A"})
    assert added.status == 201
    assert added.json["email"] == "rosa@midshire.example"
    seen = calls.get("amira", f"/people/{added.json['id']}").json
    assert (seen["name"], seen["team"], seen["roles"]) == ("Rosa Ray", "Team A", ["practitioner"])


def test_nobody_but_an_admin_adds_people(calls: Calls) -> None:
    assert calls.post("quinn", "/people", ROSA).status == 403


def test_pages_of_people_follow_each_other_without_a_gap(calls: Calls) -> None:
    met: list[str] = []
    cursor = ""
    while True:
        page = calls.get("amira", f"/people?limit=5{cursor}").json
        met += [person["email"] for person in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert met == sorted(met)
    assert len(met) == len(calls.get("amira", "/people").json["items"])
