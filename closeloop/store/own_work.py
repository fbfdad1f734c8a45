"""What waits for somebody, counted: their own actions, and what they are asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import ActionRow, AskedRow, DriftRow, ItemRow

ADDRESSED = "addressed"  # from then on the date is for whoever verifies


@dataclass(frozen=True, slots=True)
class OwnWork:
    """Counts of what waits for somebody."""

    actions: int  # that they own and that are open
    to_acknowledge: int
    overdue: int
    drifting: int
    asked: int  # to answer, verify, decide or countersign


def count(session: Session, people: Collection[PersonId], now: datetime) -> OwnWork:
    """Count what waits for somebody, given with whom they stand in for."""
    drifts = exists().where(DriftRow.item_id == ItemRow.id, DriftRow.standing_as.is_not(None))
    late = and_(ItemRow.due_at < now, ItemRow.state != ADDRESSED)
    counted = select(
        func.count(),
        func.count(case((ActionRow.acknowledged_at.is_(None), 1))),
        func.count(case((late, 1))),
        func.count(case((drifts, 1))),
    ).join(ActionRow, ActionRow.item_id == ItemRow.id)
    own = counted.where(ActionRow.owner_id.in_(people), ItemRow.ended.is_(False))
    actions, unread, overdue, drifting = session.execute(own).one()
    asked = select(func.count(AskedRow.item_id.distinct())).where(AskedRow.person_id.in_(people))
    return OwnWork(actions, unread, overdue, drifting, session.scalar(asked) or 0)
