"""Items, as the rules take them: columns in, frozen values out, a fixed number of queries."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select
from sqlalchemy import Row as Found
from sqlalchemy.orm import InstrumentedAttribute, Session

from closeloop.rules.items import Held, Item, ItemId
from closeloop.rules.people import PersonId, TeamId
from closeloop.rules.refusals import Unseen
from closeloop.rules.relations import Around, Bearings
from closeloop.store import people
from closeloop.store.sight import Sight
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    ChildRow,
    DriftRow,
    EscalationRow,
    ItemRow,
    OwnershipRow,
    TimerRow,
)

ITEM = (
    ItemRow.id,
    ItemRow.workflow,
    ItemRow.version,
    ItemRow.severity,
    ItemRow.state,
    ItemRow.move_no,
    ItemRow.stay_no,
    ItemRow.due_at,
    ItemRow.marks,
    ItemRow.tallies,
    ItemRow.held_at,
)
CHILD = (
    ChildRow.practitioner_id,
    ChildRow.iro_id,
    ChildRow.cp_chair_id,
    ChildRow.status,
    ChildRow.team_id,
)


def get(session: Session, item_id: ItemId, sight: Sight, day: date) -> Item:
    """One item. Raises Unseen: hidden or not there."""
    return get_many(session, [item_id], sight, day)[item_id]


def get_many(
    session: Session, ids: Collection[ItemId], sight: Sight, day: date
) -> dict[ItemId, Item]:
    """The items, and who stands around each on that day. Raises Unseen: hidden or not there."""
    found = seen_among(session, ids, sight, day)
    if unseen := [item_id for item_id in ids if item_id not in found]:
        raise Unseen(unseen[0])
    return found


def seen_among(
    session: Session, ids: Collection[ItemId], sight: Sight, day: date
) -> dict[ItemId, Item]:
    """Those of the items that may be seen, actions and escalations alike."""
    if not ids:
        return {}
    actions = session.execute(of_actions().where(ActionRow.item_id.in_(ids), sight.actions())).all()
    rows = list(actions)
    if len(rows) < len(ids):
        asked = of_escalations().where(EscalationRow.item_id.in_(ids), sight.escalations())
        rows += session.execute(asked).all()
    return of_rows(session, rows, day)


def of_rows(session: Session, rows: Sequence[Found[Any]], day: date) -> dict[ItemId, Item]:
    """The items of rows that have at least the columns of ITEM, CHILD, an owner and an auditor."""
    beside = _Beside(session, [row.id for row in rows], [r.id for r in rows if r.held_at])
    return {ItemId(row.id): beside.item(row, day) for row in rows}


def lock(session: Session, ids: Collection[ItemId]) -> None:
    """Lock items in the order of their ids, so that two who take several never wait in a ring."""
    ordered = select(ItemRow.id).where(ItemRow.id.in_(ids)).order_by(ItemRow.id)
    session.execute(ordered.with_for_update())


def of_actions(*also: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """The query for actions as items, with more columns of action, audit or child."""
    return (
        select(*ITEM, *CHILD, ActionRow.owner_id, AuditRow.auditor_id, *also)
        .join(ActionRow, ActionRow.item_id == ItemRow.id)
        .join(ChildRow, ChildRow.id == ActionRow.child_id)
        .join(AuditRow, AuditRow.id == ActionRow.audit_id)
    )


def of_escalations(
    *also: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> Select[*tuple[Any, ...]]:
    """The query for escalations as items, with more columns of escalation or child."""
    return (
        select(
            *ITEM,
            *CHILD,
            ActionRow.owner_id,
            AuditRow.auditor_id,
            EscalationRow.level,
            EscalationRow.receiver_is,
            EscalationRow.raised_by,
            EscalationRow.raised_as,
            EscalationRow.ends_at,
            *also,
        )
        .join(EscalationRow, EscalationRow.item_id == ItemRow.id)
        .join(ChildRow, ChildRow.id == EscalationRow.child_id)
        .join(ActionRow, ActionRow.item_id == EscalationRow.action_id, isouter=True)
        .join(AuditRow, AuditRow.id == ActionRow.audit_id, isouter=True)
    )


class _Beside:
    """What stands in other tables about some items: owners before, drift, held timers."""

    def __init__(self, session: Session, ids: Collection[int], held: Collection[int]) -> None:
        self.directory = people.directory(session)
        self.owners = _grouped(
            session.execute(
                select(OwnershipRow.item_id, OwnershipRow.person_id).where(
                    OwnershipRow.item_id.in_(ids)
                )
            )
        )
        self.drift = _grouped(
            session.execute(
                select(DriftRow.item_id, DriftRow.rule).where(
                    DriftRow.item_id.in_(ids), DriftRow.standing_as.is_not(None)
                )
            )
        )
        timers = select(TimerRow.item_id, TimerRow.id, TimerRow.due_at)
        waiting = timers.where(TimerRow.item_id.in_(held), TimerRow.running, TimerRow.held)
        self.held: dict[int, list[Held]] = {}
        for row in session.execute(waiting) if held else ():
            self.held.setdefault(row.item_id, []).append(Held(row.id, row.due_at))

    def item(self, row: Found[Any], day: date) -> Item:
        """The value of a row."""
        said = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        owners = frozenset(PersonId(p) for p in self.owners.get(row.id, ()))
        around = Around(self.directory, _bearings(said, owners), day)
        return Item(
            id=ItemId(row.id),
            follows=(row.workflow, row.version),
            severity=row.severity,
            state=row.state,
            move_no=row.move_no,
            stay_no=row.stay_no,
            around=around,
            due_at=row.due_at,
            marks=frozenset(row.marks.split()),
            tallies=row.tallies,
            drifting=frozenset(self.drift.get(row.id, ())),
            held_at=row.held_at,
            held=tuple(self.held.get(row.id, ())),
            level=said.get("level"),
            ends_at=said.get("ends_at"),
        )


def _bearings(said: RowMapping, owners: frozenset[PersonId]) -> Bearings:
    team = said["team_id"]
    return Bearings(
        owner=_person(said["owner_id"]),
        once_owners=owners,
        auditor=_person(said["auditor_id"]),
        practitioner=_person(said["practitioner_id"]),
        iro=_person(said["iro_id"]),
        cp_chair=_person(said["cp_chair_id"]),
        status=said["status"],
        team=None if team is None else TeamId(team),
        raiser=_person(said.get("raised_by")),
        raised_as=said.get("raised_as"),
        receiver_is=said.get("receiver_is"),
    )


def _person(found: int | None) -> PersonId | None:
    return None if found is None else PersonId(found)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for item_id, value in rows:
        groups.setdefault(item_id, []).append(value)
    return groups
