"""Rows taken out of a table and poured into it as the driver has them, as fast as it can."""

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from psycopg import Connection, sql
from psycopg.types.json import Json
from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

Values = dict[str, Any]
AT_ONCE = 10_000  # rows


def taken(session: Session, table: Table, where: str) -> list[Values]:
    """Rows of a table as the driver gives them, in the order of their key."""
    key = ", ".join(column.name for column in table.primary_key)
    words = f"SELECT * FROM {table.name} WHERE {where} ORDER BY {key}"  # noqa: S608 - ours
    return [row._asdict() for row in session.execute(text(words))]


def pour(session: Session, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows that all have the same columns: by executemany, on PostgreSQL by COPY."""
    driver: Any = session.connection().connection.driver_connection
    left = iter(rows)
    if isinstance(driver, Connection):  # what copies name was looked for when they were first made
        driver.execute("SET LOCAL session_replication_role = replica")
    while some := list(islice(left, AT_ONCE)):
        if isinstance(driver, Connection):
            _copy(driver, table.name, some)
        else:
            _execute(driver, table.name, some)
    if isinstance(driver, Connection) and "id" in table.c:  # it counts on from the last
        last = select(func.max(table.c.id)).scalar_subquery()
        session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))


def _execute(driver: sqlite3.Connection, table: str, rows: list[Mapping[str, Any]]) -> None:
    columns = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join("?" * len(rows[0]))
    words = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - ours
    driver.executemany(words, [tuple(row.values()) for row in rows])


def _copy(driver: Connection[Any], table: str, rows: list[Mapping[str, Any]]) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    words = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with driver.cursor() as cursor, cursor.copy(words) as copy:
        for row in rows:
            copy.write_row([Json(v) if isinstance(v, dict) else v for v in row.values()])
