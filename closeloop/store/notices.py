"""Notices that wait: taken when their time has come, put into letters, given on, dropped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    TextClause,
    case,
    delete,
    exists,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.noise import Goes
from closeloop.rules.people import Directory, PersonId
from closeloop.store import outbox
from closeloop.store.outbox import ASKING
from closeloop.store.sight import Sight
from closeloop.store.tables import ActionRow, AskedRow, EscalationRow, NoticeRow

PEOPLE = 50  # whose notices are taken at once
# Written out, so that SQLite sees that it is the index's own condition.
WAITING = text("notice.state = 'waiting'")
MOST_TRIES = 5  # after which one that cannot be judged is set aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A notice that is owed and has not gone."""

    id: int
    item: ItemId | None  # None: news of an audit's strengths
    audit: int | None
    person: PersonId
    relation: str
    letter: str
    asks: str | None
    cause: str
    reason: str
    stay_no: int
    goes: Goes
    owed_at: datetime
    letter_id: int | None


COLUMNS = (
    NoticeRow.id,
    NoticeRow.item_id,
    NoticeRow.audit_id,
    NoticeRow.person_id,
    NoticeRow.relation,
    NoticeRow.letter,
    NoticeRow.asks,
    NoticeRow.cause,
    NoticeRow.reason,
    NoticeRow.stay_no,
    NoticeRow.goes,
    NoticeRow.owed_at,
    NoticeRow.letter_id,
)


def anything_ready(session: Session, now: datetime) -> bool:
    """Whether any notice may be looked at now."""
    return session.scalar(select(exists().where(*_ready(now)))) or False


def take_ready(session: Session, now: datetime, directory: Directory, day: date) -> list[Waiting]:
    """The ready notices of some people, oldest first, with those of whom they stand in for.

    A notice that a step is dropping at this moment is left for the next time.
    """
    first = (
        select(NoticeRow.person_id)
        .where(*_ready(now))
        .group_by(NoticeRow.person_id)
        .order_by(func.min(NoticeRow.look_at), NoticeRow.person_id)
        .limit(PEOPLE)
    )
    people = {PersonId(found) for found in session.scalars(first)}
    readers = {directory.stand_in(person, day) or person for person in people}
    people |= {one for reader in readers for one in directory.acts_for(reader, day)}
    found = select(*COLUMNS).where(*_ready(now), NoticeRow.person_id.in_(people))
    taken = found.order_by(NoticeRow.id).with_for_update(skip_locked=True)
    return [_waiting(row) for row in session.execute(taken)]


def of_letters(session: Session, letters: Collection[int]) -> dict[int, list[Waiting]]:
    """What stands in these letters, and has not been dropped since."""
    found = select(*COLUMNS).where(NoticeRow.letter_id.in_(letters), NoticeRow.state == "in_letter")
    groups: dict[int, list[Waiting]] = {letter: [] for letter in letters}
    for row in session.execute(found.order_by(NoticeRow.id)):
        groups[row.letter_id].append(_waiting(row))
    return groups


def who_waits_until(
    session: Session, people: Collection[PersonId], now: datetime, until: datetime
) -> set[PersonId]:
    """Those of the people for whom something ordinary waits for an instant that is ahead."""
    waiting = select(NoticeRow.person_id).where(
        NoticeRow.person_id.in_(people),
        WAITING,
        NoticeRow.goes == "ordinary",
        NoticeRow.look_at > now,
        NoticeRow.look_at <= until,
    )
    return {PersonId(found) for found in session.scalars(waiting)}


def beside(
    session: Session, items: Collection[ItemId]
) -> dict[tuple[int, str], list[tuple[PersonId, str]]]:
    """Who was told of each reason about these items, and in which relation."""
    found = select(
        NoticeRow.item_id, NoticeRow.reason, NoticeRow.person_id, NoticeRow.relation
    ).where(NoticeRow.item_id.in_(items))
    groups: dict[tuple[int, str], list[tuple[PersonId, str]]] = {}
    for row in session.execute(found.order_by(NoticeRow.id)):
        group = groups.setdefault((row.item_id, row.reason), [])
        group.append((PersonId(row.person_id), row.relation))
    return groups


