"""Drift that stands on what some people own: by rule, the longest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.store.sight import Sight
from closeloop.store.tables import ActionRow, ChildRow, DriftRow, ItemRow

MOST = 200  # shown on one page


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule that has found drift on one action."""

    rule: str
    action: ItemId
    child_ref: str
    owner: PersonId
    since: datetime


def of(session: Session, sight: Sight, owners: Collection[PersonId]) -> list[Standing]:
    """What stands on the open actions of these owners that the reader may see."""
    asked = (
        select(
            DriftRow.rule, ActionRow.item_id, ChildRow.ref, ActionRow.owner_id, DriftRow.since_at
        )
        .join(ItemRow, ItemRow.id == DriftRow.item_id)
        .join(ActionRow, ActionRow.item_id == DriftRow.item_id)
        .join(ChildRow, ChildRow.id == ActionRow.child_id)
        .where(*_theirs(sight, owners))
        .order_by(DriftRow.since_at, DriftRow.id)
        .limit(MOST)
    )
    return [
        Standing(rule, ItemId(item), ref, PersonId(owner), since)
        for rule, item, ref, owner, since in session.execute(asked)
    ]


def counts(
    session: Session, sight: Sight, owners: Collection[PersonId]
) -> list[tuple[PersonId, str, int]]:
    """On how many actions of each owner each rule stands."""
    asked = (
        select(ActionRow.owner_id, DriftRow.rule, func.count())
        .join(ItemRow, ItemRow.id == DriftRow.item_id)
        .join(ActionRow, ActionRow.item_id == DriftRow.item_id)
        .where(*_theirs(sight, owners))
        .group_by(ActionRow.owner_id, DriftRow.rule)
        .order_by(ActionRow.owner_id, DriftRow.rule)
    )
    return [(PersonId(owner), rule, count) for owner, rule, count in session.execute(asked)]


def _theirs(sight: Sight, owners: Collection[PersonId]) -> tuple[ColumnElement[bool], ...]:
    return (
        DriftRow.standing_as.is_not(None),
        ItemRow.ended.is_(False),
        ActionRow.owner_id.in_(owners),
        sight.actions(),
    )
