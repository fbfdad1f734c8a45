"""Corrections of supervision records: each stands beside what it corrects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.store.sight import Sight
from closeloop.store.supervisions import SupervisionId
from closeloop.store.tables import ActionRow, CorrectionRow


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right instead, and when that was said; of no action: of the record itself."""

    action: ItemId | None
    text: str
    at: datetime


def of(session: Session, sight: Sight, supervision: SupervisionId) -> list[Correction]:
    """The corrections of a record, of those actions that the reader may see."""
    asked = (
        select(CorrectionRow.item_id, CorrectionRow.text, CorrectionRow.at)
        .join(ActionRow, ActionRow.item_id == CorrectionRow.item_id, isouter=True)
        .where(
            CorrectionRow.supervision_id == supervision,
            or_(CorrectionRow.item_id.is_(None), sight.actions()),
        )
        .order_by(CorrectionRow.id)
    )
    return [
        Correction(None if row.item_id is None else ItemId(row.item_id), row.text, row.at)
        for row in session.execute(asked)
    ]


def add(session: Session, values: Mapping[str, Any]) -> None:
    """Keep a correction (columns of `correction` but id)."""
    session.execute(insert(CorrectionRow).values(**values))
