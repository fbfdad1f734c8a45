"""Escalations as they are read: who raised each, who is asked now, what was answered, by when."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy import Row as Found
from sqlalchemy.orm import Session

from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Unseen
from closeloop.store import items, keyset
from closeloop.store.actions import Reader
from closeloop.store.keyset import Page, Place
from closeloop.store.sight import Sight
from closeloop.store.tables import AnswerRow, AskedRow, ChildRow, EscalationRow, ItemRow

ANSWERING = frozenset({"resolve", "direct", "pass_up", "escalate"})  # what `respond` comes to


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, on the level at which it was given."""

    level: str
    by: PersonId
    at: datetime
    response: str
    note: str
    by_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationView:
    """An escalation as one person reads it on one day."""

    item: Item
    level: str
    action: ItemId | None
    child_ref: str
    raised_by: PersonId | None  # None: closeloop
    asked_of: PersonId | None  # who is asked first at this level
    asked_with: tuple[PersonId, ...]  # who is asked as well
    impact: str
    tried: str
    asks: str
    answers: tuple[Answer, ...]
    begun_at: datetime
    steps: tuple[str, ...]  # the reader's steps, in the workflow's words

    @property
    def id(self) -> ItemId:
        """The number that its ref is made of."""
        return self.item.id

    @property
    def allowed(self) -> tuple[str, ...]:
        """What the reader may do now: respond, close."""
        return calls(self.steps)


def calls(steps: Collection[str]) -> tuple[str, ...]:
    """What steps of the workflow come to: respond, close."""
    may = ("respond", not ANSWERING.isdisjoint(steps)), ("close", "close" in steps)
    return tuple(name for name, is_open in may if is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which escalations are asked for; None asks nothing."""

    state: str | None = None
    level: str | None = None
    action: ItemId | None = None
    child_ref: str | None = None
    raised_by: Collection[PersonId] | None = None
    asked: Collection[PersonId] | None = None  # who was asked, at whatever level
    open: bool | None = None

    def of(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The query on escalation, item and child, narrowed."""
        return query.where(*self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        said = (
            (ItemRow.state, self.state),
            (EscalationRow.level, self.level),
            (EscalationRow.action_id, self.action),
            (ChildRow.ref, self.child_ref),
        )
        yield from (column == value for column, value in said if value is not None)
        if self.raised_by is not None:
            yield EscalationRow.raised_by.in_(self.raised_by)
        if self.asked is not None:
            asked = select(AskedRow.item_id).where(AskedRow.person_id.in_(self.asked))
            yield ItemRow.id.in_(asked)
        if self.open is not None:
            yield ItemRow.ended.is_not(self.open)


ALL = Filters()


def one(session: Session, reader: Reader, item_id: ItemId) -> EscalationView:
    """One escalation. Raises Unseen: hidden or not there."""
    found = many(session, reader, [item_id])
    if not found:
        raise Unseen(item_id)
    return found[0]


def many(session: Session, reader: Reader, ids: Collection[ItemId]) -> list[EscalationView]:
    """Those of the escalations that the reader may see, the first due first."""
    if not ids:
        return []
    asked = _selected(reader.sight).where(EscalationRow.item_id.in_(ids))
    return _views(session, reader, session.execute(keyset.rising(asked, *ORDER, None)).all())


def listing(
    session: Session,
    reader: Reader,
    filters: Filters = ALL,
    *,
    after: Place | None = None,
    limit: int = 50,
) -> Page[EscalationView]:
    """A page of what the reader may see, the first due first; what is closed comes last."""
    asked = filters.of(_selected(reader.sight))
    ordered = keyset.rising(asked, *ORDER, after).limit(limit + 1)
    rows, onward = keyset.cut(session.execute(ordered).all(), limit, "due_at")
    return Page(tuple(_views(session, reader, rows)), onward)


ORDER = (ItemRow.due_at, ItemRow.id)


def _selected(sight: Sight) -> Select[*tuple[Any, ...]]:
    found = items.of_escalations(
        ItemRow.begun_at,
        EscalationRow.action_id,
        EscalationRow.impact,
        EscalationRow.tried,
        EscalationRow.asks,
        ChildRow.ref.label("child_ref"),
    )
    return found.where(sight.escalations())


def _views(session: Session, reader: Reader, rows: Sequence[Found[Any]]) -> list[EscalationView]:
    if not rows:
        return []
    found = items.of_rows(session, rows, reader.day)
    answers = _answers(session, found)
    return [_view(reader, row, found[ItemId(row.id)], answers) for row in rows]


def _view(
    reader: Reader, row: Found[Any], item: Item, answers: Mapping[ItemId, tuple[Answer, ...]]
) -> EscalationView:
    asked = _asked(reader, item)
    return EscalationView(
        item=item,
        level=row.level,
        action=None if row.action_id is None else ItemId(row.action_id),
        child_ref=row.child_ref,
        raised_by=None if row.raised_by is None else PersonId(row.raised_by),
        asked_of=next(iter(asked), None),
        asked_with=asked[1:],
        impact=row.impact,
        tried=row.tried,
        asks=row.asks,
        answers=answers.get(item.id, ()),
        begun_at=row.begun_at,
        steps=tuple(reader.rulebook.open_to(item, reader.person)),
    )


def _asked(reader: Reader, item: Item) -> tuple[PersonId, ...]:
    """Who is asked at the present level: its receivers, and whom the rung names besides."""
    rung = reader.rulebook.workflows[item.follows].rung(str(item.level))
    relations = ("receiver", *rung.also.get(item.severity, ()))
    people = (person for relation in relations for person in item.around.who(relation))
    return tuple(dict.fromkeys(people))


def _answers(session: Session, ids: Collection[ItemId]) -> dict[ItemId, tuple[Answer, ...]]:
    chosen = (
        select(
            AnswerRow.item_id,
            AnswerRow.level,
            AnswerRow.by_id,
            AnswerRow.at,
            AnswerRow.response,
            AnswerRow.note,
            AnswerRow.by_on,
        )
        .where(AnswerRow.item_id.in_(ids))
        .order_by(AnswerRow.id)
    )
    found: dict[ItemId, tuple[Answer, ...]] = {}
    for item_id, level, by, at, response, note, by_on in session.execute(chosen):
        answer = Answer(level, PersonId(by), at, response, note, by_on)
        found[ItemId(item_id)] = (*found.get(ItemId(item_id), ()), answer)
    return found
