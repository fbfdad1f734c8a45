"""What holds for every call: who is let in, in which order things are refused, keys, versions."""

from dataclasses import replace
from io import BytesIO

import pytest

from closeloop.app import create_app
from closeloop.loop import access
from closeloop.rules.people import PersonId
from closeloop.store import answered, tokens
from closeloop.store.answered import Keyed
from tests.authority import MONDAY
from tests.web.api.calls import Calls

NEW = {"email": "rosa@midshire.example", "name": "Rosa Ray", "roles": ["practitioner"]}
KEY = {"Idempotency-Key": "one"}


def test_a_stranger_is_401_whatever_they_send(calls: Calls) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer made-up"},
        {"Authorization": f"Basic {calls.token('otto')}"},
        {"Authorization": "Bearer"},
    ):
        refused = calls.post(None, "/people", data=b"x" * 2_000_000, headers=headers)
        assert refused.status == 401
        assert refused.headers["WWW-Authenticate"] == "Bearer realm=closeloop"
        assert refused.headers["Content-Type"] == "application/problem+json"


def test_a_cookie_is_no_way_in(calls: Calls) -> None:
    refused = calls.get(None, "/me", headers={"Cookie": f"token={calls.token('otto')}"})
    assert refused.status == 401


def test_a_body_is_refused_for_its_kind_its_size_and_its_form(calls: Calls) -> None:
    json = {"content_type": "application/json"}
    assert calls.post("otto", "/people", data=b"{}").why == (415, "Send JSON.")
    huge = b'{"name": "' + b"x" * 1_000_000 + b'"}'
    assert calls.post("otto", "/people", data=huge, **json).why == (
        413,
        "This request is larger than 1 MB.",
    )
    stream = {"input_stream": BytesIO(huge), "environ_base": {"wsgi.input_terminated": True}}
    assert calls.post("otto", "/people", **stream, **json).status == 413
    assert calls.post("otto", "/people", data=b'{"a":\n', **json).why == (
        400,
        "This request is not valid JSON: line 2, column 1.",
    )
    assert calls.post("otto", "/people", data=b"[]", **json).errors == {
        "body": "Send a JSON object: {…}."
    }


def test_each_field_that_does_not_fit_is_named_with_its_cure(calls: Calls) -> None:
    refused = calls.post(
        "otto",
        "/people",
        {
            "email": "rosa",
            "name": "x" * 20_431,
            "roles": ["practitioner", "queen"],
            "absent_from": "2206-03-02",
            "absent_to": "02/03/2026",
            "leaves_on": "1999-12-31",
            "team": "Team\u202eA",
            "deputy_email": 7,
            "state": "verified",
        },
    )
    assert refused.status == 422
    assert refused.errors == {
        "email": "email: rosa is not an email address. Write it like name@council.gov.uk.",
        "name": "name: 20,431 characters; at most 200.",
        "roles.1": "roles: queen is not one of practitioner, team_manager, service_manager, iro, "
        "cp_chair, auditor, qa_lead, head_of_service, director, admin.",
        "absent_from": "absent_from: 2206-03-02 is more than ten years away.",
        "absent_to": "absent_to: 02/03/2026 is not a date. Write it like 2026-03-02.",
        "leaves_on": "leaves_on: 1999-12-31 is before 2000.",
        "team": "team: character 5 cannot be seen (U+202E). Take it out.",
        "deputy_email": "deputy_email: not a text. Put it in quotes.",
        "state": "There is no such field here. Leave it out.",
    }


def test_one_wrong_field_is_the_detail_itself(calls: Calls) -> None:
    assert calls.post("otto", "/people", NEW | {"name": " "}).why == (
        422,
        "name: empty. Write something.",
    )


def test_text_is_composed_and_trimmed(calls: Calls) -> None:
    added = calls.post("otto", "/people", NEW | {"name": "  Zoe\u0308 "})
    assert added.json["name"] == "Zo\u00eb"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("limit=0", (422, "limit: 0 is not between 1 and 200.")),
        ("limit=201", (422, "limit: 201 is not between 1 and 200.")),
        ("limit=ten", (422, "limit: ten is not a whole number.")),
        ("limit=5&limit=6", (400, "limit was given twice. Give it once.")),
        ("colour=red", (422, "colour: There is no such field here. Leave it out.")),
        ("cursor=made-up", (400, "This cursor is not one of ours. Start again without it.")),
        ("cursor=%C3%A9", (400, "This cursor is not one of ours. Start again without it.")),
    ],
)
def test_a_query_is_checked(calls: Calls, query: str, why: tuple[int, str]) -> None:
    assert calls.get("amira", f"/people?{query}").why == why


def test_a_cursor_is_good_for_its_own_list_alone(calls: Calls) -> None:
    cursor = calls.get("amira", "/people?limit=1").json["next"]
    assert calls.get("amira", f"/people?cursor={cursor}").status == 200
    assert calls.get("amira", f"/standards?cursor={cursor}").status == 400


def test_refusals_come_in_order(calls: Calls) -> None:
    calls.authority.takes_in()
    broken = {"data": b"{", "content_type": "application/json", "headers": {"Idempotency-Key": "ü"}}
    assert calls.patch("ben", "/children/C-1001?x=1", **broken).status == 404
    assert calls.patch("amira", "/children/C-1001?x=1", **broken).status == 403
    assert calls.patch("tia", "/children/C-1001?x=1", **broken).status == 400
    assert calls.patch("tia", "/children/C-1001?x=1", {"status": "cp"}).status == 422
    assert calls.get("tia", "/children/C-1001").json["status"] == "cla"