def seen_among(session: Session, items: Collection[ItemId], sight: Sight) -> set[ItemId]:
    """Those of the items that may be seen, actions and escalations alike."""
    actions = select(ActionRow.item_id).where(ActionRow.item_id.in_(items), sight.actions())
    seen = {ItemId(found) for found in session.scalars(actions)}
    if len(seen) < len(items):
        rest = EscalationRow.item_id.in_(set(items) - seen)
        escalations = select(EscalationRow.item_id).where(rest, sight.escalations())
        seen |= {ItemId(found) for found in session.scalars(escalations)}
    return seen


def drop(session: Session, ids: Collection[int]) -> None:
    """Drop what is no longer true, or nobody may hear any more."""
    _set(session, ids, state="dropped")


def wait(session: Session, until: Mapping[int, datetime]) -> None:
    """Let notices wait, each until its instant."""
    if until:
        when = case(until, value=NoticeRow.id)
        session.execute(update(NoticeRow).where(NoticeRow.id.in_(until)).values(look_at=when))


def give_back(session: Session, ids: Collection[int], now: datetime) -> None:
    """Take notices out of their letter again, to be looked at anew."""
    _set(session, ids, state="waiting", letter_id=None, look_at=now)


def put_into(session: Session, letters: Mapping[int, int]) -> None:
    """Put notices into letters: letter by notice."""
    if letters:
        which = case(letters, value=NoticeRow.id)
        _set(session, letters, state="in_letter", letter_id=which)


def told(session: Session, letter: int, state: str = "told") -> None:
    """Say that what stands in a letter has been told, or that it went nowhere."""
    stands = (NoticeRow.letter_id == letter, NoticeRow.state == "in_letter")
    session.execute(update(NoticeRow).where(*stands).values(state=state))


def give_to(session: Session, notice: Waiting, person: PersonId, relation: str) -> None:
    """Owe a notice to somebody else from now on; who is asked by it may see what it is about."""
    _set(session, [notice.id], person_id=person, relation=relation)
    if notice.letter not in ASKING:
        return
    asks = notice.asks or "answer"
    asked = (
        AskedRow.item_id == notice.item,
        AskedRow.person_id == notice.person,
        AskedRow.asks == asks,
    )
    session.execute(delete(AskedRow).where(*asked))
    row = {"item_id": notice.item, "person_id": person, "asks": asks, "stay_no": notice.stay_no}
    outbox.ask(session, [row | {"letter": notice.letter}])


def put_off(session: Session, notice: int, until: datetime) -> None:
    """Look again later at a notice that could not be judged; set it aside after five times."""
    tried = NoticeRow.tries + 1
    state = case((tried >= MOST_TRIES, "aside"), else_=NoticeRow.state)
    _set(session, [notice], tries=tried, look_at=until, state=state)


def _ready(now: datetime) -> tuple[TextClause, ColumnElement[bool]]:
    return WAITING, NoticeRow.look_at <= now


def _set(session: Session, ids: Collection[int], **values: object) -> None:
    if ids:
        session.execute(update(NoticeRow).where(NoticeRow.id.in_(ids)).values(**values))


def _waiting(row: Row[*tuple[Any, ...]]) -> Waiting:
    return Waiting(
        id=row.id,
        item=None if row.item_id is None else ItemId(row.item_id),
        audit=row.audit_id,
        person=PersonId(row.person_id),
        relation=row.relation,
        letter=row.letter,
        asks=row.asks,
        cause=row.cause,
        reason=row.reason,
        stay_no=row.stay_no,
        goes=row.goes,
        owed_at=row.owed_at,
        letter_id=row.letter_id,
    )
