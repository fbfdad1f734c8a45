"""Actions over the API: read, listed, narrowed, with their history."""

from datetime import date

import pytest

from closeloop.rules import refs
from tests.authority import Authority
from tests.web.api.calls import Calls
from tests.web.api.forms import at_midshire, audit, finding


def raised(calls: Calls, *findings: dict[str, object], child: str = "C-1001") -> list[str]:
    found = calls.post("ada", "/audits", audit(*findings, child=child)).json["findings"]
    return [one["action_id"] for one in found]


def test_an_action_is_read_with_all_that_is_promised(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    read = calls.get("amira", f"/actions/{action}")
    assert read.status == 200
    assert read.headers["ETag"] == '"1"'
    promised = {
        "id": action,
        "state": "raised",
        "workflow": "audit_action",
        "version": 1,
        "severity": "standard",
        "standard": "9.3",
        "finding": "No plan is on the record",
        "action": "Write the plan down",
        "child_ref": "C-1001",
        "owner": at_midshire("amira"),
        "due_at": "2026-03-30T22:59:59Z",  # the 20th working day, in summer time
        "first_due_at": "2026-03-30T22:59:59Z",
        "acknowledged_at": None,
        "drift": [],
        "escalation": None,
        "next_notice": {"letter": "reminder", "at": "2026-03-04T23:59:59Z"},
        "allowed": ["acknowledge", "challenge", "ask_for_time"],
    }
    assert {name: read.json[name] for name in promised} == promised
    (listed,) = calls.get("amira", "/actions").json["items"]
    assert listed == read.json


def test_an_id_is_read_however_it_is_copied(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    assert calls.get("amira", f"/actions/{action.lower()}").json["id"] == action


@pytest.mark.parametrize("name", ["ben", "bea", "tom", "arlo", "carl", "otto"])
def test_hidden_and_absent_are_answered_alike(calls: Calls, name: str) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    absent = refs.action_ref(999)
    for path, method in (("", "GET"), ("/events", "GET"), ("/transitions", "POST")):
        hidden_answer = calls.call(name, method, f"/actions/{action}{path}")
        absent_answer = calls.call(name, method, f"/actions/{absent}{path}")
        assert hidden_answer.status == 404
        assert hidden_answer.text == absent_answer.text


def test_actions_are_narrowed_by_what_is_asked(calls: Calls) -> None:
    authority: Authority = calls.authority
    authority.takes_in()
    authority.takes_in("C-1002", practitioner="bea", team="Team B")
    slow, fast = raised(calls, finding("Slow"), finding("Fast", severity="high", standard="1.1"))
    (other,) = raised(calls, child="C-1002")

    def listed(query: str, name: str = "quinn") -> list[str]:
        return [one["id"] for one in calls.get(name, f"/actions?{query}").json["items"]]

    assert listed("") == [fast, slow, other]
    assert listed("severity=high") == [fast]
    assert listed("standard=9") == listed("standard=9.3") == [slow, other]
    assert listed("child_ref=C-1002") == [other]
    assert listed("child_ref=C-1002", "amira") == []
    assert listed("child_ref=C-9999") == []
    assert listed(f"owner={at_midshire('bea')}") == [other]
    assert listed("team=Team B") == [other]
    assert listed("team=Area") == []
    assert listed("state=raised&overdue=false&drifting=false") == [fast, slow, other]
    assert listed("overdue=true") == listed("drifting=true") == []
    assert listed("updated_since=2026-03-02T00:00:00Z") == [fast, slow, other]
    assert listed("updated_since=2026-03-02T00:00:00+00:00") == [fast, slow, other]
    assert listed("updated_since=2026-03-03") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=asleep", "state"),
        ("standard=99", "standard"),
        ("severity=mild", "severity"),
        ("overdue=perhaps", "overdue"),
        ("owner=nobody@midshire.example", "owner"),
        ("team=Nowhere", "team"),
        ("updated_since=yesterday", "updated_since"),
        ("updated_since=2026-03-02T09:00:00", "updated_since"),
        ("colour=red", "colour"),
        ("limit=0", "limit"),
    ],
)
def test_a_filter_that_does_not_fit_is_said_with_its_name(
    calls: Calls, query: str, field: str
) -> None:
    refused = calls.get("quinn", f"/actions?{query}")
    assert refused.status == 422
    assert list(refused.errors) == [field]


def test_a_leaver_s_actions_are_found_under_who_holds_them(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    calls.authority.changes("amira", leaves_on=date(2026, 3, 1))
    (found,) = calls.get("quinn", f"/actions?owner={at_midshire('tia')}").json["items"]
    assert (found["id"], found["owner"]) == (action, at_midshire("tia"))
    assert calls.get("quinn", f"/actions?owner={at_midshire('amira')}").json["items"] == []


def test_cursors_follow_the_list_to_its_end_and_are_good_for_it_alone(calls: Calls) -> None:
    calls.authority.takes_in()
    actions = raised(calls, *(finding(f"Finding {n}") for n in range(5)))
    met: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = calls.get("quinn", f"/actions?limit=2{cursor}").json
        met += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    assert met == actions
    first = calls.get("quinn", "/actions?limit=2").json["next"]
    assert calls.get("quinn", f"/actions?limit=2&severity=high&cursor={first}").status == 400
    assert calls.get("quinn", "/actions?cursor=made-up").why == (
        400,
        "This cursor is not one of ours. Start again without it.",
    )


def test_the_history_of_an_action_is_its_ledger_oldest_first(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    calls.post("amira", f"/actions/{action}/transitions", {"trigger": "acknowledge"})
    events = calls.get("amira", f"/actions/{action}/events").json["items"]
    assert [one["seq"] for one in events] == [1, 2]
    assert [one["kind"] for one in events] == ["raise", "acknowledge"]
    assert [(one["from"], one["to"]) for one in events] == [(None, "raised"), ("raised", "raised")]
    assert [one["actor"] for one in events] == [at_midshire("ada"), at_midshire("amira")]
    assert events[0]["data"] == {"finding": "No plan is on the record", "standard": "9.3"}
    assert len(events[0]["hash"]) == 64
    page = calls.get("amira", f"/actions/{action}/events?limit=1").json
    (second,) = calls.get("amira", f"/actions/{action}/events?limit=1&cursor={page['next']}").json[
        "items"
    ]
    assert second == events[1]
