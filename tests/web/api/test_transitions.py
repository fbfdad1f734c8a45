"""Steps over the API: who takes each, what it requires, and what the state allows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from closeloop.rules import refs
from closeloop.rules.items import ItemId
from tests.web.api.calls import Calls, Said
from tests.web.api.forms import at_midshire, audit, finding


class Steps:
    """The steps of one action, taken by whoever."""

    def __init__(self, calls: Calls, severity: str = "standard") -> None:
        """Raise an action of Amira's about a child whom Iris reviews."""
        self.calls = calls
        calls.authority.takes_in()
        raised = calls.post("ada", "/audits", audit(finding(severity=severity)))
        self.id: str = raised.json["findings"][0]["action_id"]

    def take(self, name: str, trigger: str, **fields: Any) -> Said:  # noqa: ANN401 - JSON
        """Take a step."""
        body = {"trigger": trigger} | fields
        return self.calls.post(name, f"/actions/{self.id}/transitions", body)

    def to(self, state: str) -> "Steps":
        """Lead the action to a state."""
        way = ("discussed", "addressed", "verified")
        steps = (
            ("tia", "discuss", {"note": "Agreed to visit"}),
            ("amira", "address", {"note": "Visited", "evidence": "Case note 2 March"}),
            ("ada", "verify", {"note": "Seen"}),
        )
        for reached, (name, trigger, fields) in zip(way, steps, strict=True):
            assert self.take(name, trigger, **fields).json["state"] == reached
            if reached == state:
                break
        return self

    def allowed(self, name: str) -> list[str]:
        """What somebody may do now."""
        found: list[str] = self.calls.get(name, f"/actions/{self.id}").json["allowed"]
        return found

    @property
    def item(self) -> ItemId:
        """The number behind the id."""
        return ItemId(refs.action_id(self.id) or 0)


def test_an_action_goes_all_the_way_to_a_difference(calls: Calls) -> None:
    steps = Steps(calls)
    read = steps.take("amira", "acknowledge")
    assert (read.status, read.json["state"]) == (200, "raised")
    assert read.json["acknowledged_at"] is not None
    assert read.headers["ETag"] == '"2"'
    steps.to("verified")
    verified = calls.get("ada", f"/actions/{steps.id}").json
    assert verified["due_at"] is None
    assert verified["allowed"] == ["reopen", "impact"]
    said = steps.take("iris", "impact", difference="yes", note="She knows us", voice="child")
    assert said.status == 200
    kinds = [e["kind"] for e in calls.get("ada", f"/actions/{steps.id}/events").json["items"]]
    assert kinds == ["raise", "acknowledge", "discuss", "address", "verify", "impact"]


ALLOWED = {  # state: who may do what
    "raised": {
        "amira": ["acknowledge", "challenge", "ask_for_time"],
        "tia": ["discuss", "reassign", "extend"],
        "sam": ["discuss", "reassign", "extend"],
        "ada": ["withdraw"],
        "quinn": ["withdraw"],
        "iris": [],
    },
    "discussed": {
        "amira": ["acknowledge", "address", "challenge", "ask_for_time"],
        "tia": ["discuss", "reassign", "extend"],
        "ada": ["withdraw"],
    },
    "addressed": {
        "amira": ["challenge"],
        "tia": ["reassign"],
        "ada": ["verify", "return", "withdraw"],
        "quinn": ["verify", "return", "withdraw"],
        "iris": ["verify", "return"],
    },
    "verified": {
        "amira": [],
        "tia": [],
        "ada": ["reopen", "impact"],
        "quinn": ["reopen", "impact"],
        "iris": ["reopen", "impact"],
        "hal": [],
    },
}


@pytest.mark.parametrize("state", ["raised", "discussed", "addressed", "verified"])
def test_what_each_may_do_where_it_stands(calls: Calls, state: str) -> None:
    steps = Steps(calls)
    if state != "raised":
        steps.to(state)
    assert {name: steps.allowed(name) for name in ALLOWED[state]} == ALLOWED[state]


