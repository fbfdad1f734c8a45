"""Forty programs at once, over real HTTP: one step is taken once, and nobody is told otherwise."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier, Thread
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from closeloop.rules import refs
from tests.web.api.calls import Calls
from tests.web.api.forms import at_midshire

CALLERS = 40
Call = tuple[str, str, dict[str, Any], dict[str, str]]  # who, path, body, headers
Told = tuple[int, dict[str, Any]]


class _Quiet(WSGIRequestHandler):
    """A request that is not printed."""

    def log(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port(calls: Calls) -> Iterator[int]:
    """A real server, with a thread for each request."""
    server = make_server("127.0.0.1", 0, calls.app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


def all_at_once(calls: Calls, port: int, asked: list[Call]) -> list[Told]:
    """The answers to calls that begin together."""
    tokens = {name: calls.token(name) for name, *_ in asked}
    gate = Barrier(len(asked))

    def call(one: Call) -> Told:
        name, path, body, headers = one
        sent = {"Authorization": f"Bearer {tokens[name]}", "Content-Type": "application/json"}
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        gate.wait()
        connection.request("POST", f"/api/v1{path}", json.dumps(body), sent | headers)
        answer = connection.getresponse()
        told = answer.status, json.loads(answer.read())
        connection.close()
        return told

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(call, asked))


def test_forty_who_take_one_step_at_once_take_it_once(calls: Calls, port: int) -> None:
    calls.authority.takes_in()
    action = calls.authority.raised()
    path = f"/actions/{refs.action_ref(action)}/transitions"
    told = all_at_once(calls, port, [("amira", path, {"trigger": "acknowledge"}, {})] * CALLERS)
    assert Counter(status for status, _ in told) == {200: 1, 409: CALLERS - 1}
    assert {tuple(said["allowed"]) for status, said in told if status == 409} == {
        ("challenge", "ask_for_time")
    }
    assert calls.authority.history(action) == ["raise", "acknowledge"]


def test_of_forty_who_read_the_same_only_the_first_is_not_told_that_it_has_changed(
    calls: Calls, port: int
) -> None:
    calls.authority.takes_in()
    action = calls.authority.raised()
    path = f"/actions/{refs.action_ref(action)}/transitions"
    steps: list[Call] = [
        ("tia", path, {"trigger": "discuss", "note": f"Talk {n}"}, {"If-Match": '"1"'})
        for n in range(CALLERS)
    ]
    told = all_at_once(calls, port, steps)
    assert Counter(status for status, _ in told) == {200: 1, 412: CALLERS - 1}
    assert calls.authority.history(action) == ["raise", "discuss"]


def test_steps_that_may_follow_one_another_all_do(calls: Calls, port: int) -> None:
    calls.authority.takes_in()
    action = calls.authority.raised()
    path = f"/actions/{refs.action_ref(action)}/transitions"
    steps: list[Call] = [
        ("tia", path, {"trigger": "discuss", "note": f"Talk {n}"}, {}) for n in range(8)
    ]
    told = all_at_once(calls, port, steps)
    done = [status for status, _ in told].count(200)
    assert {status for status, _ in told} <= {200, 409}
    assert calls.authority.history(action) == ["raise", *["discuss"] * done]


def test_one_key_used_at_once_does_one_thing(calls: Calls, port: int) -> None:
    calls.authority.takes_in()
    action = calls.authority.raised()
    path = f"/actions/{refs.action_ref(action)}/transitions"
    press: Call = ("amira", path, {"trigger": "acknowledge"}, {"Idempotency-Key": "a-press"})
    told = all_at_once(calls, port, [press] * CALLERS)
    done = [said for status, said in told if status == 200]
    assert done
    assert all(said == done[0] for said in done)
    assert {status for status, _ in told} <= {200, 409}
    assert calls.authority.history(action) == ["raise", "acknowledge"]


def test_an_action_gets_one_escalation_however_many_raise_it(calls: Calls, port: int) -> None:
    calls.authority.takes_in()
    action = calls.authority.raised()
    body = {"action_id": refs.action_ref(action), "impact": "i", "tried": "t", "asks": "a"}
    told = all_at_once(calls, port, [("iris", "/escalations", body, {})] * 10)
    assert Counter(status for status, _ in told) == {201: 1, 409: 9}
    assert len(calls.get("iris", "/escalations").json["items"]) == 1
    raised = calls.get("iris", "/escalations").json["items"][0]
    assert raised["raised_by"] == at_midshire("iris")
