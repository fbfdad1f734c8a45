"""People over the API: who sees and writes what of whom."""

from typing import Any

from tests.web.api.calls import Calls, Said

ROSA = {"email": "Rosa@midshire.example", "name": "Rosa Ray", "roles": ["practitioner"]}
AWAY = {"absent_from": "2026-03-09", "absent_to": "2026-03-13"}


def person(calls: Calls, name: str, by: str = "otto") -> dict[str, Any]:
    """A person by first name, as somebody sees them."""
    everybody = calls.get(by, "/people?limit=200").json["items"]
    (found,) = [one for one in everybody if one["email"].startswith(f"{name}@")]
    return dict(found)


def changes(calls: Calls, by: str, of: str, **fields: object) -> Said:
    """Change a person by first name."""
    return calls.patch(by, f"/people/{person(calls, of)['id']}", fields)


def test_an_admin_adds_a_person_whom_everybody_then_sees(calls: Calls) -> None:
    added = calls.post("otto", "/people", ROSA | {"team": "Team A"})
    assert added.status == 201
    assert added.json["email"] == "rosa@midshire.example"
    seen = calls.get("amira", f"/people/{added.json['id']}").json
    assert (seen["name"], seen["team"], seen["roles"]) == ("Rosa Ray", "Team A", ["practitioner"])


def test_a_team_is_made_when_it_is_first_named(calls: Calls) -> None:
    added = calls.post("otto", "/people", ROSA | {"team": "Fostering"})
    assert added.json["team"] == "Fostering"


def test_nobody_but_an_admin_adds_people(calls: Calls) -> None:
    assert calls.post("quinn", "/people", ROSA).status == 403


def test_an_email_is_one_person_s(calls: Calls) -> None:
    refused = calls.post("otto", "/people", ROSA | {"email": "AMIRA@midshire.example"})
    assert refused.status == 422
    assert list(refused.errors) == ["email"]


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


def test_when_somebody_is_away_is_seen_by_them_their_managers_and_admin_alone(
    calls: Calls,
) -> None:
    assert changes(calls, "amira", "amira", **AWAY).status == 200
    for somebody in ("amira", "tia", "sam", "otto"):
        assert person(calls, "amira", by=somebody)["absent_to"] == "2026-03-13"
    for somebody in ("ben", "tom", "quinn"):
        assert not {"absent_from", "deputy_email", "leaves_on"} & set(
            person(calls, "amira", by=somebody)
        )


def test_a_manager_says_who_stands_in_and_a_colleague_may_not(calls: Calls) -> None:
    ben = {"deputy_email": "ben@midshire.example"}
    assert changes(calls, "tia", "amira", **AWAY, **ben).json["deputy_email"] == ben["deputy_email"]
    assert changes(calls, "ben", "amira", **ben).status == 403
    assert changes(calls, "tom", "amira", **ben).status == 403


def test_roles_are_an_admins_to_give_and_never_their_own(calls: Calls) -> None:
    assert changes(calls, "tia", "amira", roles=["director"]).status == 403
    assert changes(calls, "otto", "otto", roles=["admin", "director"]).status == 403
    given = changes(calls, "otto", "amira", roles=["practitioner", "auditor"])
    assert given.json["roles"] == ["auditor", "practitioner"]


def test_the_last_admin_stays(calls: Calls) -> None:
    refused = changes(calls, "otto", "otto", leaves_on="2026-03-31")
    assert refused.why == (
        422,
        "leaves_on: Otto is the last admin. Make somebody else one first.",
    )
    changes(calls, "otto", "quinn", roles=["qa_lead", "admin"])
    assert changes(calls, "quinn", "otto", roles=["practitioner"]).status == 200
    assert changes(calls, "quinn", "quinn", leaves_on="2026-03-31").status == 422


def test_a_leaver_is_let_in_on_their_last_day_and_never_after(calls: Calls) -> None:
    assert changes(calls, "otto", "ben", leaves_on="2026-03-02").status == 200
    assert calls.get("ben", "/me").status == 200
    assert changes(calls, "otto", "ben", leaves_on="2026-03-01").status == 200
    assert calls.get("ben", "/me").status == 401
    assert changes(calls, "otto", "ben", leaves_on=None).status == 200
    assert calls.get("ben", "/me").status == 401


def test_nobody_stands_in_for_themselves_or_is_back_before_they_go(calls: Calls) -> None:
    refused = changes(
        calls,
        "amira",
        "amira",
        deputy_email="amira@midshire.example",
        absent_from="2026-03-09",
        absent_to="2026-03-06",
    )
    assert set(refused.errors) == {"deputy_email", "absent_to"}


def test_a_name_cannot_be_emptied(calls: Calls) -> None:
    refused = changes(calls, "otto", "amira", name=None)
    assert refused.why == (422, "name: it cannot be empty. Leave it out, or give a value.")


def test_a_change_to_what_somebody_else_changed_meanwhile_is_refused(calls: Calls) -> None:
    amira = person(calls, "amira")
    path = f"/people/{amira['id']}"
    tag = calls.get("tia", path).headers["ETag"]
    assert calls.patch("otto", path, {"name": "Amira Khan"}).status == 200
    stale = calls.patch("tia", path, AWAY, headers={"If-Match": tag})
    assert stale.why == (412, "This has changed since you read it. Read it again, then decide.")
    fresh = calls.get("tia", path).headers["ETag"]
    assert calls.patch("tia", path, AWAY, headers={"If-Match": fresh}).status == 200


def test_changing_nothing_leaves_no_trace(calls: Calls) -> None:
    path = f"/people/{person(calls, 'amira')['id']}"
    before = calls.get("otto", path).headers["ETag"]
    assert calls.patch("otto", path, {"name": "Amira"}).headers["ETag"] == before


def test_somebody_who_is_not_there_is_404_whatever_the_body(calls: Calls) -> None:
    for made_up in ("P-9999", "P-0", "x", "P-999999999999999999", "%00"):
        assert calls.patch("otto", f"/people/{made_up}", data=b"no JSON").status == 404
