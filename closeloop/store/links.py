"""Links that are good once, as rows: whose each is, and until when."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import LinkRow


def add(session: Session, digest: str, person: PersonId, until: datetime) -> None:
    """Keep a new link by its digest."""
    session.execute(insert(LinkRow).values(hash=digest, person_id=person, until_at=until))


def find(session: Session, digest: str, now: datetime) -> PersonId | None:
    """Whose link it is, if it is good now."""
    good = (LinkRow.hash == digest, LinkRow.until_at > now, LinkRow.ended_at.is_(None))
    found = session.scalar(select(LinkRow.person_id).where(*good))
    return None if found is None else PersonId(found)


def use(session: Session, digest: str, now: datetime) -> PersonId | None:
    """Use a link up, and say whose it was: of two at once, one gets an answer."""
    good = (LinkRow.hash == digest, LinkRow.until_at > now, LinkRow.ended_at.is_(None))
    used = update(LinkRow).where(*good).values(ended_at=now).returning(LinkRow.person_id)
    found = session.scalar(used)
    return None if found is None else PersonId(found)


def end_all_of(session: Session, person: PersonId, at: datetime) -> None:
    """End every link of a person."""
    good = (LinkRow.person_id == person, LinkRow.ended_at.is_(None))
    session.execute(update(LinkRow).where(*good).values(ended_at=at))