@pytest.mark.parametrize(
    ("state", "name", "trigger", "needs"),
    [
        ("raised", "tia", "discuss", ["note"]),
        ("raised", "amira", "challenge", ["reason"]),
        ("raised", "amira", "ask_for_time", ["due_on", "reason"]),
        ("raised", "tia", "extend", ["due_on", "reason"]),
        ("raised", "tia", "reassign", ["owner_email", "reason"]),
        ("raised", "ada", "withdraw", ["reason"]),
        ("discussed", "amira", "address", ["note", "evidence"]),
        ("addressed", "ada", "verify", ["note"]),
        ("addressed", "ada", "return", ["reason"]),
        ("verified", "ada", "reopen", ["reason"]),
        ("verified", "ada", "impact", ["difference", "note"]),
    ],
)
def test_what_a_step_requires_is_asked_for_by_name(
    calls: Calls, state: str, name: str, trigger: str, needs: list[str]
) -> None:
    steps = Steps(calls)
    if state != "raised":
        steps.to(state)
    refused = steps.take(name, trigger)
    assert (refused.status, list(refused.errors)) == (422, needs)
    assert steps.take(name, trigger, reason="", note="x").status == 422


def test_a_second_acknowledgement_is_too_late_and_says_what_is_not(calls: Calls) -> None:
    steps = Steps(calls)
    steps.take("amira", "acknowledge")
    again = steps.take("amira", "acknowledge")
    assert (again.status, again.json["allowed"]) == (409, ["challenge", "ask_for_time"])


@pytest.mark.parametrize(
    ("name", "trigger", "status"),
    [
        ("tia", "verify", 409),  # the state comes first, whoever asks
        ("tia", "acknowledge", 403),
        ("amira", "discuss", 403),
        ("quinn", "discuss", 403),
        ("ben", "acknowledge", 404),
        ("amira", "dance", 422),
        ("amira", None, 422),
    ],
)
def test_the_order_of_refusals(calls: Calls, name: str, trigger: str | None, status: int) -> None:
    steps = Steps(calls)
    body = {"trigger": trigger, "colour": 7}  # which no step takes
    assert calls.post(name, f"/actions/{steps.id}/transitions", body).status == status


def test_note_and_evidence_go_with_any_step_and_what_is_not_its_own_with_none(
    calls: Calls,
) -> None:
    steps = Steps(calls)
    refused = steps.take("amira", "acknowledge", due_on="2026-04-01")
    assert refused.errors == {"due_on": "acknowledge does not take this."}
    for field in ("state", "due_at", "move_no", "held_on", "outcome"):
        assert list(steps.take("tia", "discuss", note="x", **{field: "x"}).errors) == [field]
    taken = steps.take("amira", "acknowledge", note="Read at my desk", evidence="Case note")
    assert taken.status == 200
    events = calls.get("amira", f"/actions/{steps.id}/events").json["items"]
    assert events[-1]["data"] == {"note": "Read at my desk", "evidence": "Case note"}


def test_a_step_on_an_earlier_reading_is_refused(calls: Calls) -> None:
    steps = Steps(calls)
    address = f"/actions/{steps.id}/transitions"
    read = calls.get("amira", f"/actions/{steps.id}").headers["ETag"]
    steps.take("tia", "discuss", note="Agreed")
    body = {"trigger": "acknowledge"}
    stale = calls.post("amira", address, body, headers={"If-Match": read})
    assert stale.status == 412
    fresh = calls.get("amira", f"/actions/{steps.id}").headers["ETag"]
    assert calls.post("amira", address, body, headers={"If-Match": fresh}).status == 200


def test_a_clock_that_runs_out_meanwhile_refuses_nobody_s_step(calls: Calls) -> None:
    steps = Steps(calls)
    read = calls.get("amira", f"/actions/{steps.id}").headers["ETag"]
    calls.authority.looks(datetime(2026, 3, 5, 9, tzinfo=UTC))
    body, headers = {"trigger": "acknowledge"}, {"If-Match": read}
    assert (
        calls.post("amira", f"/actions/{steps.id}/transitions", body, headers=headers).status == 200
    )