def test_addresses_and_methods_that_are_not_there_are_problems_too(calls: Calls) -> None:
    nowhere = calls.get("amira", "/nowhere")
    assert (nowhere.status, nowhere.json["type"]) == (404, "about:blank")
    for method in ("DELETE", "TRACE", "OPTIONS"):
        refused = calls.call("amira", method, "/people")
        assert refused.why == (405, f"This address does not take {method}.")
        assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_every_answer_is_kept_from_caches_and_guessers(calls: Calls) -> None:
    for answer in (calls.get("amira", "/me"), calls.get(None, "/me"), calls.get("ada", "/nowhere")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "x@y"])
def test_a_strange_host_is_not_answered(calls: Calls, host: str) -> None:
    refused = calls.get("amira", "/me", headers={"Host": host})
    assert refused.why == (400, "This host is not answered here.")


def test_a_key_sent_again_gets_the_first_answer_and_does_nothing(calls: Calls) -> None:
    first = calls.post("otto", "/people", NEW, headers=KEY)
    again = calls.post("otto", "/people", NEW, headers=KEY)
    assert (again.status, again.text) == (first.status, first.text) == (201, first.text)
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_key_with_another_body_is_refused(calls: Calls) -> None:
    calls.post("otto", "/people", NEW, headers=KEY)
    other = calls.post("otto", "/people", NEW | {"name": "Rosa"}, headers=KEY)
    assert other.why == (422, "Idempotency-Key was used with another body.")


def test_a_key_belongs_to_caller_method_and_path(calls: Calls) -> None:
    child = {"child_ref": "C-1", "status": "cin", "team": "Team A"}
    assert calls.post("sam", "/children", child, headers=KEY).status == 201
    assert calls.post("tia", "/children", child | {"child_ref": "C-2"}, headers=KEY).status == 201
    assert calls.patch("tia", "/children/C-1", {"status": "cp"}, headers=KEY).status == 200
    assert calls.patch("tia", "/children/C-2", {"status": "cp"}, headers=KEY).status == 200


def test_a_refused_request_may_be_mended_and_sent_with_its_key(calls: Calls) -> None:
    assert calls.post("otto", "/people", NEW | {"roles": []}, headers=KEY).status == 422
    assert calls.post("otto", "/people", NEW, headers=KEY).status == 201


def test_the_first_answer_is_for_who_may_still_see_it(calls: Calls) -> None:
    child = {"child_ref": "C-1", "status": "cin", "team": "Team A"}
    assert calls.post("quinn", "/children", child, headers=KEY).status == 201
    calls.patch("tia", "/children/C-1", {"restricted": True})
    assert calls.post("quinn", "/children", child, headers=KEY).status == 404
    other = child | {"status": "cp"}
    assert calls.post("quinn", "/children", other, headers=KEY).status == 404


@pytest.mark.parametrize("key", ["", "two words", "x" * 129, "caf\xe9"])
def test_a_key_is_visible_ascii(calls: Calls, key: str) -> None:
    refused = calls.post("otto", "/people", NEW, headers={"Idempotency-Key": key})
    assert refused.why == (422, "Idempotency-Key: give 1 to 128 visible ASCII characters.")
    assert calls.post("otto", "/people", NEW).status == 201


def test_a_key_is_forgotten_after_two_days(calls: Calls) -> None:
    with calls.authority.database.writing() as session:
        first = answered.Answered("digest", 201, "{}", "{}")
        person = calls.authority.who("otto")
        old = Keyed(person, "POST", "/api/v1/people", "one")
        answered.keep(session, old, first, MONDAY - answered.KEPT_FOR)
    assert calls.post("otto", "/people", NEW, headers=KEY).status == 201


def test_while_the_first_runs_the_second_is_told_to_wait(calls: Calls) -> None:
    if calls.authority.database.is_sqlite:
        pytest.skip("writers queue: the second waits for the first")
    keyed = Keyed(PersonId(calls.authority.who("otto")), "POST", "/api/v1/people", "one")
    with calls.authority.database.writing() as session:
        assert answered.is_free(session, keyed)
        waits = calls.post("otto", "/people", NEW, headers=KEY)
    assert waits.why == (409, "The first request with this Idempotency-Key is still running.")
    assert waits.headers["Retry-After"] == "1"
    assert calls.post("otto", "/people", NEW, headers=KEY).status == 201


def test_too_many_requests_are_told_when_to_come_back(calls: Calls) -> None:
    house = calls.authority.house
    hasty = replace(house, settings=replace(house.settings, rate=2))
    busy = Calls(calls.authority, create_app(hasty))
    assert [busy.get("amira", "/me").status for _ in range(3)] == [200, 200, 429]
    refused = busy.get("amira", "/me")
    seconds = refused.headers["Retry-After"]
    assert refused.json["detail"] == f"Too many requests. Try again in {seconds} seconds."
    assert busy.get("ben", "/me").status == 200
    strangers = [busy.get(None, "/me").status for _ in range(301)]
    assert (strangers[299], strangers[300]) == (401, 429)


def test_the_last_use_of_a_token_is_noted_once_a_minute(calls: Calls) -> None:
    calls.get("amira", "/me")
    with calls.authority.database.reading() as session:
        digest = access.digest_of(calls.token("amira"))
        token = tokens.find(session, digest, MONDAY)
    assert token is not None
    assert token.used_at is not None
    calls.get("amira", "/me")
    with calls.authority.database.reading() as session:
        assert tokens.find(session, digest, MONDAY) == token


def test_what_nobody_foresaw_is_a_reference_and_nothing_else(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def surprise(*_: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("closeloop.store.own_work.count", surprise)
    answer = calls.get("amira", "/me")
    assert answer.status == 500
    assert "secret" not in answer.text
    reference = answer.json["detail"].split()[-1].rstrip(".")
    assert reference in {record.__dict__.get("reference") for record in caplog.records}
