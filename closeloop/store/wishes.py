"""What people have chosen of their letters."""

from collections.abc import Collection
from datetime import time

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from closeloop.rules.noise import USUAL, Wishes
from closeloop.rules.people import PersonId
from closeloop.store.tables import WishesRow

MINUTES = 60  # of an hour


def of_many(session: Session, people: Collection[PersonId]) -> dict[PersonId, Wishes]:
    """The wishes of these people; those who have chosen nothing are left out."""
    if not people:
        return {}
    columns = select(
        WishesRow.person_id, WishesRow.news, WishesRow.at_minute, WishesRow.weekdays
    ).where(WishesRow.person_id.in_(people))
    return {
        PersonId(person): Wishes(
            news=news,
            at=time(*divmod(minute, MINUTES)),
            weekdays=frozenset(int(day) for day in weekdays),
        )
        for person, news, minute, weekdays in session.execute(columns)
    }


def of(session: Session, person: PersonId) -> Wishes:
    """The wishes of one person."""
    return of_many(session, [person]).get(person, USUAL)


def keep(session: Session, person: PersonId, wishes: Wishes) -> None:
    """Keep somebody's wishes in place of those before."""
    session.execute(delete(WishesRow).where(WishesRow.person_id == person))
    values = {
        "person_id": person,
        "news": wishes.news,
        "at_minute": wishes.at.hour * MINUTES + wishes.at.minute,
        "weekdays": "".join(str(day) for day in sorted(wishes.weekdays)),
    }
    session.execute(insert(WishesRow).values(**values))