def test_the_same_key_takes_a_step_once(calls: Calls) -> None:
    steps = Steps(calls)
    address, body = f"/actions/{steps.id}/transitions", {"trigger": "acknowledge"}
    key = {"Idempotency-Key": "one-press"}
    first = calls.post("amira", address, body, headers=key)
    again = calls.post("amira", address, body, headers=key)
    assert (first.status, again.status) == (200, 200)
    assert first.text == again.text
    assert calls.post("amira", address, body | {"note": "x"}, headers=key).status == 422


# What each step does --------------------------------------------------------------------------


def test_what_is_returned_or_reopened_is_discussed_again(calls: Calls) -> None:
    steps = Steps(calls).to("addressed")
    returned = steps.take("iris", "return", reason="Not on the record", due_on="2026-03-20")
    assert (returned.json["state"], returned.json["due_at"]) == (
        "discussed",
        "2026-03-20T23:59:59Z",
    )
    steps.take("amira", "address", note="Now", evidence="Case note 3 March")
    steps.take("ada", "verify", note="Seen")
    assert steps.take("quinn", "reopen", reason="It was undone").json["state"] == "discussed"


def test_a_challenge_is_decided_by_a_qa_lead_or_an_auditor_who_did_not_write_it(
    calls: Calls,
) -> None:
    steps = Steps(calls)
    challenged = steps.take("amira", "challenge", reason="It was done")
    assert (challenged.json["state"], challenged.json["held_at"] is None) == ("raised", False)
    decided = {"decision": "reworded", "reason": "One visit was made"}
    assert steps.take("ada", "decide", **decided).status == 403
    assert "decide" in steps.allowed("quinn")
    assert list(steps.take("quinn", "decide", **decided).errors) == ["finding"]
    refused = steps.take("quinn", "decide", decision="perhaps", reason="x")
    assert list(refused.errors) == ["decision"]
    reworded = steps.take("quinn", "decide", finding="One visit is on the record", **decided)
    assert reworded.json["finding"] == "One visit is on the record"
    assert reworded.json["held_at"] is None
    first = calls.get("amira", f"/actions/{steps.id}/events").json["items"][0]
    assert first["data"]["finding"] == "No plan is on the record"  # the first words stay


def test_a_challenge_that_is_upheld_withdraws_the_action(calls: Calls) -> None:
    steps = Steps(calls)
    steps.take("amira", "challenge", reason="It was done")
    decided = steps.take("quinn", "decide", decision="withdrawn", reason="It was")
    assert (decided.json["state"], decided.json["due_at"]) == ("withdrawn", None)


def test_a_manager_gives_it_to_somebody_else_who_is_asked_to_read_it(calls: Calls) -> None:
    steps = Steps(calls)
    steps.take("amira", "acknowledge")
    unknown = steps.take("tia", "reassign", owner_email="nobody@midshire.example", reason="x")
    assert list(unknown.errors) == ["owner_email"]
    same = steps.take("tia", "reassign", owner_email=at_midshire("amira"), reason="x")
    assert list(same.errors) == ["owner_email"]
    given = steps.take("tia", "reassign", owner_email=at_midshire("ben"), reason="New worker")
    assert (given.json["owner"], given.json["acknowledged_at"]) == (at_midshire("ben"), None)
    assert given.json["due_at"] == given.json["first_due_at"]
    assert steps.take("ben", "acknowledge").status == 200


def test_the_manager_holds_what_is_reassigned_to_somebody_who_has_left(calls: Calls) -> None:
    steps = Steps(calls)
    calls.authority.changes("ben", leaves_on=date(2026, 2, 27))
    given = steps.take("sam", "reassign", owner_email=at_midshire("ben"), reason="x")
    assert given.json["owner"] == at_midshire("tia")
    assert given.json["warnings"] == ["Ben has left; Tia holds this action."]


