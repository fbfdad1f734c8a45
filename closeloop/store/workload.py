"""What each of some people has open, counted in one query, as far as the reader may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.sight import Sight
from closeloop.store.tables import ActionRow, ChildRow, DriftRow, ItemRow


@dataclass(frozen=True, slots=True)
class Workload:
    """What somebody has open: in all, critical, past its date, drifting."""

    open: int = 0
    critical: int = 0
    was_due: int = 0
    drifting: int = 0


def of(
    session: Session, sight: Sight, people: Collection[PersonId], now: datetime
) -> dict[PersonId, Workload]:
    """What each of these owns that has not come to its end."""
    stands = exists().where(DriftRow.item_id == ItemRow.id, DriftRow.standing_as.is_not(None))
    asked = (
        select(
            ActionRow.owner_id,
            func.count(),
            func.sum(case((ItemRow.severity == "critical", 1), else_=0)),
            func.sum(case((ItemRow.due_at < now, 1), else_=0)),
            func.sum(case((stands, 1), else_=0)),
        )
        .join(ItemRow, ItemRow.id == ActionRow.item_id)
        .where(ActionRow.owner_id.in_(people), ItemRow.ended.is_(False), sight.actions())
        .group_by(ActionRow.owner_id)
    )
    return {PersonId(owner): Workload(*counts) for owner, *counts in session.execute(asked)}


def children_held(
    session: Session, sight: Sight, people: Collection[PersonId]
) -> dict[PersonId, int]:
    """How many children are allocated to each, of those that the reader may see."""
    asked = (
        select(ChildRow.practitioner_id, func.count())
        .where(ChildRow.practitioner_id.in_(people), ChildRow.status != "closed", sight.children())
        .group_by(ChildRow.practitioner_id)
    )
    return {PersonId(person): count for person, count in session.execute(asked) if person}
