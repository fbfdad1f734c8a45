"""Files sent over the API: who may send what, and the exact answers."""

import json

import pytest

from closeloop.web import at_once
from tests.authority import Authority
from tests.intake.handing_in import file_of, findings
from tests.web.api.calls import Calls, Said

PERSON = {"email": "zoe@midshire.example", "name": "Zoë Reed", "roles": "practitioner"}
CHILD = {"child_ref": "C-7", "status": "cla", "practitioner_email": "amira@midshire.example"}
KEYS = ["id", "kind", "rows", "created", "updated", "unchanged", "rejected", "errors", "warnings"]


def send(calls: Calls, name: str | None, query: str, file: bytes, **headers: str) -> Said:
    part = b'Content-Disposition: form-data; name="file"; filename="../from the case system.csv"'
    data = b"--edge\r\n" + part + b"\r\n\r\n" + file + b"\r\n--edge--\r\n"
    headers["Content-Type"] = "multipart/form-data; boundary=edge"
    return calls.post(name, f"/imports?{query}", data=data, headers=headers)


def test_a_file_that_is_taken_is_201_with_its_report_which_stays(calls: Calls) -> None:
    sent = send(calls, "otto", "kind=people&dry_run=", file_of(PERSON))
    assert (sent.status, sent.json["rows"], sent.json["created"]) == (201, 1, 1)
    assert list(sent.json) == KEYS
    assert calls.get("otto", f"/imports/{sent.json['id']}").json == sent.json


def test_a_dry_run_is_200_and_nothing_is_kept(calls: Calls) -> None:
    for dry in ("true", "1"):
        sent = send(calls, "otto", f"kind=people&dry_run={dry}", file_of(PERSON))
        assert (sent.status, sent.json["id"], sent.json["created"]) == (200, None, 1)
    assert send(calls, "otto", "kind=people", file_of(PERSON)).json["created"] == 1


def test_a_file_with_a_wrong_row_is_422_with_the_reports_keys(calls: Calls) -> None:
    rows = file_of(PERSON, PERSON | {"email": "max@midshire.example", "roles": "boss"})
    sent = send(calls, "otto", "kind=people", rows)
    assert sent.status == 422
    assert sent.headers["Content-Type"] == "application/problem+json"
    assert {key: sent.json[key] for key in ("rows", "created", "unchanged", "rejected")} == {
        "rows": 2,
        "created": 0,
        "unchanged": 1,
        "rejected": 1,
    }
    [error] = sent.json["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "roles", "boss")
    assert sent.json["detail"] == "Nothing was imported: 1 of 2 rows need mending."


@pytest.mark.parametrize(
    ("who", "kind", "status"),
    [
        ("otto", "people", 201),
        ("otto", "children", 201),
        ("otto", "audits", 403),
        ("quinn", "people", 403),
        ("quinn", "children", 201),
        ("quinn", "audits", 201),
        ("dana", "people", 403),
        ("ada", "audits", 403),
        ("tia", "children", 403),
    ],
)
def test_each_kind_is_sent_by_who_may(calls: Calls, who: str, kind: str, status: int) -> None:
    calls.authority.takes_in()
    file = {"people": file_of(PERSON), "children": file_of(CHILD), "audits": findings({})}[kind]
    assert send(calls, who, f"kind={kind}", file).status == status


def test_nobody_sends_without_a_token(calls: Calls) -> None:
    assert send(calls, None, "kind=people", file_of(PERSON)).status == 401


def test_a_child_that_is_not_seen_is_refused_in_the_words_for_one_that_is_not_there(
    calls: Calls,
) -> None:
    calls.authority.takes_in("C-1001", restricted=True)
    hidden = send(calls, "quinn", "kind=audits", findings({})).json["errors"][0]
    absent = send(calls, "quinn", "kind=audits", findings({"child_ref": "C-1002"}))
    assert hidden["column"] == "child_ref"
    assert hidden["message"].replace("C-1001", "C-1002") == absent.json["errors"][0]["message"]


def test_a_file_over_ten_megabytes_is_413(calls: Calls) -> None:
    for size in (10 * 1024 * 1024 + 1, 11 * 1024 * 1024):
        sent = send(calls, "otto", "kind=people", b"x" * size)
        assert sent.why == (413, "This file is larger than 10 MB.")


def test_what_is_no_form_is_415(calls: Calls) -> None:
    sent = calls.post("otto", "/imports?kind=people", {"file": "a"})
    assert sent.why == (415, "Send a CSV or XLSX file.")


def test_a_form_without_a_file_and_another_kind_are_422(calls: Calls) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    none = calls.post("otto", "/imports?kind=people", data=b"--x--\r\n", headers=headers)
    assert (none.status, list(none.errors)) == (422, ["file"])
    other = send(calls, "otto", "kind=teams", file_of(PERSON))
    assert (other.status, list(other.errors)) == (422, ["kind"])
    assert send(calls, "otto", "", file_of(PERSON)).status == 422


def test_what_is_no_table_is_422_and_says_what_it_is(calls: Calls) -> None:
    sent = send(calls, "otto", "kind=people", b"%PDF-1.7")
    assert sent.why == (422, "The file must be a CSV or XLSX. This is a PDF.")
    assert (sent.json["rows"], sent.json["errors"][0]["row"]) == (0, None)


def test_a_key_makes_a_file_sent_again_the_first_answer(calls: Calls) -> None:
    first, second = (
        send(calls, "otto", "kind=people", file_of(PERSON), **{"Idempotency-Key": "monday"})
        for _ in range(2)
    )
    assert first.json == second.json
    other = send(calls, "otto", "kind=children", file_of(CHILD), **{"Idempotency-Key": "monday"})
    assert other.status == 422


def test_a_report_is_for_those_who_may_send_such_files(calls: Calls, authority: Authority) -> None:
    authority.takes_in()
    audits = send(calls, "quinn", "kind=audits", findings({})).json["id"]
    staff = send(calls, "otto", "kind=people", file_of(PERSON | {"roles": "admin"})).json["id"]
    assert calls.get("otto", f"/imports/{audits}").status == 404
    assert calls.get("zoe", f"/imports/{staff}").status == 200
    assert calls.get("amira", f"/imports/{staff}").status == 404
    assert calls.get("quinn", f"/imports/{staff}").status == 404
    assert calls.get("otto", "/imports/I-999").status == 404


def test_a_person_imports_one_file_at_once_and_all_together_four(
    calls: Calls, authority: Authority
) -> None:
    var = authority.house.settings.var
    with at_once.place(var, authority.who("otto")):
        sent = send(calls, "otto", "kind=people", file_of(PERSON))
        assert sent.why == (429, "Too many requests. Try again in 5 seconds.")
        assert sent.headers["Retry-After"] == "5"
    others = [authority.who(name) for name in ("amira", "ben", "bea", "tia")]
    with (
        at_once.place(var, others[0]),
        at_once.place(var, others[1]),
        at_once.place(var, others[2]),
        at_once.place(var, others[3]),
    ):
        assert send(calls, "otto", "kind=people", file_of(PERSON)).status == 429
    assert send(calls, "otto", "kind=people", file_of(PERSON)).status == 201


def test_the_report_is_json_of_plain_values(calls: Calls) -> None:
    sent = send(calls, "otto", "kind=people", file_of(PERSON | {"x": "1"}))
    assert json.loads(sent.text)["warnings"][0]["column"] == "x"
