"""The least that a step and a lapse must write, in SQL by the driver: what ratios are taken to."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice
from time import perf_counter
from typing import Any, Protocol

import psycopg

TABLES = (
    "CREATE TABLE bare_item (id {id}, state text, move_no integer, due_at text)",
    "CREATE TABLE bare_entry (id {id}, item_id integer, seq integer, kind text, at text, sha text)",
    "CREATE TABLE bare_timer (id {id}, item_id integer, clock text, due_at text, fired_at text)",
    "CREATE TABLE bare_outbox (id {id}, item_id integer, letter text, person_id integer)",
    "CREATE INDEX bare_due ON bare_timer (fired_at, due_at)",
    "CREATE INDEX bare_chain ON bare_entry (item_id, seq)",
)
NOW, LATER = "2026-03-02T09:00:00", "2026-03-09T09:00:00"


class Connection(Protocol):
    """What both drivers' connections have in common."""

    def execute(self, words: str, values: Sequence[Any] = ...) -> Any:  # noqa: ANN401 - two kinds
        """Run one statement."""


class Bare:
    """The same tables in little, on a connection that begins and commits when it is told."""

    def __init__(self, url: str) -> None:
        """Connect to an empty database and make the tables."""
        self._sqlite = url.startswith("sqlite")
        self._connection: Connection = _connect(url)
        self._begin = "BEGIN IMMEDIATE" if self._sqlite else "BEGIN"
        self._ids = count(1)
        key = (
            "integer PRIMARY KEY"
            if self._sqlite
            else "integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY"
        )
        for table in TABLES:
            self._connection.execute(table.format(id=key))

    def steps(self, number: int) -> float:
        """Transitions a second, each read, checked, written and committed by itself."""
        items = self._open(number)
        began = perf_counter()
        for item in items:
            with self._transaction():
                self._step(item)
        return number / (perf_counter() - began)

    def lapses(self, number: int) -> float:
        """Timers fired a second, in batches of a hundred, row by row."""
        items = iter(self._open(number))
        began = perf_counter()
        while batch := list(islice(items, 100)):
            with self._transaction():
                for item in batch:
                    self._lapse(item)
        return number / (perf_counter() - began)

    def _open(self, number: int) -> list[int]:
        """Open items, each with a timer."""
        items = list(islice(self._ids, number))
        with self._transaction():
            for item in items:
                self._run(
                    "INSERT INTO bare_item (state, move_no, due_at) VALUES (?, 0, ?)",
                    "raised",
                    LATER,
                )
                self._run(
                    "INSERT INTO bare_timer (item_id, clock, due_at) VALUES (?, ?, ?)",
                    item,
                    "unread",
                    NOW,
                )
                self._write_down(item, "raise", 1)
        return items

    def _step(self, item: int) -> None:
        self._run("SELECT state, move_no, due_at FROM bare_item WHERE id = ?", item).fetchone()
        self._run(
            "UPDATE bare_item SET state = ?, move_no = 1 WHERE id = ? AND move_no = 0",
            "discussed",
            item,
        )
        self._write_down(item, "discuss", 2)
        for clock in ("reminder", "overdue"):
            self._run(
                "INSERT INTO bare_timer (item_id, clock, due_at) VALUES (?, ?, ?)",
                item,
                clock,
                LATER,
            )
        self._run(
            "INSERT INTO bare_outbox (item_id, letter, person_id) VALUES (?, ?, 1)", item, "notice"
        )

    def _lapse(self, item: int) -> None:
        self._run(
            "UPDATE bare_timer SET fired_at = ? WHERE item_id = ? AND clock = ?",
            NOW,
            item,
            "unread",
        )
        self._run("UPDATE bare_item SET due_at = ? WHERE id = ?", LATER, item)
        self._write_down(item, "unread", 2)
        self._run(
            "INSERT INTO bare_timer (item_id, clock, due_at) VALUES (?, ?, ?)", item, "again", LATER
        )
        for person in (1, 2):
            self._run(
                "INSERT INTO bare_outbox (item_id, letter, person_id) VALUES (?, ?, ?)",
                item,
                "reminder",
                person,
            )

    def _write_down(self, item: int, kind: str, seq: int) -> None:
        last = self._run(
            "SELECT sha FROM bare_entry WHERE item_id = ? ORDER BY seq DESC LIMIT 1", item
        ).fetchone()
        chained = hashlib.sha256(f"{last}{item}{seq}{kind}{NOW}".encode()).hexdigest()
        self._run("INSERT INTO bare_entry (item_id, seq, kind, at, sha) VALUES (?, ?, ?, ?, ?)",
                  item, seq, kind, NOW, chained)  # fmt: skip

    def _run(self, words: str, *values: object) -> Any:  # noqa: ANN401 - two kinds of cursor
        return self._connection.execute(words if self._sqlite else words.replace("?", "%s"), values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute(self._begin)
        yield
        self._connection.execute("COMMIT")


def _connect(url: str) -> Connection:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
