"""Differences: whether a verified action made one, each time it was asked."""

from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from closeloop.rules.moves import Move
from closeloop.store.tables import ImpactRow


def keep(session: Session, made: Move) -> None:
    """Keep the answer that an `impact` step gave."""
    facts = made.facts
    again = facts.get("ask_again_on")
    session.execute(
        insert(ImpactRow).values(
            item_id=made.item.id,
            at=made.at,
            by_id=made.by,
            difference=facts["difference"],
            voice=facts.get("voice"),
            note=facts["note"],
            ask_again_on=again if isinstance(again, date) else None,
        )
    )
