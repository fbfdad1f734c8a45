"""Claims: who is looking at an action just now, so that two people do not do one thing twice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import PersonId
from closeloop.store.tables import ClaimRow, table_of


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is looking at an action, and until when others leave it to them."""

    item: ItemId
    person: PersonId
    until_at: datetime


def take(session: Session, item: Item, person: PersonId, now: datetime, until: datetime) -> bool:
    """Take an action as one's own to look at; say whether it is. Of two at once, one wins.

    One that has run out, or was made in an earlier stay, is nobody's.
    """
    dialect = session.get_bind().dialect.name
    add = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(CLAIM)
    values = {"item_id": item.id, "stay_no": item.stay_no, "person_id": person, "until_at": until}
    is_free = or_(
        CLAIM.c.until_at <= now,
        CLAIM.c.stay_no != item.stay_no,
        CLAIM.c.person_id == person,
    )
    taken = add.values(**values).on_conflict_do_update(
        index_elements=[CLAIM.c.item_id], set_=values, where=is_free
    )
    return session.execute(taken.returning(CLAIM.c.item_id)).first() is not None


def hand_back(session: Session, item: ItemId, person: PersonId) -> None:
    """Leave an action to others again."""
    own = delete(CLAIM).where(CLAIM.c.item_id == item, CLAIM.c.person_id == person)
    session.execute(own)


def of(session: Session, items: Collection[Item], now: datetime) -> dict[ItemId, Claim]:
    """The claims that stand on these actions. The caller has asked whether they may be seen."""
    stays = {item.id: item.stay_no for item in items}
    if not stays:
        return {}
    standing = select(CLAIM).where(CLAIM.c.item_id.in_(stays), CLAIM.c.until_at > now)
    rows = session.execute(standing)
    return {row.item_id: _claim(row) for row in rows if row.stay_no == stays[row.item_id]}


CLAIM = table_of(ClaimRow)


def _claim(row: Row[tuple[int, int, int, datetime]]) -> Claim:
    return Claim(ItemId(row.item_id), PersonId(row.person_id), row.until_at)
