"""Every limit of the API: what is beyond it, and the exact sentence that says so."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from closeloop.app import create_app
from closeloop.limits import Limits
from closeloop.store import deadline
from closeloop.web import at_once
from tests.intake.made import xlsx
from tests.web.api.calls import Calls, Said
from tests.web.api.forms import at_midshire, audit, entry, finding, supervision
from tests.web.visit import multipart

Call = tuple[str, str, dict[str, Any]]
LONG = "x" * 20_431


def sends(body: object) -> dict[str, Any]:
    return {"json": body}


def raw(data: bytes, media: str = "application/json") -> dict[str, Any]:
    return {"data": data, "content_type": media}


def person(**fields: object) -> dict[str, Any]:
    said = {"email": "rosa@midshire.example", "name": "Rosa", "roles": ["iro"], "team": "Reviewing"}
    return sends(said | fields)


def child(ref: str) -> dict[str, Any]:
    return sends({"child_ref": ref, "status": "cin", "team": "Team A"})


def unpacked(parts: Mapping[str, bytes]) -> bytes:
    """A workbook with these parts beside its own."""
    kept = io.BytesIO(xlsx())
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return kept.getvalue()


LOAD = "/imports?kind=children&dry_run=true"
DEEP = b"[" * 21 + b"]" * 21
SENTENCES: Mapping[str, tuple[str, str, str, Callable[[], dict[str, Any]], tuple[int, str]]] = {
    "a body": (
        "otto", "POST", "/people", lambda: raw(b"[" + b" " * 1_000_000),
        (413, "This request is larger than 1 MB."),
    ),
    "depth": (
        "otto", "POST", "/people", lambda: raw(DEEP),
        (400, "This request is nested more than 20 levels deep."),
    ),
    "not JSON": (
        "otto", "POST", "/people", lambda: raw(b'{"a":\n  1,}'),
        (400, "This request is not valid JSON: line 2, column 5."),
    ),
    "not UTF-8": (
        "otto", "POST", "/people", lambda: raw(b'{"\xff":1}'),
        (400, "This request is not valid JSON: line 1, column 3."),
    ),
    "not sent as JSON": (
        "otto", "POST", "/people", lambda: raw(b"{}", "text/plain"), (415, "Send JSON."),
    ),
    "not sent as a file": (
        "otto", "POST", LOAD, lambda: sends({}), (415, "Send a CSV or XLSX file."),
    ),
    "a file": (
        "otto", "POST", LOAD, lambda: multipart(b"x" * (10 * 1024 * 1024 + 1)),
        (413, "This file is larger than 10 MB."),
    ),
    "a file and more": (
        "otto", "POST", LOAD, lambda: multipart(b"x" * 11 * 1024 * 1024),
        (413, "This file is larger than 10 MB."),
    ),
    "a file unpacked": (
        "otto", "POST", LOAD,
        lambda: multipart(unpacked({"xl/media/a.bin": b"\0" * (50 * 1024 * 1024 + 1)})),
        (413, "This file unpacks to more than 50 MB."),
    ),
    "parts": (
        "otto", "POST", LOAD, lambda: multipart(unpacked({f"xl/{n}.bin": b"" for n in range(200)})),
        (413, "This file has more than 200 parts."),
    ),
    "rows": (
        "otto", "POST", LOAD, lambda: multipart(b"child_ref,status\n" + b"C-1,cin\n" * 20_001),
        (422, "Row 20,001: a file may have 20,000 rows."),
    ),
    "columns": (
        "otto", "POST", LOAD, lambda: multipart(b"a," * 60 + b"a\n" + b"1," * 60 + b"1\n"),
        (422, "Column 61: a file may have 60 columns."),
    ),
    "a finding": (
        "ada", "POST", "/audits", lambda: sends(audit(finding(LONG))),
        (422, "finding: 20,431 characters; at most 20,000."),
    ),
    "an action": (
        "ada", "POST", "/audits", lambda: sends(audit(finding(action=LONG))),
        (422, "action: 20,431 characters; at most 20,000."),
    ),
    "a note": (
        "tia", "POST", "/supervisions",
        lambda: sends(supervision(entry("4F7K-22", "agreed", note=LONG))),
        (422, "note: 20,431 characters; at most 20,000."),
    ),
    "a name": (
        "otto", "POST", "/people", lambda: person(name="n" * 201),
        (422, "name: 201 characters; at most 200."),
    ),
    "a team": (
        "otto", "POST", "/people", lambda: person(team="t" * 201),
        (422, "team: 201 characters; at most 200."),
    ),
    "a reference": (
        "quinn", "POST", "/children", lambda: child("C" * 31),
        (422, "child_ref: 31 characters; at most 20."),
    ),
    "an email": (
        "otto", "POST", "/people", lambda: person(email="a" * 250 + "@b.example"),
        (422, "email: 260 characters; at most 254."),
    ),
    "findings": (
        "ada", "POST", "/audits", lambda: sends(audit(*[finding()] * 61)),
        (422, "findings: 61; at most 60."),
    ),
    "entries": (
        "tia", "POST", "/supervisions",
        lambda: sends(supervision(*[entry("4F7K-22")] * 201)),
        (422, "entries: 201; at most 200."),
    ),
    "a far day": (
        "ada", "POST", "/audits", lambda: sends(audit(finding(due_on="2206-03-02"))),
        (422, "due_on: 2206-03-02 is more than ten years away."),
    ),
    "an early day": (
        "ada", "POST", "/audits", lambda: sends(audit(audited_on="1999-12-31")),
        (422, "audited_on: 1999-12-31 is before 2000."),
    ),
    "a page": (
        "amira", "GET", "/people?limit=0", dict, (422, "limit: 0 is not between 1 and 200."),
    ),
    "a cursor": (
        "amira", "GET", "/people?cursor=made-up", dict,
        (400, "This cursor is not one of ours. Start again without it."),
    ),
    "a key": (
        "otto", "POST", "/people", lambda: person() | {"headers": {"Idempotency-Key": "k" * 129}},
        (422, "Idempotency-Key: give 1 to 128 visible ASCII characters."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SENTENCES)
def test_what_is_beyond_a_limit_is_refused_in_its_words(calls: Calls, what: str) -> None:
    name, method, path, more, why = SENTENCES[what]
    calls.authority.takes_in()
    assert calls.call(name, method, path, **more()).why == why


def limited(calls: Calls, *, rate: int = 600, **counts: int) -> Calls:
    """The API of an authority that has set these counts."""
    house = calls.authority.house
    settings = replace(house.settings, rate=rate, limits=Limits(**counts))
    return Calls(calls.authority, create_app(replace(house, settings=settings)), calls.tokens)


@pytest.mark.parametrize(
    ("counts", "call", "why"),
    [
        ({"findings": 1}, "findings", "findings: 61; at most 1."),
        ({"entries": 2}, "entries", "entries: 201; at most 2."),
        ({"list_items": 7}, "a page", "limit: 0 is not between 1 and 7."),
        ({"file_rows": 3}, "rows", "Row 4: a file may have 3 rows."),
        ({"file_columns": 5}, "columns", "Column 6: a file may have 5 columns."),
        ({"file_megabytes": 1}, "a file", "This file is larger than 1 MB."),
        ({"file_unpacked_megabytes": 2}, "a file unpacked", "This file unpacks to more than 2 MB."),
        ({"file_parts": 9}, "parts", "This file has more than 9 parts."),
    ],
)
def test_counts_are_settings(calls: Calls, counts: dict[str, int], call: str, why: str) -> None:
    calls.authority.takes_in()
    name, method, path, more, _ = SENTENCES[call]
    assert limited(calls, **counts).call(name, method, path, **more()).json["detail"] == why


def check_too_many(refused: Said) -> None:
    seconds = refused.headers["Retry-After"]
    assert refused.why == (429, f"Too many requests. Try again in {seconds} seconds.")


def test_a_token_may_ask_so_often_and_an_address_without_one_less(calls: Calls) -> None:
    busy = limited(calls, rate=2, address_requests=3)
    assert [busy.get("amira", "/me").status for _ in range(3)] == [200, 200, 429]
    check_too_many(busy.get("amira", "/me"))
    assert busy.get("ben", "/me").status == 200
    assert [busy.get(None, "/me").status for _ in range(4)] == [401, 401, 401, 429]
    check_too_many(busy.get(None, "/nowhere"))


def test_another_process_of_the_machine_goes_on_counting(calls: Calls) -> None:
    first, second = limited(calls, rate=3), limited(calls, rate=3)
    told = [one.get("amira", "/me").status for one in (first, second, first, second)]
    assert told == [200, 200, 200, 429]


def begin_report(calls: Calls, name: str) -> TestResponse:
    """A report that is being sent: its first lines have come, and no more is read of it."""
    token = {"Authorization": f"Bearer {calls.token(name)}"}
    return calls.app.test_client().get("/api/v1/reports/actions", headers=token)


def test_so_many_at_once_and_no_more(calls: Calls) -> None:
    busy = limited(calls, requests_at_once=1)
    assert busy.get("quinn", "/me").status == 200
    held = begin_report(busy, "quinn")
    refused = busy.get("quinn", "/me")
    assert refused.why == (429, "Too many requests. Try again in 1 seconds.")
    assert refused.headers["Retry-After"] == "1"
    assert busy.get("amira", "/me").status == 200
    held.close()
    assert busy.get("quinn", "/me").status == 200


def test_a_person_is_sent_one_export_at_once_and_all_together_four(calls: Calls) -> None:
    held = [begin_report(calls, "quinn")]
    assert held[0].status_code == 200
    check_too_many(calls.get("quinn", "/reports/escalations.csv"))
    assert calls.get("quinn", "/reports").status == 200
    held += [begin_report(calls, name) for name in ("amira", "tia", "ada")]
    check_too_many(calls.get("ben", "/reports/actions"))
    held[0].close()
    assert [calls.get(name, "/reports/actions").status for name in ("ben", "quinn")] == [200, 200]
    for one in held:
        one.close()


def test_imports_and_exports_share_their_places(calls: Calls) -> None:
    var, otto = calls.authority.house.settings.var, calls.authority.who("otto")
    with at_once.place(var, otto):
        check_too_many(calls.get("otto", "/reports/actions"))
    one_alone = limited(calls, long_work_in_all=1)
    with at_once.place(var, otto):
        check_too_many(one_alone.get("quinn", "/reports/actions"))
    two_each = limited(calls, long_work_each=2)
    with at_once.place(var, otto):
        assert two_each.get("otto", "/reports/actions").status == 200


def test_what_takes_too_long_is_ended(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def has_passed(seconds: float, set_in: Callable[[float], None] = deadline.set_in) -> None:
        given.append(seconds)
        set_in(-1)

    monkeypatch.setattr(deadline, "set_in", has_passed)
    calls.authority.takes_in()
    for refused in (calls.get("amira", "/me"), calls.call("otto", "POST", "/people", **person())):
        assert refused.why == (503, "This is taking too long. Nothing was changed.")
        assert refused.headers["Retry-After"] == "5"
    assert set(given) == {10}
    monkeypatch.undo()
    emails = [one["email"] for one in calls.get("otto", "/people").json["items"]]
    assert at_midshire("rosa") not in emails
