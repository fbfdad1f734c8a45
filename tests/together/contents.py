"""All that a database holds, as plain values: to hold one moment against another."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from closeloop.store.database import Database
from closeloop.store.tables import Row

Contents = Mapping[str, Sequence[Mapping[str, Any]]]  # the rows of each table, by its key
TABLES = Row.metadata.sorted_tables
ALL_ROWS = {table.name: select(table).order_by(*table.primary_key) for table in TABLES}
NEVER_CHANGE = frozenset({"holiday", "closure", "workflow", "framework"})  # while people live
# Drawn by lot, or made of ids: never the same where the same happens twice.
BY_LOT = frozenset({"message_id", "held_by", "told", "hash", "pulse_at"})


def contents(database: Database, *, but: Collection[str] = ()) -> Contents:
    """Every row of every table, but of those that are named."""
    with database.reading() as session:
        connection = session.connection()
        return {
            name: [dict(row) for row in connection.execute(rows).mappings()]
            for name, rows in ALL_ROWS.items()
            if name not in but
        }


def plain(found: Contents) -> Contents:
    """The same with ids in the order in which they were given, and nothing that is drawn by lot.

    A number that a transaction took and lost is not given again: two databases to which the same
    happened may differ by that, and by nothing else.
    """
    places = {
        name: {row["id"]: place for place, row in enumerate(rows)}
        for name, rows in found.items()
        if rows and "id" in rows[0]
    }
    return {
        table.name: [
            {
                column.name: _place(places, table.name, column, row[column.name])
                for column in table.columns
                if column.name not in BY_LOT
            }
            for row in found[table.name]
        ]
        for table in TABLES
    }


def _place(places: Mapping[str, Mapping[Any, int]], table: str, column: Any, value: Any) -> Any:  # noqa: ANN401 - a column, and what stands in it
    """The place of the row that an id names, among all the rows of its table."""
    refers_to = next((key.column.table.name for key in column.foreign_keys), None)
    named = refers_to or (table if column.name == "id" else None)
    return places.get(named, {}).get(value, value) if named else value
