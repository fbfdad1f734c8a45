"""Handovers: what somebody holds, as far as the reader may see, and what was given to whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import ColumnElement, Select, func, insert, literal, or_, select, union_all, update
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Unseen
from closeloop.store.children import COLUMNS, Child, as_child
from closeloop.store.sight import Sight
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    ChildRow,
    EscalationRow,
    HandedRow,
    HandoverRow,
    ItemRow,
)

HandoverId = NewType("HandoverId", int)
FOLLOW_THE_CHILD = ("iro", "cp_chair", "independent_chair")  # raisers whose successor is known
POSTS = {
    "practitioner": ChildRow.practitioner_id,
    "iro": ChildRow.iro_id,
    "cp_chair": ChildRow.cp_chair_id,
}


@dataclass(frozen=True, slots=True)
class Holding:
    """What somebody holds: places beside children, open actions, escalations that they raised."""

    children: Sequence[Child] = ()
    actions: Mapping[str, Sequence[ItemId]] = field(default_factory=dict)  # by child's reference
    owned_of: Mapping[str, Child] = field(default_factory=dict)  # the children of those
    escalations: Mapping[ItemId, str] = field(default_factory=dict)  # and the child's reference
    to_verify: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was given to somebody; `child_ref` where it is about a child."""

    what: str
    to: PersonId
    child_ref: str | None
    item: ItemId | None
    about: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A handover as it was made; of what was given, what the reader may see."""

    id: HandoverId
    person: PersonId
    by: PersonId
    at: datetime
    reason: str
    given: Sequence[Given]


def holding(session: Session, sight: Sight, person: PersonId) -> Holding:
    """What somebody holds, in four queries."""
    places = [column == person for column in POSTS.values()]
    beside = select(*COLUMNS).where(
        places[0] | places[1] | places[2], ChildRow.status != "closed", sight.children()
    )
    raised = (
        select(EscalationRow.item_id, ChildRow.ref)
        .join(ChildRow, ChildRow.id == EscalationRow.child_id)
        .join(ItemRow, ItemRow.id == EscalationRow.item_id)
        .where(*_raised([person]), sight.escalations())
        .order_by(EscalationRow.item_id)
    )
    actions, owned_of = _owned(session, sight, person)
    return Holding(
        children=[as_child(row) for row in session.execute(beside.order_by(ChildRow.ref))],
        actions=actions,
        owned_of=owned_of,
        escalations={ItemId(item): ref for item, ref in session.execute(raised)},
        to_verify=session.scalar(_to_verify([person]).where(sight.actions())) or 0,
    )


def counts(
    session: Session, sight: Sight, people: Collection[PersonId]
) -> dict[PersonId, dict[str, int]]:
    """How much each of some people holds of each kind, counted in one query."""
    owned = select(ActionRow.owner_id, _kind("actions"), func.count()).join(
        ItemRow, ItemRow.id == ActionRow.item_id
    )
    verifies = _to_verify(people, AuditRow.auditor_id, _kind("to_verify"))
    raised = (
        select(EscalationRow.raised_by, _kind("escalations"), func.count())
        .join(ItemRow, ItemRow.id == EscalationRow.item_id)
        .where(*_raised(people), sight.escalations())
        .group_by(EscalationRow.raised_by)
    )
    beside = [
        select(column, _kind("children"), func.count())
        .where(column.in_(people), ChildRow.status != "closed", sight.children())
        .group_by(column)
        for column in POSTS.values()
    ]
    every = union_all(
        owned.where(
            ActionRow.owner_id.in_(people), ItemRow.ended.is_(False), sight.actions()
        ).group_by(ActionRow.owner_id),
        verifies.where(sight.actions()).group_by(AuditRow.auditor_id),
        raised,
        *beside,
    )
    found: dict[PersonId, dict[str, int]] = {person: {} for person in people}
    for person, kind, count in session.execute(every):
        of_person = found[PersonId(person)]
        of_person[kind] = of_person.get(kind, 0) + count
    return found


def add(
    session: Session, values: Mapping[str, Any], handed: Sequence[Mapping[str, Any]]
) -> HandoverId:
    """Keep a handover with all that it gave to others."""
    made = session.scalar(insert(HandoverRow).values(**values).returning(HandoverRow.id)) or 0
    blank = {"child_id": None, "item_id": None, "about_id": None}
    rows = [blank | dict(row) | {"handover_id": made, "place": n} for n, row in enumerate(handed)]
    if rows:
        session.execute(insert(HandedRow), rows)
    return HandoverId(made)


def one(session: Session, sight: Sight, handover: HandoverId) -> Handover:
    """One handover, for who made it and who may act for them. Raises Unseen."""
    columns = (HandoverRow.id, HandoverRow.person_id, HandoverRow.by_id, HandoverRow.at)
    asked = select(*columns, HandoverRow.reason).where(
        HandoverRow.id == handover, HandoverRow.by_id.in_(sight.acts_for)
    )
    row = session.execute(asked).first()
    if row is None:
        raise Unseen(handover)
    columns_given = (HandedRow.what, HandedRow.to_id, ChildRow.ref, HandedRow.item_id)
    given = (
        select(*columns_given, HandedRow.about_id)
        .join(ChildRow, ChildRow.id == HandedRow.child_id, isouter=True)
        .join(ActionRow, ActionRow.item_id == HandedRow.item_id, isouter=True)
        .where(
            HandedRow.handover_id == handover,
            or_(HandedRow.child_id.is_(None), sight.children(), sight.actions()),
        )
        .order_by(HandedRow.place)
    )
    return Handover(
        id=HandoverId(row.id),
        person=PersonId(row.person_id),
        by=PersonId(row.by_id),
        at=row.at,
        reason=row.reason,
        given=[_given(said) for said in session.execute(given)],
    )


def _given(row: Any) -> Given:  # noqa: ANN401 - a row
    item = None if row.item_id is None else ItemId(row.item_id)
    about = None if row.about_id is None else PersonId(row.about_id)
    return Given(row.what, PersonId(row.to_id), row.ref, item, about)


def give_escalation(session: Session, item: ItemId, to: PersonId) -> None:
    """Make somebody the raiser of an escalation in place of who raised it."""
    which = update(EscalationRow).where(EscalationRow.item_id == item)
    session.execute(which.values(raised_by=to))


def _owned(
    session: Session, sight: Sight, person: PersonId
) -> tuple[dict[str, list[ItemId]], dict[str, Child]]:
    asked = (
        select(ActionRow.item_id, *COLUMNS)
        .join(ItemRow, ItemRow.id == ActionRow.item_id)
        .join(ChildRow, ChildRow.id == ActionRow.child_id)
        .where(ActionRow.owner_id == person, ItemRow.ended.is_(False), sight.actions())
        .order_by(ChildRow.ref, ActionRow.item_id)
    )
    actions: dict[str, list[ItemId]] = {}
    owned_of: dict[str, Child] = {}
    for item, *child in session.execute(asked):
        found = as_child(child)
        actions.setdefault(found.ref, []).append(ItemId(item))
        owned_of[found.ref] = found
    return actions, owned_of


def _raised(people: Collection[PersonId]) -> tuple[ColumnElement[bool], ...]:
    """Open escalations that they raised, and that no child's IRO or chair follows them in."""
    follows = func.coalesce(EscalationRow.raised_as, "").in_(FOLLOW_THE_CHILD)
    return EscalationRow.raised_by.in_(people), ItemRow.ended.is_(False), ~follows


def _to_verify(people: Collection[PersonId], *columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns
    """Actions that wait for somebody to verify what they once found."""
    return (
        select(*columns, func.count())
        .select_from(ActionRow)
        .join(ItemRow, ItemRow.id == ActionRow.item_id)
        .join(AuditRow, AuditRow.id == ActionRow.audit_id)
        .where(AuditRow.auditor_id.in_(people), ItemRow.state == "addressed")
    )


def _kind(name: str) -> ColumnElement[str]:
    return literal(name).label("kind")
