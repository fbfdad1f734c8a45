"""Logs: one JSON line an event, in UTC, with ids and counts and nothing that anybody wrote.

Privacy by construction: a line holds the keys that are listed here and no other. Of an exception
its kind and the places in the code are told, never its words, which may quote what somebody typed.
A value with a line end in it cannot make a second line.
"""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.types import EventDict

ALLOWED = frozenset(
    {"event", "level", "logger", "at", "exception", "where", "dropped_lines"}
    | {"request", "person", "token", "item", "action", "escalation", "audit", "import_id"}
    | {"letter", "notice", "timer", "node", "reference", "route", "method", "status"}
    | {"count", "rows", "seconds", "milliseconds", "schema", "why"}
)
OUR_CODE = Path(__file__).parent
MOST_PLACES = 12
# Below what is worth a person's time:
QUIET = ("alembic", "apscheduler", "mail.log", "transitions", "urllib3")


def begin(*, as_json: bool, stream: TextIO | None = None) -> None:
    """Write every log line of this process to standard error from now on."""
    logging.raiseExceptions = False  # a log that cannot be written stops nothing
    handler = Lines(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                _explain,
            ],
            processors=[
                handler.own_up,
                _allow,
                structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _for_reading,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


class Lines(logging.StreamHandler[TextIO]):
    """Writes lines; counts those that could not be written, and says so with the next."""

    dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; once one got through that said how many were lost, none is lost."""
        before = self.dropped
        super().emit(record)
        if self.dropped == before:
            self.dropped = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's own name
        """Go on without the line."""
        self.dropped += 1

    def own_up(self, _: object, __: str, event: EventDict) -> EventDict:
        """Add how many lines were lost before this one."""
        if self.dropped:
            event["dropped_lines"] = self.dropped
        return event


def _explain(_: object, __: str, event: EventDict) -> EventDict:
    """Say of an exception what it is and where, in our code first."""
    record: logging.LogRecord | None = event.get("_record")
    fault = record.exc_info[1] if record is not None and record.exc_info else None
    event.pop("exc_info", None)
    if record is not None:
        record.exc_info = record.exc_text = None
    if fault is not None:
        event["exception"] = type(fault).__name__
        event["where"] = _places(fault)
    return event


def _places(fault: BaseException) -> list[str]:
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if OUR_CODE in Path(frame.filename).parents]
    return [
        f"{Path(frame.filename).relative_to(OUR_CODE)}:{frame.lineno} {frame.name}"
        for frame in ours[-MOST_PLACES:]
    ]


def _allow(_: object, __: str, event: EventDict) -> Mapping[str, Any]:
    """Only the keys that are listed."""
    return {key: value for key, value in event.items() if key in ALLOWED}


def _for_reading(_: object, __: str, event: MutableMapping[str, Any]) -> str:
    """A line for a person at a terminal."""
    head = f"{event.pop('at', '')} {event.pop('level', '')}: {event.pop('event', '')}"
    event.pop("logger", None)
    rest = " ".join(f"{key}={value}" for key, value in event.items())
    return " ".join(f"{head} {rest}".split())
