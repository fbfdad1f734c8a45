"""Supervisions as they are read: by supervisee, supervisor, and the managers above."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy import Row as Found
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Unseen
from closeloop.store import people
from closeloop.store.actions import Reader
from closeloop.store.audits import FindingId
from closeloop.store.sight import Sight
from closeloop.store.supervisions import SupervisionId
from closeloop.store.tables import (
    ActionRow,
    CelebratedRow,
    ChildRow,
    DiscussedRow,
    FindingRow,
    SupervisionRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussedView:
    """What came of one action."""

    action: ItemId
    child_ref: str
    standard: str
    outcome: str
    note: str | None
    agreed_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionView:
    """A supervision as one person reads it: of its entries, those whose action they may see."""

    id: SupervisionId
    supervisee: PersonId
    by: PersonId
    held_on: date
    kind: str
    logged_at: datetime
    entries: tuple[DiscussedView, ...]
    celebrated: tuple[FindingId, ...]


def one(session: Session, reader: Reader, supervision_id: SupervisionId) -> SupervisionView:
    """One supervision. Raises Unseen: hidden or not there."""
    asked = _selected(session, reader).where(SupervisionRow.id == supervision_id)
    row = session.execute(asked).first()
    if row is None:
        raise Unseen(supervision_id)
    return _view(session, reader, row)


def of_person(
    session: Session, reader: Reader, supervisee: PersonId, limit: int = 50
) -> list[SupervisionView]:
    """The latest supervisions of somebody that the reader may see, the newest first."""
    asked = _selected(session, reader).where(SupervisionRow.supervisee_id == supervisee)
    newest = asked.order_by(SupervisionRow.held_on.desc(), SupervisionRow.id.desc())
    return [_view(session, reader, row) for row in session.execute(newest.limit(limit))]


def last_held(
    session: Session, supervisees: Collection[PersonId]
) -> dict[PersonId, tuple[date, PersonId]]:
    """When each was last supervised one to one, and by whom."""
    latest = (
        select(SupervisionRow.supervisee_id, func.max(SupervisionRow.held_on).label("held_on"))
        .where(SupervisionRow.supervisee_id.in_(supervisees), SupervisionRow.kind == "one_to_one")
        .group_by(SupervisionRow.supervisee_id)
        .subquery()
    )
    same = (
        latest.c.supervisee_id == SupervisionRow.supervisee_id,
        latest.c.held_on == SupervisionRow.held_on,
    )
    found = select(SupervisionRow.supervisee_id, SupervisionRow.held_on, SupervisionRow.by_id)
    rows = session.execute(found.join(latest, same[0] & same[1]).order_by(SupervisionRow.id))
    return {PersonId(person): (held_on, PersonId(by)) for person, held_on, by in rows}


def _selected(session: Session, reader: Reader) -> Select[*tuple[Any, ...]]:
    return select(
        SupervisionRow.id,
        SupervisionRow.supervisee_id,
        SupervisionRow.by_id,
        SupervisionRow.held_on,
        SupervisionRow.kind,
        SupervisionRow.logged_at,
    ).where(_are_seen(session, reader.sight))


def _are_seen(session: Session, sight: Sight) -> ColumnElement[bool]:
    """The record is between the two; a manager above, and a new one, reads it whole."""
    if sight.everything:
        return true()
    directory = people.directory(session)
    below = {p for one in sight.acts_for for p in directory.everybody_below(one)}
    return or_(
        SupervisionRow.supervisee_id.in_(sight.acts_for | below),
        SupervisionRow.by_id.in_(sight.acts_for),
    )


def _view(session: Session, reader: Reader, row: Found[Any]) -> SupervisionView:
    celebrated = select(CelebratedRow.finding_id).where(CelebratedRow.supervision_id == row.id)
    return SupervisionView(
        id=SupervisionId(row.id),
        supervisee=PersonId(row.supervisee_id),
        by=PersonId(row.by_id),
        held_on=row.held_on,
        kind=row.kind,
        logged_at=row.logged_at,
        entries=_entries(session, reader.sight, row.id),
        celebrated=tuple(
            FindingId(one) for one in session.scalars(celebrated.order_by(CelebratedRow.finding_id))
        ),
    )


def _entries(session: Session, sight: Sight, supervision_id: int) -> tuple[DiscussedView, ...]:
    chosen = (
        select(
            DiscussedRow.item_id,
            ChildRow.ref,
            FindingRow.standard,
            DiscussedRow.outcome,
            DiscussedRow.note,
            DiscussedRow.agreed_due_on,
        )
        .join(ActionRow, ActionRow.item_id == DiscussedRow.item_id)
        .join(FindingRow, FindingRow.id == ActionRow.finding_id)
        .join(ChildRow, ChildRow.id == ActionRow.child_id)
        .where(DiscussedRow.supervision_id == supervision_id, sight.actions())
        .order_by(DiscussedRow.place)
    )
    return tuple(
        DiscussedView(
            action=ItemId(item_id),
            child_ref=ref,
            standard=standard,
            outcome=outcome,
            note=note,
            agreed_due_on=agreed,
        )
        for item_id, ref, standard, outcome, note, agreed in session.execute(chosen)
    )