def test_who_gives_an_action_away_still_gets_the_answer(calls: Calls) -> None:
    calls.authority.takes_in("C-3001", practitioner="bea", team="Team B")
    raised = calls.post(
        "ada", "/audits", audit(finding(owner_email=at_midshire("amira")), child="C-3001")
    )
    action = raised.json["findings"][0]["action_id"]
    body = {"trigger": "reassign", "owner_email": at_midshire("bea"), "reason": "Hers"}
    given = calls.post("tia", f"/actions/{action}/transitions", body)
    assert (given.status, given.json["owner"]) == (200, at_midshire("bea"))
    assert calls.get("tia", f"/actions/{action}").status == 404  # no longer of her team


def test_more_time_is_asked_for_by_the_owner_and_given_by_the_manager(calls: Calls) -> None:
    steps = Steps(calls)
    asked = steps.take("amira", "ask_for_time", due_on="2026-04-13", reason="Court")
    assert asked.json["due_at"] == "2026-03-30T22:59:59Z"
    assert list(steps.take("tia", "extend", due_on="2026-03-20", reason="x").errors) == ["due_on"]
    given = steps.take("tia", "extend", due_on="2026-04-13", reason="Court")
    assert (given.json["due_at"], given.json["moves"]) == ("2026-04-13T22:59:59Z", 1)
    twice = steps.take("tia", "extend", due_on="2026-04-20", reason="Court again")
    assert [one["rule"] for one in twice.json["drift"]] == ["date_moved"]
    assert twice.json["escalation"] is not None


def test_whether_it_made_a_difference_is_asked_again_where_it_is_too_early(calls: Calls) -> None:
    steps = Steps(calls).to("verified")
    early = steps.take("ada", "impact", difference="too_early", note="x")
    assert list(early.errors) == ["ask_again_on"]
    said = steps.take("ada", "impact", difference="too_early", note="x", ask_again_on="2026-04-13")
    assert said.json["next_notice"] == {"letter": "request", "at": "2026-04-13T07:00:00Z"}
    assert list(steps.take("ada", "impact", difference="no", note="x", voice="dog").errors) == [
        "voice"
    ]


def test_a_critical_action_is_countersigned_by_the_head_of_service(calls: Calls) -> None:
    steps = Steps(calls, "critical")
    assert calls.get("amira", f"/actions/{steps.id}").json["due_at"][:16] == "2026-03-03T09:00"
    steps.take("amira", "challenge", reason="It was done")
    assert calls.get("amira", f"/actions/{steps.id}").json["held_at"] is None
    steps.to("verified")
    assert steps.allowed("hal") == ["countersign"]
    assert steps.take("dana", "countersign", note="x").status == 403
    signed = steps.take("hal", "countersign", note="Read")
    assert (signed.json["state"], signed.json["allowed"]) == ("verified", [])
    assert steps.take("hal", "countersign", note="Read").status == 409


def test_a_deputy_acts_while_somebody_is_away_and_the_history_says_for_whom(
    calls: Calls,
) -> None:
    steps = Steps(calls)
    assert steps.take("ben", "acknowledge").status == 404
    calls.authority.changes(
        "amira",
        absent_from=date(2026, 3, 2),
        absent_to=date(2026, 3, 6),
        deputy_id=calls.authority.who("ben"),
    )
    assert steps.take("ben", "acknowledge").status == 200
    event = calls.get("tia", f"/actions/{steps.id}/events").json["items"][-1]
    assert (event["actor"], event["acting_for"]) == (at_midshire("ben"), at_midshire("amira"))


def test_the_verifier_is_neither_owner_nor_manager_nor_a_deputy_of_theirs(calls: Calls) -> None:
    steps = Steps(calls)
    steps.take("tia", "reassign", owner_email=at_midshire("ada"), reason="x")
    steps.take("quinn", "discuss", note="x")
    steps.take("ada", "address", note="x", evidence="y")
    for name, status in (("ada", 403), ("quinn", 403), ("tia", 403), ("iris", 200)):
        assert steps.take(name, "verify", note="Seen").status == status
