"""Reports over the API: of what the caller may see, whole, as JSON and for a spreadsheet."""

import csv
import io
from datetime import date

import pytest

from closeloop.reports import report
from tests.web.api.calls import Calls
from tests.web.api.forms import at_midshire, audit, escalation, finding


def raised(calls: Calls, *findings: dict[str, object], child: str = "C-1001") -> list[str]:
    """The actions of an audit."""
    found = calls.post("ada", "/audits", audit(*findings, child=child)).json["findings"]
    return [one["action_id"] for one in found]


def table(text: str) -> list[dict[str, str]]:
    """The rows of a CSV answer."""
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list_says_what_each_report_answers(calls: Calls) -> None:
    listed = {one["name"]: one for one in calls.get("amira", "/reports").json["items"]}
    assert set(listed) >= {"actions", "escalations"}
    assert listed["actions"]["question"].endswith("?")
    assert listed["actions"]["formats"] == ["json", "csv"]


def test_every_action_is_a_row_for_who_may_see_it(calls: Calls) -> None:
    calls.authority.takes_in()
    calls.authority.takes_in("C-1002", practitioner="bea", team="Team B")
    slow, fast = raised(calls, finding("Slow"), finding("Fast", severity="high"))
    (other,) = raised(calls, child="C-1002")

    def ids(name: str) -> list[str]:
        return [row["id"] for row in calls.get(name, "/reports/actions.json").json["items"]]

    assert ids("quinn") == [fast, slow, other]
    assert ids("amira") == ids("tia") == [fast, slow]
    assert ids("tom") == [other]
    assert ids("otto") == []


def test_a_row_says_what_the_action_says(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    opened = calls.post("iris", "/escalations", escalation(action_id=action)).json["id"]
    (row,) = calls.get("quinn", "/reports/actions").json["items"]
    read = calls.get("quinn", f"/actions/{action}").json
    same = ("id", "child_ref", "standard", "severity", "state", "owner", "due_at", "finding")
    assert {name: row[name] for name in same} == {name: read[name] for name in same}
    assert (row["team"], row["escalation"], row["moves"]) == ("Team A", opened, 0)
    (of_escalation,) = calls.get("quinn", "/reports/escalations").json["items"]
    assert (of_escalation["id"], of_escalation["answers"]) == (opened, 0)
    assert of_escalation["raised_by"] == at_midshire("iris")


def test_suffix_and_accept_choose_the_format(calls: Calls) -> None:
    for path, accept, media in (
        ("actions", None, "application/json"),
        ("actions", "text/csv", "text/csv"),
        ("actions.csv", "application/json", "text/csv"),
        ("actions.json", "text/csv", "application/json"),
    ):
        headers = {"Accept": accept} if accept else {}
        answer = calls.get("quinn", f"/reports/{path}", headers=headers)
        assert answer.headers["Content-Type"].startswith(media)
    assert 'filename="actions-2026-03-02.csv"' in calls.get(
        "quinn", "/reports/actions.csv"
    ).headers.get("Content-Disposition", "")


@pytest.mark.parametrize("name", ["nothing", "actions.pdf", "report", "actions.csv.csv"])
def test_a_report_that_is_not_there_is_not_found(calls: Calls, name: str) -> None:
    assert calls.get("quinn", f"/reports/{name}").status == 404


def test_csv_says_the_same_and_no_cell_of_it_is_a_formula(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls, finding('=HYPERLINK("https://elsewhere.example")', action="+44"))
    (row,) = table(calls.get("quinn", "/reports/actions.csv").text)
    assert row["id"] == action
    assert row["finding"] == '\'=HYPERLINK("https://elsewhere.example")'
    assert row["action"] == "'+44"
    assert row["due_at"] == "2026-03-30T22:59:59Z"
    assert row["acknowledged_at"] == ""


def test_a_long_report_is_whole_though_it_is_read_in_parts(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls.authority.takes_in()
    actions = raised(calls, *(finding(f"Finding {n}") for n in range(7)))
    monkeypatch.setattr("closeloop.web.api.reports.AT_ONCE", 3)
    rows = calls.get("quinn", "/reports/actions").json["items"]
    assert [row["id"] for row in rows] == actions


def test_the_work_of_a_leaver_stands_under_who_holds_it(calls: Calls) -> None:
    calls.authority.takes_in()
    raised(calls)
    calls.authority.changes("amira", leaves_on=date(2026, 3, 1))
    (row,) = calls.get("quinn", "/reports/actions").json["items"]
    assert row["owner"] == at_midshire("tia")


def test_every_report_gives_its_columns_and_nothing_else(calls: Calls) -> None:
    calls.authority.takes_in()
    (action,) = raised(calls)
    calls.post("iris", "/escalations", escalation(action_id=action))
    for name, one in report.catalogue().items():
        for row in calls.get("quinn", f"/reports/{name}").json["items"]:
            assert tuple(row) == one.columns
