"""Drafts: long forms that somebody has begun, one for a person and a page, until they are saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import DraftRow

KEPT_FOR = timedelta(days=14)  # what nobody came back to holds words about children


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as far as it was filled in, sealed."""

    sealed: str
    saved_at: datetime


def keep(session: Session, person: PersonId, path: str, sealed: str, now: datetime) -> None:
    """Keep a form in place of the one before; what is too old is let go meanwhile."""
    drop(session, person, path)
    values = {"person_id": person, "path": path, "sealed": sealed, "saved_at": now}
    session.execute(insert(DraftRow).values(**values))
    session.execute(delete(DraftRow).where(DraftRow.saved_at < now - KEPT_FOR))


def of(session: Session, person: PersonId, path: str, now: datetime) -> Draft | None:
    """What somebody has begun on a page."""
    this = (DraftRow.person_id == person, DraftRow.path == path)
    asked = select(DraftRow.sealed, DraftRow.saved_at)
    row = session.execute(asked.where(*this, DraftRow.saved_at >= now - KEPT_FOR)).first()
    return Draft(*row) if row else None


def begun(session: Session, person: PersonId, now: datetime) -> Mapping[str, datetime]:
    """The pages on which somebody has begun something, and when each was last kept."""
    asked = select(DraftRow.path, DraftRow.saved_at).where(
        DraftRow.person_id == person, DraftRow.saved_at >= now - KEPT_FOR
    )
    return {row.path: row.saved_at for row in session.execute(asked)}


def drop(session: Session, person: PersonId, path: str) -> None:
    """Forget what was begun: it is saved, or nobody wants it."""
    session.execute(delete(DraftRow).where(DraftRow.person_id == person, DraftRow.path == path))
