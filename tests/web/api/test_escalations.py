"""Escalations over the API: raised, answered, passed up, closed; and drift that is offered."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from closeloop.rules import refs
from tests.web.api.calls import Calls, Said
from tests.web.api.forms import at_midshire, audit, escalation

DRIFTED = datetime(2026, 3, 17, 9, tzinfo=UTC)


def raised_action(calls: Calls, child: str = "C-1001") -> str:
    """An action about a child."""
    found: str = calls.post("ada", "/audits", audit(child=child)).json["findings"][0]["action_id"]
    return found


def by_iris(calls: Calls, **fields: Any) -> str:  # noqa: ANN401 - JSON
    """An escalation that the IRO has raised about an action."""
    calls.authority.takes_in()
    about = escalation(action_id=raised_action(calls), **fields)
    raised = calls.post("iris", "/escalations", about)
    assert raised.status == 201
    found: str = raised.json["id"]
    return found


def responds(calls: Calls, name: str, item: str, response: str, **fields: Any) -> Said:  # noqa: ANN401 - JSON
    """Answer an escalation."""
    body = {"response": response, "note": "So it is"} | fields
    return calls.post(name, f"/escalations/{item}/respond", body)


def closes(calls: Calls, name: str, item: str, **fields: Any) -> Said:  # noqa: ANN401 - JSON
    """Close an escalation."""
    body = {"outcome": "back_on_track", "note": "The plan is there"} | fields
    return calls.post(name, f"/escalations/{item}/close", body)


def test_an_iro_raises_it_and_the_team_manager_is_asked_first(calls: Calls) -> None:
    calls.authority.takes_in()
    action = raised_action(calls)
    raised = calls.post("iris", "/escalations", escalation(action_id=action))
    assert raised.status == 201
    promised = escalation() | {
        "state": "waiting",
        "level": "team_manager",
        "action_id": action,
        "child_ref": "C-1001",
        "raised_by": at_midshire("iris"),
        "asked_of": at_midshire("tia"),
        "asked_with": [],
        "answers": [],
        "due_at": "2026-03-09T23:59:59Z",  # 5 working days
        "ends_at": "2026-03-30T22:59:59Z",  # 20 in all
        "allowed": ["respond", "close"],
    }
    assert {name: raised.json[name] for name in promised} == promised
    assert calls.get("iris", f"/actions/{action}").json["escalation"] == raised.json["id"]
    assert calls.get("iris", f"/escalations/{raised.json['id']}").json == raised.json


@pytest.mark.parametrize(
    ("name", "about_action", "about_child"),
    [
        ("iris", 201, 201),
        ("quinn", 201, 201),
        ("tia", 201, 201),
        ("sam", 201, 201),
        ("dana", 201, 201),
        ("amira", 403, 403),
        ("ada", 403, 422),  # who sees the action, not the child
        ("ben", 422, 422),
        ("tom", 422, 422),
        ("carl", 422, 422),
        ("otto", 422, 422),
    ],
)
def test_who_may_raise_one(calls: Calls, name: str, about_action: int, about_child: int) -> None:
    calls.authority.takes_in()
    action = raised_action(calls)
    by_child = calls.post(name, "/escalations", escalation(child_ref="C-1001"))
    by_action = calls.post(name, "/escalations", escalation(action_id=action))
    assert (by_action.status, by_child.status) == (about_action, about_child)


def test_hidden_and_absent_are_refused_in_the_same_words(calls: Calls) -> None:
    calls.authority.takes_in(restricted=True)
    hidden_action = refs.action_ref(calls.authority.raised(by="iris"))
    for name in ("quinn", "sam", "dana", "ben"):
        for field, hidden, absent in (
            ("child_ref", "C-1001", "C-9999"),
            ("action_id", hidden_action, "ZZZZ-ZZ"),
        ):
            first = calls.post(name, "/escalations", escalation(**{field: hidden}))
            second = calls.post(name, "/escalations", escalation(**{field: absent}))
            assert (first.status, first.text) == (422, second.text)
            assert list(first.errors) == [field]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"impact": None}, "impact"),
        ({"tried": ""}, "tried"),
        ({"level": "independent"}, "level"),
        ({"level": "director"}, "reason"),
        ({"child_ref": "C-1001"}, "action_id"),  # both
        ({"action_id": None}, "action_id"),  # neither
        ({"anger": "much"}, "anger"),
    ],
)
def test_what_does_not_fit_is_said_with_its_field(
    calls: Calls, changed: dict[str, Any], field: str
) -> None:
    calls.authority.takes_in()
    body = escalation(action_id=raised_action(calls)) | changed
    refused = calls.post("iris", "/escalations", {k: v for k, v in body.items() if v is not None})
    assert (refused.status, list(refused.errors)) == (422, [field])


def test_an_action_has_one_open_escalation(calls: Calls) -> None:
    item = by_iris(calls)
    action = calls.get("iris", f"/escalations/{item}").json["action_id"]
    again = calls.post("quinn", "/escalations", escalation(action_id=action))
    assert (again.status, again.json["allowed"]) == (409, ["respond"])
    closes(calls, "iris", item)
    assert calls.post("quinn", "/escalations", escalation(action_id=action)).status == 201


def test_a_level_may_be_skipped_with_a_reason(calls: Calls) -> None:
    item = by_iris(calls, level="head_of_service", reason="It was tried at each level")
    read = calls.get("iris", f"/escalations/{item}").json
    assert (read["level"], read["asked_of"]) == ("head_of_service", at_midshire("hal"))


def test_the_receiver_answers_and_the_raiser_closes(calls: Calls) -> None:
    item = by_iris(calls)
    assert responds(calls, "sam", item, "resolved").status == 403
    assert responds(calls, "iris", item, "resolved").status == 403
    assert list(responds(calls, "tia", item, "direction").errors) == ["by_on"]
    answered = responds(calls, "tia", item, "direction", by_on="2026-03-09")
    assert answered.json["state"] == "answered"
    (answer,) = answered.json["answers"]
    assert (answer["level"], answer["by"], answer["response"], answer["by_on"]) == (
        "team_manager",
        at_midshire("tia"),
        "direction",
        "2026-03-09",
    )
    second = responds(calls, "tia", item, "direction", by_on="2026-03-09")
    assert (second.status, second.json["allowed"]) == (409, [])
    assert closes(calls, "tia", item).status == 403
    assert list(closes(calls, "iris", item, outcome="fine").errors) == ["outcome"]
    closed = closes(calls, "iris", item)
    assert (closed.json["state"], closed.json["allowed"], closed.json["due_at"]) == (
        "closed",
        [],
        None,
    )
    late = closes(calls, "iris", item)
    assert (late.status, late.json["allowed"]) == (409, [])
    assert responds(calls, "tia", item, "resolved").status == 409


def test_what_a_person_raised_stays_open_until_they_accept_the_answer(calls: Calls) -> None:
    item = by_iris(calls)
    assert responds(calls, "tia", item, "resolved").json["state"] == "answered"
    taken_on = responds(calls, "iris", item, "escalate")
    assert (taken_on.json["state"], taken_on.json["level"]) == ("waiting", "service_manager")
    assert taken_on.json["asked_of"] == at_midshire("sam")
    assert [one["response"] for one in taken_on.json["answers"]] == ["resolved", "escalate"]
    skipping = responds(calls, "iris", item, "escalate", level="director")
    assert list(skipping.errors) == ["reason"]
    top = responds(calls, "iris", item, "escalate", level="director", reason="No time")
    assert top.json["asked_of"] == at_midshire("dana")
    assert top.json["ends_at"] == taken_on.json["ends_at"]  # one ceiling for all


def test_a_receiver_passes_it_up(calls: Calls) -> None:
    item = by_iris(calls)
    passed = responds(calls, "tia", item, "escalate")
    assert (passed.json["state"], passed.json["level"]) == ("passed_up", "service_manager")
    assert passed.json["raised_by"] == at_midshire("iris")


def test_drift_is_offered_in_nobody_s_name_and_resolved_closes_it(calls: Calls) -> None:
    calls.authority.takes_in()
    action = raised_action(calls)
    calls.authority.looks(DRIFTED)
    item = calls.get("iris", f"/actions/{action}").json["escalation"]
    offered = calls.get("iris", f"/escalations/{item}").json
    assert (offered["raised_by"], offered["level"], offered["asked_of"]) == (
        None,
        "independent",
        at_midshire("iris"),
    )
    assert offered["allowed"] == ["respond"]
    assert responds(calls, "iris", item, "resolved").json["state"] == "closed"
    assert calls.get("iris", f"/actions/{action}").json["escalation"] is None


def test_where_there_is_neither_chair_nor_iro_two_are_asked(calls: Calls) -> None:
    calls.authority.takes_in(status="cin", iro=None)
    action = raised_action(calls)
    calls.authority.looks(DRIFTED)
    item = calls.get("sam", f"/actions/{action}").json["escalation"]
    offered = calls.get("sam", f"/escalations/{item}").json
    assert (offered["asked_of"], offered["asked_with"]) == (
        at_midshire("sam"),
        [at_midshire("quinn")],
    )


def test_who_passes_offered_drift_up_becomes_its_raiser(calls: Calls) -> None:
    calls.authority.takes_in()
    action = raised_action(calls)
    calls.authority.looks(DRIFTED)
    item = calls.get("iris", f"/actions/{action}").json["escalation"]
    passed = responds(calls, "iris", item, "escalate").json
    assert (passed["state"], passed["raised_by"]) == ("passed_up", at_midshire("iris"))
    assert closes(calls, "iris", item).json["state"] == "closed"


def test_a_successor_closes_what_the_iro_before_has_raised(calls: Calls) -> None:
    item = by_iris(calls)
    calls.authority.hires("ian", "iro", team="Reviewing", manager="hal")
    calls.authority.changes("iris", leaves_on=date(2026, 3, 1))
    moved = calls.patch("quinn", "/children/C-1001", {"iro_email": at_midshire("ian")})
    assert moved.status == 200
    assert closes(calls, "ian", item).json["state"] == "closed"


def test_an_answer_to_what_has_moved_meanwhile_is_refused(calls: Calls) -> None:
    item = by_iris(calls)
    read = calls.get("tia", f"/escalations/{item}").headers["ETag"]
    responds(calls, "iris", item, "escalate")
    body = {"response": "resolved", "note": "x"}
    path = f"/escalations/{item}/respond"
    assert calls.post("tia", path, body, headers={"If-Match": read}).status == 412


def test_who_sees_an_escalation(calls: Calls) -> None:
    item = by_iris(calls)
    absent = calls.get("ben", "/escalations/E-999")
    for name in ("iris", "tia", "sam", "hal", "dana", "quinn", "amira"):
        assert calls.get(name, f"/escalations/{item}").status == 200
        assert [one["id"] for one in calls.get(name, "/escalations").json["items"]] == [item]
    for name in ("ben", "tom", "ada", "carl", "otto"):
        hidden = calls.get(name, f"/escalations/{item}")
        assert (hidden.status, hidden.text) == (404, absent.text)
        assert calls.post(name, f"/escalations/{item}/respond", {}).status == 404
        assert calls.post(name, f"/escalations/{item}/close", {}).status == 404
        assert calls.get(name, "/escalations").json["items"] == []


def test_escalations_are_narrowed_by_what_is_asked(calls: Calls) -> None:
    item = by_iris(calls)
    other = calls.post("quinn", "/escalations", escalation(child_ref="C-1001")).json["id"]
    action = calls.get("iris", f"/escalations/{item}").json["action_id"]

    def listed(query: str) -> list[str]:
        found = calls.get("quinn", f"/escalations?{query}").json["items"]
        return [one["id"] for one in found]

    assert listed("") == [item, other]
    assert listed(f"action_id={action}") == [item]
    assert listed("action_id=ZZZZ-ZZ") == []
    assert listed(f"raised_by={at_midshire('quinn')}") == [other]
    assert listed("level=team_manager&state=waiting&child_ref=C-1001") == [item, other]
    assert listed("state=closed") == []
