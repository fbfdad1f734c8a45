"""Footprints: that an IRO or chair has looked at a child's record, and what they saw."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Unseen
from closeloop.store.children import ChildId
from closeloop.store.tables import FootprintRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """One footprint on a child's record."""

    id: int
    by: PersonId
    kind: str
    note: str | None
    on: date
    at: datetime


def add(
    session: Session,
    child: ChildId,
    kind: str,
    note: str | None,
    *,
    on: date,
    by: PersonId,
    at: datetime,
) -> int:
    """Keep a footprint; its number."""
    values = {"child_id": child, "by_id": by, "kind": kind, "note": note, "on": on, "at": at}
    made = session.execute(insert(FootprintRow).values(**values).returning(FootprintRow.id))
    return int(made.scalar_one())


def of_child(session: Session, child: ChildId, limit: int = 50) -> list[Footprint]:
    """The latest footprints on a record. The caller has asked whether the child may be seen."""
    asked = _selected().where(FootprintRow.child_id == child)
    newest = asked.order_by(FootprintRow.on.desc(), FootprintRow.id.desc()).limit(limit)
    return [_footprint(row) for row in session.execute(newest)]


def one(session: Session, child: ChildId, number: int) -> Footprint:
    """One footprint on a record. Raises Unseen."""
    asked = _selected().where(FootprintRow.child_id == child, FootprintRow.id == number)
    row = session.execute(asked).first()
    if row is None:
        raise Unseen
    return _footprint(row)


def last_on(session: Session, children: Collection[ChildId]) -> dict[ChildId, date]:
    """The day of the last footprint on each of these records."""
    asked = (
        select(FootprintRow.child_id, func.max(FootprintRow.on))
        .where(FootprintRow.child_id.in_(children))
        .group_by(FootprintRow.child_id)
    )
    return {ChildId(child): on for child, on in session.execute(asked)}


def _selected() -> Select[*tuple[Any, ...]]:
    return select(
        FootprintRow.id,
        FootprintRow.by_id,
        FootprintRow.kind,
        FootprintRow.note,
        FootprintRow.on,
        FootprintRow.at,
    )


def _footprint(row: Any) -> Footprint:  # noqa: ANN401 - a row of the columns above
    return Footprint(
        id=row.id, by=PersonId(row.by_id), kind=row.kind, note=row.note, on=row.on, at=row.at
    )
