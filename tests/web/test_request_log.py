"""One line a request, and nothing in it that anybody wrote or asked for."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from closeloop import logs
from closeloop.app import create_app
from tests.authority import Authority
from tests.web.api.calls import Calls


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged, as JSON lines."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    logs.begin(as_json=True, stream=stream)
    yield stream
    root.handlers[:], root.level = before


def test_a_line_says_who_by_id_which_route_and_how_it_ended(
    authority: Authority, written: io.StringIO
) -> None:
    calls = Calls(authority, create_app(authority.house))
    authority.takes_in()
    answer = calls.get("ben", "/children/C-1001?note=secret")
    (line,) = [json.loads(one) for one in written.getvalue().splitlines()]
    assert line["event"] == "answered"
    assert (line["method"], line["status"]) == ("GET", 404)
    assert line["route"] == "/api/v1/children/<child_ref>"
    assert line["person"] == authority.who("ben")
    assert line["request"] == answer.headers["X-Request-Id"]
    assert "C-1001" not in written.getvalue()
    assert "secret" not in written.getvalue()


def test_who_watches_us_is_no_news(authority: Authority, written: io.StringIO) -> None:
    create_app(authority.house).test_client().get("/healthz")
    assert written.getvalue() == ""
