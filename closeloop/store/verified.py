"""What came of verifying: how much somebody verified, and who has how much to verify."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.sight import Sight
from closeloop.store.tables import ActionRow, AskedRow, EntryRow, ImpactRow, ItemRow

VERIFY, ADDRESSED = "verify", "addressed"


def count(session: Session, people: Collection[PersonId], since: datetime) -> tuple[int, int]:
    """How many actions people verified since, and of how many it is said they made a difference."""
    own = select(EntryRow.item_id).where(
        EntryRow.kind == VERIFY, EntryRow.actor_id.in_(people), EntryRow.at >= since
    )
    done = select(func.count(EntryRow.item_id.distinct())).where(
        EntryRow.kind == VERIFY, EntryRow.actor_id.in_(people), EntryRow.at >= since
    )
    made = select(func.count(ImpactRow.item_id.distinct())).where(
        ImpactRow.item_id.in_(own), ImpactRow.difference == "yes"
    )
    return session.scalar(done) or 0, session.scalar(made) or 0


def loads(session: Session, sight: Sight) -> list[tuple[PersonId, int]]:
    """Who was asked to verify how many of the actions that the reader may see."""
    asked = (
        select(AskedRow.person_id, func.count(AskedRow.item_id.distinct()))
        .join(ItemRow, ItemRow.id == AskedRow.item_id)
        .join(ActionRow, ActionRow.item_id == ItemRow.id)
        .where(AskedRow.asks == VERIFY, ItemRow.state == ADDRESSED, sight.actions())
        .group_by(AskedRow.person_id)
    )
    return [(PersonId(person), number) for person, number in session.execute(asked)]
