"""Audits over the API: who raises them on whom, and what does not fit."""

from datetime import date
from typing import Any

import pytest

from tests.web.api.calls import Calls
from tests.web.api.forms import at_midshire, audit, finding, strength


def test_an_audit_answers_with_its_findings_in_the_order_sent(calls: Calls) -> None:
    calls.authority.takes_in()
    sent = audit(finding("First"), strength("Second"), finding("Third", severity="high"))
    raised = calls.post("ada", "/audits", sent)
    assert raised.status == 201
    found = raised.json["findings"]
    assert [one["finding"] for one in found] == ["First", "Second", "Third"]
    assert [one["action_id"] is None for one in found] == [False, True, False]
    assert raised.json["auditor_email"] == at_midshire("ada")
    assert raised.json["judgements"] == [{"standard": "9", "grade": "good"}]
    assert "warnings" not in raised.json
    assert calls.get("ada", f"/audits/{raised.json['id']}").json == raised.json


def test_what_is_said_of_impact_and_date_stays_with_the_action(calls: Calls) -> None:
    calls.authority.takes_in()
    more = {
        "impact": "The child does not know who visits",
        "expected": "The child knows",
        "seen_by": "The child says so",
        "due_on": "2026-03-11",
        "owner_email": at_midshire("ben"),
    }
    raised = calls.post("ada", "/audits", audit(finding(**more)))
    action = calls.get("ben", f"/actions/{raised.json['findings'][0]['action_id']}").json
    assert {name: action[name] for name in ("impact", "expected", "seen_by")} == {
        name: more[name] for name in ("impact", "expected", "seen_by")
    }
    assert action["due_at"] == "2026-03-11T23:59:59Z"
    assert action["owner"] == at_midshire("ben")


@pytest.mark.parametrize(
    ("severity", "due_at"),
    [
        ("critical", "2026-03-14T23:59:59Z"),  # any instant
        ("standard", "2026-03-16T23:59:59Z"),  # the end of a working day
    ],
)
def test_a_date_at_a_weekend_ends_on_the_next_working_day_but_never_for_critical(
    calls: Calls, severity: str, due_at: str
) -> None:
    calls.authority.takes_in()
    saturday = audit(finding(severity=severity, due_on="2026-03-14"))
    raised = calls.post("ada", "/audits", saturday)
    assert raised.json["findings"][0]["due_at"] == due_at


def test_an_action_that_nobody_is_named_for_is_the_practitioner_s(calls: Calls) -> None:
    calls.authority.takes_in(practitioner="ben")
    raised = calls.post("ada", "/audits", audit())
    assert raised.json["findings"][0]["owner_email"] == at_midshire("ben")


def test_the_manager_holds_what_is_given_to_somebody_who_has_left(calls: Calls) -> None:
    calls.authority.takes_in()
    calls.authority.changes("ben", leaves_on=date(2026, 2, 27))
    raised = calls.post("ada", "/audits", audit(finding(owner_email=at_midshire("ben"))))
    assert raised.status == 201
    assert raised.json["findings"][0]["owner_email"] == at_midshire("tia")
    assert raised.json["warnings"] == ["Ben has left; Tia holds this action."]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ada", 201),
        ("quinn", 201),
        ("iris", 201),  # reviews the child
        ("tia", 201),  # manages its team
        ("sam", 201),
        ("hal", 201),
        ("dana", 201),
        ("carl", 422),  # chairs another child; this one is not his to see
        ("tom", 422),
        ("amira", 403),
        ("ben", 403),
        ("otto", 403),
    ],
)
def test_who_may_raise_an_audit_on_a_child(calls: Calls, name: str, status: int) -> None:
    calls.authority.takes_in()
    assert calls.post(name, "/audits", audit()).status == status


@pytest.mark.parametrize("name", ["ada", "quinn", "sam", "hal", "dana", "tom", "carl"])
def test_a_restricted_child_and_one_that_is_not_there_are_told_apart_by_nobody(
    calls: Calls, name: str
) -> None:
    calls.authority.takes_in(restricted=True)
    hidden = calls.post(name, "/audits", audit())
    absent = calls.post(name, "/audits", audit(child="C-9999"))
    assert hidden.status == absent.status == 422
    assert hidden.text == absent.text
    assert hidden.errors == {
        "child_ref": "There is no such child, or it is not yours to see.",
    }


@pytest.mark.parametrize("name", ["iris", "tia"])
def test_who_is_named_on_a_restricted_child_may_raise_an_audit_on_it(
    calls: Calls, name: str
) -> None:
    calls.authority.takes_in(restricted=True)
    assert calls.post(name, "/audits", audit()).status == 201


