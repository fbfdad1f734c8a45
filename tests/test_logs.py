"""Log lines: one an event, with ids and counts, and nothing that anybody wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from closeloop import logs

log = logging.getLogger("closeloop.trial")


class Full(io.StringIO):
    """A log that cannot be written until there is room."""

    is_full = False

    def write(self, words: str) -> int:
        """Write, or not."""
        if self.is_full:
            raise OSError("No space left on device")
        return super().write(words)


@pytest.fixture
def written() -> Iterator[Full]:
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    stream = Full()
    logs.begin(as_json=True, stream=stream)
    yield stream
    root.handlers[:], logging.raiseExceptions = handlers, raises
    root.setLevel(level)


def lines(written: Full) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_says_when_in_utc_and_which_request(written: Full) -> None:
    with structlog.contextvars.bound_contextvars(request="r-1"):
        log.info("a letter was sent", extra={"letter": 17})
    (line,) = lines(written)
    assert (line["event"], line["letter"], line["request"]) == ("a letter was sent", 17, "r-1")
    assert line["at"].endswith("Z")


def test_what_is_not_an_id_or_a_count_never_stands_in_a_line(written: Full) -> None:
    log.warning("refused", extra={"note": "canary", "email": "canary@midshire.example"})
    assert "canary" not in written.getvalue()


def test_of_an_exception_the_kind_and_place_are_told_not_its_words(written: Full) -> None:
    try:
        int("canary")
    except ValueError:
        log.exception("something unexpected")
    (line,) = lines(written)
    assert line["exception"] == "ValueError"
    assert "canary" not in written.getvalue()


def test_a_line_end_in_a_value_makes_no_second_line(written: Full) -> None:
    log.info("one\ntwo", extra={"node": 'vm\n{"event": "forged"}'})
    assert [line["event"] for line in lines(written)] == ["one\ntwo"]


def test_a_full_log_stops_nothing_and_says_how_many_lines_it_lost(written: Full) -> None:
    written.is_full = True
    log.info("lost")
    log.info("lost")
    written.is_full = False
    log.info("well again")
    (line,) = lines(written)
    assert line["dropped_lines"] == 2
