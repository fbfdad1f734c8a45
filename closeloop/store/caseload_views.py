"""Children as lists show them: what is open for each, and when an IRO or chair last looked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session

from closeloop.store import footprints
from closeloop.store.actions import Reader
from closeloop.store.children import COLUMNS, Child, ChildId, as_child
from closeloop.store.sight import Sight
from closeloop.store.tables import ActionRow, ChildRow, DriftRow, ItemRow


@dataclass(frozen=True, slots=True)
class ChildView:
    """A child as one person reads of it in a list."""

    child: Child
    open: int
    drifting: int
    last_footprint_on: date | None


def reviewed(session: Session, reader: Reader, limit: int) -> list[ChildView]:
    """The children whom the reader reviews or chairs, by reference."""
    return _views(session, reader.sight, _theirs(reader.sight), limit)


def count_reviewed(session: Session, reader: Reader) -> int:
    """How many they review or chair."""
    asked = select(func.count(ChildRow.id)).where(_theirs(reader.sight), reader.sight.children())
    return session.scalar(asked) or 0


def listing(session: Session, reader: Reader, after: str, limit: int) -> list[ChildView]:
    """The children whom the reader sees, by reference, from behind one on; closed ones too."""
    return _views(session, reader.sight, ChildRow.ref > after, limit)


def _theirs(sight: Sight) -> ColumnElement[bool]:
    reviews = or_(ChildRow.iro_id.in_(sight.acts_for), ChildRow.cp_chair_id.in_(sight.acts_for))
    return reviews & (ChildRow.status != "closed")


def _views(
    session: Session, sight: Sight, which: ColumnElement[bool], limit: int
) -> list[ChildView]:
    asked = select(*COLUMNS).where(which, sight.children()).order_by(ChildRow.ref).limit(limit)
    found = [as_child(row) for row in session.execute(asked)]
    counts = _counts(session, [child.id for child in found])
    looked = footprints.last_on(session, [child.id for child in found])
    return [
        ChildView(child, *counts.get(child.id, (0, 0)), looked.get(child.id)) for child in found
    ]


def _counts(session: Session, children: Collection[ChildId]) -> dict[ChildId, tuple[int, int]]:
    """How many actions of each child are open, and how many of those drift.

    Of children whom the reader sees: who sees a child sees every action of theirs.
    """
    stands = exists().where(DriftRow.item_id == ItemRow.id, DriftRow.standing_as.is_not(None))
    asked = (
        select(ActionRow.child_id, func.count(), func.sum(case((stands, 1), else_=0)))
        .join(ItemRow, ItemRow.id == ActionRow.item_id)
        .where(ActionRow.child_id.in_(children), ItemRow.ended.is_(False))
        .group_by(ActionRow.child_id)
    )
    return {ChildId(row[0]): (row[1], row[2]) for row in session.execute(asked)}
