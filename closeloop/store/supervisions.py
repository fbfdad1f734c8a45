"""Supervisions: when each was held, of whom, by whom, and what came of each action."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NewType

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.store.audits import FindingId
from closeloop.store.tables import (
    ActionRow,
    CelebratedRow,
    DiscussedRow,
    FindingRow,
    ItemRow,
    SupervisionRow,
)

SupervisionId = NewType("SupervisionId", int)


def add(
    session: Session,
    values: Mapping[str, Any],
    discussed: Sequence[Mapping[str, Any]],
    celebrated: Collection[FindingId],
) -> SupervisionId:
    """Keep a supervision with what was discussed and celebrated in it."""
    made = session.scalar(insert(SupervisionRow).values(**values).returning(SupervisionRow.id))
    held = SupervisionId(made or 0)
    if discussed:
        rows = [{"supervision_id": held} | dict(row) for row in discussed]
        session.execute(insert(DiscussedRow), rows)
    if celebrated:
        found = [{"supervision_id": held, "finding_id": one} for one in celebrated]
        session.execute(insert(CelebratedRow), found)
    return held


def left_raised(session: Session, owner: PersonId, but: Collection[ItemId]) -> list[ItemId]:
    """What somebody owns that is still raised, besides these."""
    raised = (
        select(ItemRow.id)
        .join(ActionRow, ActionRow.item_id == ItemRow.id)
        .where(ActionRow.owner_id == owner, ItemRow.state == "raised", ItemRow.id.not_in(but))
    )
    return [ItemId(found) for found in session.scalars(raised)]


def begun_of(session: Session, ids: Collection[ItemId]) -> dict[ItemId, Any]:
    """When each of these items began."""
    rows = session.execute(select(ItemRow.id, ItemRow.begun_at).where(ItemRow.id.in_(ids)))
    return {ItemId(item_id): begun_at for item_id, begun_at in rows}


def strengths_of(
    session: Session, person: PersonId, findings: Collection[FindingId]
) -> set[FindingId]:
    """Those of the findings that are strengths of this person's work."""
    own = (FindingRow.about_id == person, FindingRow.kind == "strength")
    found = select(FindingRow.id).where(FindingRow.id.in_(findings), *own)
    return {FindingId(one) for one in session.scalars(found)}