def test_only_a_qa_lead_enters_an_audit_that_somebody_else_has_made(calls: Calls) -> None:
    calls.authority.takes_in()
    for_arlo = audit(auditor_email=at_midshire("arlo"))
    assert calls.post("ada", "/audits", for_arlo).status == 403
    assert calls.post("tia", "/audits", for_arlo).status == 403
    entered = calls.post("quinn", "/audits", for_arlo)
    assert entered.json["auditor_email"] == at_midshire("arlo")
    assert calls.get("arlo", f"/audits/{entered.json['id']}").status == 200
    assert calls.post("ada", "/audits", audit(auditor_email=at_midshire("ada"))).status == 201


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"audited_on": "2026-03-03"}, "audited_on", "in the future"),
        ({"activity": "tea_break"}, "activity", "no such activity"),
        ({"overall_grade": "fine"}, "overall_grade", "not one of"),
        ({"judgements": [{"standard": "9.3", "grade": "good"}]}, "judgements.0.standard", "9.3"),
        ({"mood": "good"}, "mood", "no such field"),
        ({"auditor_email": "nobody@midshire.example"}, "auditor_email", "Nobody here"),
        ({"findings": [finding()] * 61}, "findings", "61; at most 60"),
    ],
)
def test_what_does_not_fit_an_audit_is_said_with_its_field(
    calls: Calls, changed: dict[str, Any], field: str, said: str
) -> None:
    calls.authority.takes_in()
    refused = calls.post("quinn", "/audits", audit() | changed)
    assert refused.status == 422
    assert said in refused.errors[field]
    assert calls.get("quinn", "/audits").json["items"] == []


@pytest.mark.parametrize(
    ("one", "field", "said"),
    [
        (strength(severity="high"), "severity", "a strength leads to no action"),
        (strength(action="Do it again"), "action", "a strength leads to no action"),
        (strength(due_on="2026-03-20"), "due_on", "a strength leads to no action"),
        (finding(severity=None), "severity", "needs its severity"),
        (finding(action=None), "action", "needs its action"),
        (finding(standard="3.2"), "standard", "Give 3.2a or 3.2b"),
        (finding(standard="9"), "standard", "not a statement"),
        (finding(due_on="2026-02-27"), "due_on", "has passed"),
        (finding(owner_email="nobody@midshire.example"), "owner_email", "Nobody here"),
        (finding(kind="oddity"), "kind", "not one of"),
        (finding(state="verified"), "state", "no such field"),
    ],
)
def test_what_does_not_fit_a_finding_is_said_with_its_place(
    calls: Calls, one: dict[str, Any], field: str, said: str
) -> None:
    calls.authority.takes_in()
    refused = calls.post("ada", "/audits", audit(finding("Another"), one))
    assert refused.status == 422
    assert said in refused.errors[f"findings.1.{field}"]


def test_a_statement_may_be_found_wanting_twice_but_one_finding_stands_once(calls: Calls) -> None:
    calls.authority.takes_in()
    twice = audit(finding("No plan"), finding("No review"))
    assert calls.post("ada", "/audits", twice).status == 201
    same = calls.post("ada", "/audits", audit(finding("No plan"), finding("No plan")))
    assert same.errors == {"findings.1.finding": "This is finding 1 again. Give each once."}
    for code in ("3.2a", "3.2b"):
        assert calls.post("ada", "/audits", audit(finding(standard=code))).status == 201


def test_an_owner_finds_only_their_own_findings_in_an_audit(calls: Calls) -> None:
    calls.authority.takes_in()
    mine, praise = finding("Mine", owner_email=at_midshire("bea")), strength("Yours")
    raised = calls.post("ada", "/audits", audit(mine, finding("Another's"), praise))
    seen = calls.get("bea", f"/audits/{raised.json['id']}")
    assert [one["finding"] for one in seen.json["findings"]] == ["Mine"]
    whole = calls.get("amira", f"/audits/{raised.json['id']}")
    assert len(whole.json["findings"]) == 3  # the child is hers
    assert calls.get("ben", f"/audits/{raised.json['id']}").status == 404


def test_whoever_is_praised_may_read_it_though_the_child_is_not_theirs(calls: Calls) -> None:
    calls.authority.takes_in()
    praise = strength("Yours", owner_email=at_midshire("bea"))
    raised = calls.post("ada", "/audits", audit(finding("Another's"), praise))
    seen = calls.get("bea", f"/audits/{raised.json['id']}")
    assert [one["finding"] for one in seen.json["findings"]] == ["Yours"]


def test_audits_are_listed_the_latest_first_and_narrowed(calls: Calls) -> None:
    calls.authority.takes_in()
    calls.authority.takes_in("C-1002", practitioner="bea", team="Team B")
    older = calls.post("ada", "/audits", audit(audited_on="2026-02-20")).json["id"]
    newer = calls.post("arlo", "/audits", audit(child="C-1002")).json["id"]

    def listed(query: str = "") -> list[str]:
        return [one["id"] for one in calls.get("quinn", f"/audits{query}").json["items"]]

    assert listed() == [newer, older]
    assert listed("?child_ref=C-1002") == [newer]
    assert listed(f"?auditor={at_midshire('ada')}") == [older]
    assert listed("?audited_from=2026-02-21&audited_to=2026-02-28") == [newer]
    assert listed("?standard=9") == [newer, older]
    assert listed("?standard=1.1") == []
    first = calls.get("quinn", "/audits?limit=1").json
    assert first["items"][0]["id"] == newer
    second = calls.get("quinn", f"/audits?limit=1&cursor={first['next']}").json
    assert [one["id"] for one in second["items"]] == [older]
    assert second["next"] is None


def test_a_repeated_key_raises_one_audit(calls: Calls) -> None:
    calls.authority.takes_in()
    key = {"Idempotency-Key": "the-same"}
    first = calls.post("ada", "/audits", audit(), headers=key)
    again = calls.post("ada", "/audits", audit(), headers=key)
    assert first.json == again.json
    assert len(calls.get("quinn", "/actions").json["items"]) == 1
    other = calls.post("ada", "/audits", audit(finding("Another")), headers=key)
    assert other.status == 422
