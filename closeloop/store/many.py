"""Rows added by the thousand, with the ids that they are given."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session


def add(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """Add rows (columns of the table but id), and say their ids in order.

    The ids are taken first: to ask for them with the rows costs more than to add the rows.
    """
    if not rows:
        return ()
    ids = _ids(session, table, len(rows))
    session.execute(
        insert(table), [{"id": n} | dict(row) for n, row in zip(ids, rows, strict=True)]
    )
    return ids


def _ids(session: Session, table: Table, count: int) -> Sequence[int]:
    if session.get_bind().dialect.name == "sqlite":  # one writer, who counts on from the last
        first = (session.scalar(select(func.max(table.c.id))) or 0) + 1
        return range(first, first + count)
    sequence = func.pg_get_serial_sequence(table.name, "id")
    numbers = func.generate_series(1, count).table_valued("number")
    return session.scalars(select(func.nextval(sequence)).select_from(numbers)).all()
