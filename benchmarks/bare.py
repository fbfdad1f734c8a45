"""The least that a step and a lapse must write, in SQL by the driver: what ratios are taken to."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
COUNTED = "WITH RECURSIVE ns (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ns WHERE n < ?)"
FILLING = (
    "INSERT INTO bare_item (state, move_no, due_at) {ns} SELECT 'raised', 0, ? FROM ns",
    "INSERT INTO bare_timer (item_id, clock, due_at) {ns} SELECT n, 'unread', ? FROM ns",
    "INSERT INTO bare_timer (item_id, clock, due_at) {ns} SELECT n, 'overdue', ? FROM ns",
    "INSERT INTO bare_timer (item_id, clock, due_at) {ns} SELECT n, 'drift', ? FROM ns",
    "INSERT INTO bare_entry (item_id, seq, kind, at) {ns} SELECT n, 1, 'raise', ? FROM ns",
)
LATER = "2026-06-01T09:00:00"
DUE = (
    "SELECT id, item_id FROM bare_timer WHERE fired_at IS NULL AND due_at <= ?"
    " ORDER BY due_at, id LIMIT 100"
)


class Connection(Protocol):
    """What both drivers' connections have in common."""

    def execute(self, words: str, values: Sequence[Any] = ...) -> Any:  # noqa: ANN401 - two kinds
        """Run one statement."""


class Bare:
    """The same tables in little, on a connection that begins and commits when it is told."""

    def __init__(self, url: str) -> None:
        """Connect; the tables are there already, or are made by `fill`."""
        self._sqlite = url.startswith("sqlite")
        self._connection: Connection = _connect(url)
        self._begin = "BEGIN IMMEDIATE" if self._sqlite else "BEGIN"

    def fill(self, items: int) -> None:
        """Make the tables, and so many open items in them with three timers each, none due."""
        key = "integer PRIMARY KEY"
        for table in TABLES:
            counts = key if self._sqlite else f"{key} GENERATED ALWAYS AS IDENTITY"
            self._run(table.format(id=counts))
        with self._transaction():
            for words in FILLING:
                self._run(words.format(ns=COUNTED), items, LATER)
        self._run("ANALYZE")

    def step(self, item: int) -> None:
        """One transition: read, checked, written and committed by itself."""
        with self._transaction():
            self._run("SELECT state, move_no, due_at FROM bare_item WHERE id = ?", item).fetchone()
            self._run(
                "UPDATE bare_item SET state = ?, move_no = 1 WHERE id = ? AND move_no = 0",
                "discussed",
                item,
            )
            self._write_down(item, "discuss", LATER)
            for clock in ("reminder", "overdue"):
                self._start(item, clock)
            self._owe(item, "notice", 1)

    def comes_due(self, at: str, every: int, place: int) -> None:
        """Let one timer of so many items come due."""
        with self._transaction():
            self._run(
                "UPDATE bare_timer SET due_at = ? WHERE clock = 'overdue' AND fired_at IS NULL"
                " AND item_id % ? = ?", at, every, place,
            )  # fmt: skip

    def lapses(self, at: str) -> float:
        """Fire what is due, in batches of a hundred, row by row; timers a second."""
        fired, began = 0, perf_counter()
        while count := self._batch(at):
            fired += count
        return fired / (perf_counter() - began)

    def _batch(self, at: str) -> int:
        words = DUE if self._sqlite else f"{DUE} FOR UPDATE SKIP LOCKED"
        with self._transaction():
            due = self._run(words, at).fetchall()
            for timer, item in due:
                self._lapse(timer, item, at)
        return len(due)

    def _lapse(self, timer: int, item: int, at: str) -> None:
        self._run("UPDATE bare_timer SET fired_at = ? WHERE id = ?", at, timer)
        self._run("UPDATE bare_item SET due_at = ? WHERE id = ?", LATER, item)
        self._write_down(item, "overdue", at)
        self._start(item, "overdue")
        for person in (1, 2):
            self._owe(item, "overdue", person)

    def _start(self, item: int, clock: str) -> None:
        words = "INSERT INTO bare_timer (item_id, clock, due_at) VALUES (?, ?, ?)"
        self._run(words, item, clock, LATER)

    def _owe(self, item: int, letter: str, person: int) -> None:
        words = "INSERT INTO bare_outbox (item_id, letter, person_id) VALUES (?, ?, ?)"
        self._run(words, item, letter, person)

    def _write_down(self, item: int, kind: str, at: str) -> None:
        seq, sha = self._run(
            "SELECT seq, sha FROM bare_entry WHERE item_id = ? ORDER BY seq DESC LIMIT 1", item
        ).fetchone()
        chained = hashlib.sha256(f"{sha}{item}{seq + 1}{kind}{at}".encode()).hexdigest()
        self._run("INSERT INTO bare_entry (item_id, seq, kind, at, sha) VALUES (?, ?, ?, ?, ?)",
                  item, seq + 1, kind, at, chained)  # fmt: skip

    def _run(self, words: str, *values: object) -> Any:  # noqa: ANN401 - two kinds of cursor
        if not self._sqlite:
            words = words.replace("%", "%%").replace("?", "%s") if values else words
        return self._connection.execute(words, values)

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
        connection.execute("PRAGMA busy_timeout=10000")
        return connection
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
