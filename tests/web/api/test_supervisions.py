"""Supervision over the API: the agenda, one call for all that was said, and who reads it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from closeloop.rules import refs
from tests.web.api.calls import Calls
from tests.web.api.forms import at_midshire, audit, entry, finding, strength, supervision

AGENDA = f"/supervisions/agenda?supervisee={at_midshire('amira')}"


def raised(calls: Calls, *findings: dict[str, Any], child: str = "C-1001") -> list[str]:
    """The actions of an audit."""
    found = calls.post("ada", "/audits", audit(*findings, child=child)).json["findings"]
    return [one["action_id"] for one in found if one["action_id"]]


def state(calls: Calls, action: str) -> str:
    """Where an action stands."""
    found: str = calls.get("quinn", f"/actions/{action}").json["state"]
    return found


def test_all_that_was_said_is_logged_in_one_call(calls: Calls) -> None:
    calls.authority.takes_in()
    sent = audit(*(finding(f"Finding {n}") for n in range(5)), strength())
    found = calls.post("ada", "/audits", sent).json["findings"]
    actions = [one["action_id"] for one in found if one["action_id"]]
    said = supervision(
        entry(actions[0]),
        entry(actions[1], "agreed", note="Visit this week", agreed_due_on="2026-03-09"),
        entry(actions[2], "done"),
        entry(actions[3], "support", note="A joint visit with Ben"),
        entry(actions[4], "disagrees"),
        celebrated=[found[5]["id"]],
    )
    logged = calls.post("tia", "/supervisions", said)
    assert logged.status == 201
    assert {state(calls, action) for action in actions} == {"discussed"}
    assert logged.json["supervisor_email"] == at_midshire("tia")
    assert logged.json["celebrated"] == [found[5]["id"]]
    assert [one["outcome"] for one in logged.json["entries"]] == [
        "on_track",
        "agreed",
        "done",
        "support",
        "disagrees",
    ]
    agreed = calls.get("amira", f"/actions/{actions[1]}").json
    assert (agreed["due_at"], agreed["moves"]) == ("2026-03-09T23:59:59Z", 0)
    event = calls.get("amira", f"/actions/{actions[1]}/events").json["items"][-1]
    assert event["kind"] == "discuss"
    assert event["data"] == {
        "note": "Visit this week",
        "outcome": "agreed",
        "held_on": "2026-03-02",
        "due_on": "2026-03-09",
    }


def test_a_date_that_moves_later_needs_its_reason_and_counts_as_a_move(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    later = entry(action, agreed_due_on="2026-04-20")
    refused = calls.post("tia", "/supervisions", supervision(later))
    assert list(refused.errors) == ["entries.0.note"]
    calls.post("tia", "/supervisions", supervision(later | {"note": "After the hearing"}))
    moved = calls.get("amira", f"/actions/{action}").json
    assert (moved["due_at"], moved["moves"]) == ("2026-04-20T22:59:59Z", 1)


def test_none_of_it_addresses_and_what_is_addressed_stays_so(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    calls.post("tia", "/supervisions", supervision(entry(action, "done")))
    address = {"trigger": "address", "note": "Done", "evidence": "Case note"}
    calls.post("amira", f"/actions/{action}/transitions", address)
    again = calls.post("tia", "/supervisions", supervision(entry(action, "on_track")))
    assert (again.status, state(calls, action)) == (201, "addressed")


@pytest.mark.parametrize(
    ("name", "status"),
    [("tia", 201), ("sam", 201), ("dana", 201), ("amira", 403), ("tom", 403), ("quinn", 403)],
)
def test_who_may_log_it(calls: Calls, name: str, status: int) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    assert calls.post(name, "/supervisions", supervision(entry(action))).status == status


def test_a_deputy_logs_it_while_the_manager_is_away(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    tom = calls.authority.who("tom")
    calls.authority.changes("tia", absent_from=date(2026, 3, 1), deputy_id=tom)
    assert calls.post("tom", "/supervisions", supervision(entry(action))).status == 201
    event = calls.get("amira", f"/actions/{action}/events").json["items"][-1]
    assert (event["actor"], event["acting_for"]) == (at_midshire("tom"), at_midshire("tia"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"held_on": "2026-03-03"}, "held_on"),
        ({"kind": "walk"}, "kind"),
        ({"supervisee_email": "nobody@midshire.example"}, "supervisee_email"),
        ({"celebrated": ["F-999"]}, "celebrated.0"),
        ({"celebrated": ["praise"]}, "celebrated.0"),
        ({"mood": "good"}, "mood"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_logged(
    calls: Calls, changed: dict[str, Any], field: str
) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    refused = calls.post("tia", "/supervisions", supervision(entry(action)) | changed)
    assert (refused.status, list(refused.errors)) == (422, [field])
    assert state(calls, action) == "raised"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": "agreed"}, "note"),
        ({"outcome": "support"}, "note"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"agreed_due_on": "2026-02-27"}, "agreed_due_on"),
        ({"state": "verified"}, "state"),
        ({"action_id": "ZZZZ-ZZ"}, "action_id"),
        ({"action_id": "what we said"}, "action_id"),
    ],
)
def test_an_entry_that_does_not_fit_stops_all_of_them(
    calls: Calls, changed: dict[str, Any], field: str
) -> None:
    calls.authority.takes_in()
    first, second = raised(calls, finding("First"), finding("Second"))
    said = supervision(entry(first), entry(second) | changed)
    refused = calls.post("tia", "/supervisions", said)
    assert (refused.status, list(refused.errors)) == (422, [f"entries.1.{field}"])
    assert state(calls, first) == "raised"


def test_another_s_action_one_that_is_hidden_and_none_at_all_are_refused_alike(
    calls: Calls,
) -> None:
    calls.authority.takes_in()
    calls.authority.takes_in("C-2001", practitioner="ben", iro="iris", team="Team B")
    calls.authority.takes_in("C-9001", practitioner="bea", restricted=True, team="Team B")
    (bens,) = raised(calls, child="C-2001")
    hidden = refs.action_ref(calls.authority.raised(child="C-9001", owner="bea", by="iris"))
    answers = [
        calls.post("tia", "/supervisions", supervision(entry(action))).text
        for action in (bens, hidden, "ZZZZ-ZZ")
    ]
    assert len(set(answers)) == 1


def test_an_action_is_talked_about_once(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    twice = calls.post("tia", "/supervisions", supervision(entry(action), entry(action)))
    assert twice.errors == {"entries.1.action_id": "This action is there twice."}


def test_an_action_that_is_past_discussing_is_said_first(calls: Calls) -> None:
    calls.authority.takes_in()
    gone, here = raised(calls, finding("First"), finding("Second"))
    withdraw = {"trigger": "withdraw", "reason": "Found twice"}
    calls.post("ada", f"/actions/{gone}/transitions", withdraw)
    said = supervision(entry(here, "agreed"), entry(gone), held_on="2026-03-02")
    assert calls.post("tia", "/supervisions", said).status == 409


def test_the_agenda_is_what_is_open_most_urgent_first(calls: Calls) -> None:
    later = datetime(2026, 3, 10, 9, tzinfo=UTC)
    calls.authority.takes_in()
    slow, fast, critical, gone = raised(
        calls,
        finding("Slow"),
        finding("Fast", severity="high"),
        finding("Critical", severity="critical"),
        finding("Gone"),
    )
    calls.post("ada", f"/actions/{gone}/transitions", {"trigger": "withdraw", "reason": "x"})
    calls.authority.looks(later)
    found = calls.get("tia", AGENDA).json["items"]
    assert [one["action_id"] for one in found] == [critical, fast, slow]
    assert found[0] == {"action_id": critical} | calls.get("tia", f"/actions/{critical}").json
    first = calls.get("tia", f"{AGENDA}&limit=2").json
    rest = calls.get("tia", f"{AGENDA}&limit=2&cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + rest["items"]] == [critical, fast, slow]


@pytest.mark.parametrize(
    ("name", "status"),
    [("amira", 200), ("tia", 200), ("sam", 200), ("quinn", 200), ("ben", 403), ("tom", 403)],
)
def test_who_may_read_an_agenda(calls: Calls, name: str, status: int) -> None:
    assert calls.get(name, AGENDA).status == status


def test_a_record_is_for_the_two_and_the_managers_above(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    said = supervision(entry(action, "agreed", note="Visit"))
    logged = calls.post("tia", "/supervisions", said).json
    for name in ("tia", "amira", "sam", "hal", "dana"):
        assert calls.get(name, f"/supervisions/{logged['id']}").json == logged
    absent = calls.get("ben", "/supervisions/S-999")
    for name in ("ben", "tom", "quinn", "iris", "ada", "otto"):
        hidden = calls.get(name, f"/supervisions/{logged['id']}")
        assert (hidden.status, hidden.text) == (404, absent.text)


def test_what_was_said_of_a_restricted_child_is_left_out_for_who_is_not_named(
    calls: Calls,
) -> None:
    calls.authority.takes_in(restricted=True)
    action = refs.action_ref(calls.authority.raised(by="iris"))
    logged = calls.post("tia", "/supervisions", supervision(entry(action))).json
    assert len(calls.get("amira", f"/supervisions/{logged['id']}").json["entries"]) == 1
    assert calls.get("sam", f"/supervisions/{logged['id']}").json["entries"] == []


def test_a_new_manager_reads_the_old_one_s_records(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    logged = calls.post("tia", "/supervisions", supervision(entry(action))).json
    assert calls.get("tom", f"/supervisions/{logged['id']}").status == 404
    calls.authority.changes("amira", manager_id=calls.authority.who("tom"))
    assert calls.get("tom", f"/supervisions/{logged['id']}").status == 200
