"""A backup: one consistent moment of every table, as lines that either kind of database takes.

The file is gzip: a header line, then for each table its name and its rows, in an order in which
each row finds what it refers to. A restore needs no other program and may change the kind.
"""

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Table,
    bindparam,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from closeloop.rules.refusals import NotReady
from closeloop.store import schema
from closeloop.store.database import Database
from closeloop.store.register import REGISTER
from closeloop.store.tables import Instant, ItemRow, Row

FORMAT = "closeloop backup 1"
CHUNK = 500
ENDS = (  # not restored: they end
    "sign_in",
    "sign_in_link",
    "sign_in_try",
    "token",
    "node",
    "answered",
)


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    made_at: datetime
    schema: str
    rows: dict[str, int]


def make(database: Database, file: Path, now: datetime) -> Backup:
    """Write a consistent backup while people work on; the file appears when it is whole."""
    part = file.with_name(f"{file.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with (
        database.snapshot() as session,
        os.fdopen(handle, "wb") as file_part,
        gzip.open(file_part, "wt", encoding="utf-8") as out,
    ):
        found = schema.current(session.connection()) or ""
        header = {"format": FORMAT, "made_at": now.isoformat(), "schema": found}
        out.write(f"{json.dumps(header)}\n")
        kept = [table for table in Row.metadata.sorted_tables if table.name not in ENDS]
        counts = {table.name: _write(session, table, out) for table in kept}
        out.write(f"{json.dumps({'end': counts})}\n")
    part.replace(file)
    return Backup(now, found, counts)


def _write(session: Session, table: Table, out: TextIO) -> int:
    """Write a table's name and rows; say how many rows there were."""
    out.write(f"{json.dumps({'table': table.name})}\n")
    rows = select(*table.columns).order_by(*table.primary_key.columns)
    count = 0
    for row in session.execute(rows.execution_options(yield_per=CHUNK)):
        out.write(json.dumps([_said(value) for value in row], ensure_ascii=False) + "\n")
        count += 1
    return count


def restore(database: Database, file: Path) -> Backup:
    """Fill an empty database from a backup, in one transaction.

    Raises NotReady for a database that holds people's work, or a file that is no whole backup.
    """
    lines = _lines(file)
    header = next(lines, None)
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise NotReady(f"{file}: this is no backup of closeloop. Give a file that `backup` made.")
    _refuse_unless_empty(database)
    schema.bring_up_to_date(database)
    if header["schema"] != schema.newest():
        raise NotReady(
            f"{file}: it has schema {header['schema']}, this closeloop {schema.newest()}. "
            "Restore it with the closeloop that made it, then update."
        )
    with database.writing() as session:
        _make_room(session)
        counts = _fill(session, lines, file)
        _set_sequences(session)
    return Backup(datetime.fromisoformat(header["made_at"]), header["schema"], counts)


def _lines(file: Path) -> Iterator[Any]:
    try:
        with gzip.open(file, "rt", encoding="utf-8") as opened:
            for line in opened:
                yield json.loads(line)
    except (gzip.BadGzipFile, EOFError, UnicodeDecodeError, json.JSONDecodeError):
        raise NotReady(
            f"{file}: this is no whole backup. Give a file that `backup` made."
        ) from None


def _refuse_unless_empty(database: Database) -> None:
    """Reference data alone is empty: whoever ran `init` first may restore all the same."""
    tables = set(inspect(database.engine).get_table_names())
    if not tables:
        return
    with database.reading() as session:
        people = session.scalar(text("SELECT count(*) FROM person")) if "person" in tables else 1
        items = select(func.count()).select_from(ItemRow).where(ItemRow.workflow != REGISTER)
        if people or session.scalar(items):
            raise NotReady("This database is not empty. Restore into a new one.")


def _make_room(session: Session) -> None:
    """Take out the reference data that `init` put in: the backup brings its own."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in reversed(Row.metadata.sorted_tables):
        session.execute(table.delete())


Links = list[tuple[Table, Column[Any], list[dict[str, Any]]]]


def _fill(session: Session, lines: Iterator[Any], file: Path) -> dict[str, int]:
    """Insert the rows of each table; what refers to its own table is set once all are there."""
    counts: dict[str, int] = {}
    links: Links = []
    ended: dict[str, int] | None = None
    for table, rows in _chunks(lines):
        if table is None:
            ended = rows[0]
            break
        counts[table.name] = counts.get(table.name, 0) + len(rows)
        if rows:
            links += _insert(session, table, rows)
    if ended != counts:
        raise NotReady(f"{file}: rows are missing from this backup. Give a whole one.")
    _link(session, links)
    return counts


def _chunks(lines: Iterator[Any]) -> Iterator[tuple[Table | None, list[dict[str, Any]]]]:
    """Rows of one table at a time, so many at once; last None with the counts of the end."""
    table: Table | None = None
    rows: list[dict[str, Any]] = []
    for line in lines:
        if isinstance(line, list) and table is not None:
            rows.append(_row(table, line))
        if table is not None and (len(rows) == CHUNK or isinstance(line, dict)):
            yield table, rows
            rows = []
        if isinstance(line, dict):
            table = Row.metadata.tables[line["table"]] if "table" in line else None
            if "end" in line:
                yield None, [line["end"]]


def _insert(session: Session, table: Table, rows: list[dict[str, Any]]) -> Links:
    """Insert rows with the columns that refer to the same table empty; those, to be set later."""
    links: Links = []
    for column in _own(table):
        later = [
            {"its_id": row["id"], "refers_to": row[column.name]}
            for row in rows
            if row[column.name] is not None
        ]
        for row in rows:
            row[column.name] = None
        if later:
            links.append((table, column, later))
    session.execute(insert(table), rows)
    return links


def _link(session: Session, links: Links) -> None:
    for table, column, rows in links:
        which = update(table).where(table.c.id == bindparam("its_id"))
        session.connection().execute(which.values({column: bindparam("refers_to")}), rows)


def _own(table: Table) -> list[Column[Any]]:
    return [
        column
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def _row(table: Table, values: list[Any]) -> dict[str, Any]:
    pairs = zip(table.columns, values, strict=True)
    return {column.name: _meant(column, value) for column, value in pairs}


def _said(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _meant(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if value is None:
        return None
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return bool(value) if isinstance(column.type, Boolean) else value


def _set_sequences(session: Session) -> None:
    """On PostgreSQL new rows go on after the restored ones."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Row.metadata.sorted_tables:
        numbered = next((c for c in table.primary_key if c.autoincrement is True), None)
        key = table.c.get("id", numbered)
        if key is None:
            continue
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', key.name)
        last = session.scalar(select(func.max(key)))
        if last is not None and session.scalar(select(sequence)):
            session.execute(select(func.setval(sequence, last)))
