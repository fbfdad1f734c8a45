"""Lists a page at a time: the next page begins after a row, never at a count of rows.

So the last page costs what the first does, and what is added meanwhile shifts nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

T = TypeVar("T")
Value = datetime | date | str | int | None
Place = tuple[Value, int]  # what the list is sorted by, and the id of the row


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list, and the place after which the next page begins; None at its end."""

    items: tuple[T, ...]
    next: Place | None = None


def plain(place: Place) -> list[str | int | None]:
    """A place as a cursor carries it."""
    value, row_id = place
    return [value.isoformat() if isinstance(value, date) else value, row_id]


def placed(said: Sequence[str | int | None]) -> Place:
    """The place that a cursor carries; a moment and a day are told apart by their T."""
    value, row_id = said
    if isinstance(value, str):
        value_at = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        return value_at, int(row_id or 0)
    return value, int(row_id or 0)


def rising(
    query: Select[*tuple[Any, ...]],
    by: InstrumentedAttribute[Any],
    row_id: InstrumentedAttribute[int],
    after: Place | None,
) -> Select[*tuple[Any, ...]]:
    """The query sorted by a column, what has none last, from after a place on."""
    ordered = query.order_by(by.asc().nulls_last(), row_id)
    return ordered if after is None else ordered.where(_later(by, row_id, after))


def falling(
    query: Select[*tuple[Any, ...]],
    by: InstrumentedAttribute[Any],
    row_id: InstrumentedAttribute[int],
    after: Place | None,
) -> Select[*tuple[Any, ...]]:
    """The query sorted by a column that is never empty, the newest first, from a place on."""
    ordered = query.order_by(by.desc(), row_id.desc())
    if after is None:
        return ordered
    value, last = after
    return ordered.where(or_(by < value, and_(by == value, row_id < last)))


def cut(rows: Sequence[Any], limit: int, by: str) -> tuple[Sequence[Any], Place | None]:
    """The first `limit` of rows that were asked for with one more, and the next page's place."""
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], (getattr(last, by), last.id)


def _later(
    by: InstrumentedAttribute[Any], row_id: InstrumentedAttribute[int], after: Place
) -> ColumnElement[bool]:
    value, last = after
    if value is None:
        return and_(by.is_(None), row_id > last)
    return or_(by > value, and_(by == value, row_id > last), by.is_(None))
