"""Items, as the rules take them: one statement, made once, frozen values out.

What is read in a transaction that writes is locked first, until its end, in the order of ids: two
people cannot both make the next move, nor a step and its own escalation cross, nor two wait in a
ring. The lock is a statement of its own: one that waits and reads at once would see the item as it
is, and its owner, drift and ledger as they were before the wait.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy import Row as Found
from sqlalchemy.orm import InstrumentedAttribute, Session

from closeloop.rules.items import Held, Item, ItemId
from closeloop.rules.people import Directory, PersonId, TeamId
from closeloop.rules.refusals import Unseen
from closeloop.rules.relations import Around, Bearings
from closeloop.store import ledger, outbox, people
from closeloop.store.sight import Sight
from closeloop.store.tables import (
    ActionRow,
    AskedRow,
    AuditRow,
    ChildRow,
    DriftRow,
    EntryRow,
    EscalationRow,
    ItemRow,
    OwnershipRow,
    TimerRow,
    table_of,
)

ITEM = table_of(ItemRow).c
CHILD = table_of(ChildRow).c
ACTION = table_of(ActionRow).c
ASKED = table_of(AskedRow).c
AUDIT = table_of(AuditRow).c
ESCALATION = table_of(EscalationRow).c
DRIFT = table_of(DriftRow).c
ENTRY = table_of(EntryRow).c
OWNER = table_of(OwnershipRow).c
IDS: BindParameter[Any] = bindparam("ids", expanding=True)


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
    lock(session, ids)
    asked, connection = {"ids": list(ids)}, session.connection()
    rows = connection.execute(ACTIONS, asked).all()
    if len(rows) < len(ids):
        rows = [*rows, *connection.execute(ESCALATIONS, asked)]
    if session.info.get("writes"):
        ledger.know(session, {ItemId(row.id): row.head for row in rows if row.head})
        outbox.know_unasked(session, [ItemId(row.id) for row in rows if not row.asked])
    found = of_rows(session, rows, day)
    return {ItemId(row.id): item for row in rows if _seen(sight, row, item := found[row.id])}


def of_rows(session: Session, rows: Sequence[Found[Any]], day: date) -> dict[ItemId, Item]:
    """The items of rows that `of_actions` or `of_escalations` asked for."""
    held = _held(session, [row.id for row in rows if row.held_at])
    directory = people.directory(session)
    return {ItemId(row.id): _item(row, directory, held.get(row.id, ()), day) for row in rows}


def get_action(session: Session, item_id: ItemId, sight: Sight, day: date) -> Item:
    """One action, and nothing else that an id may stand for. Raises Unseen."""
    item = get(session, item_id, sight, day)
    if item.level is not None:
        raise Unseen(item_id)
    return item


def get_escalation(session: Session, item_id: ItemId, sight: Sight, day: date) -> Item:
    """One escalation, and nothing else that an id may stand for. Raises Unseen."""
    item = get(session, item_id, sight, day)
    if item.level is None:
        raise Unseen(item_id)
    return item


def lock(session: Session, ids: Collection[ItemId]) -> None:
    """Lock items until the transaction ends, in the order of their ids, where it writes.

    Nothing to do on SQLite, where writers take turns.
    """
    if session.info.get("writes") and session.get_bind().dialect.name == "postgresql":
        session.connection().execute(LOCK, {"ids": list(ids)})


LOCK = select(ITEM.id).where(ITEM.id.in_(IDS)).order_by(ITEM.id).with_for_update()


def of_actions(*also: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """The query for actions as items, with more columns of action, audit or child."""
    return (
        select(*_columns(), ACTION.owner_id, AUDIT.auditor_id, *also)
        .join_from(table_of(ItemRow), table_of(ActionRow), ACTION.item_id == ITEM.id)
        .join(table_of(ChildRow), CHILD.id == ACTION.child_id)
        .join(table_of(AuditRow), AUDIT.id == ACTION.audit_id)
    )


def of_escalations(
    *also: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> Select[*tuple[Any, ...]]:
    """The query for escalations as items, with more columns of escalation or child."""
    ladder = (
        ESCALATION.level,
        ESCALATION.receiver_is,
        ESCALATION.raised_by,
        ESCALATION.raised_as,
        ESCALATION.ends_at,
    )
    return (
        select(*_columns(), ACTION.owner_id, AUDIT.auditor_id, *ladder, *also)
        .join_from(table_of(ItemRow), table_of(EscalationRow), ESCALATION.item_id == ITEM.id)
        .join(table_of(ChildRow), CHILD.id == ESCALATION.child_id)
        .join(table_of(ActionRow), ACTION.item_id == ESCALATION.action_id, isouter=True)
        .join(table_of(AuditRow), AUDIT.id == ACTION.audit_id, isouter=True)
    )


def _seen(sight: Sight, row: Found[Any], item: Item) -> bool:
    """Whether an item that was read may be seen."""
    asked = frozenset(PersonId(int(p)) for p in (row.asked or "").split())
    sees = sight.sees_action if item.level is None else sight.sees_escalation
    return sees(item.around.bearings, asked=asked, restricted=row.restricted)


def _columns() -> tuple[Any, ...]:
    """An item with what stands in other tables about it: owners, drift, the ledger's last hash."""
    last = select(cast(ENTRY.seq, String) + " " + ENTRY.hash)
    of_item = last.where(ENTRY.item_id == ITEM.id).order_by(ENTRY.seq.desc()).limit(1)
    standing = (DRIFT.item_id == ITEM.id) & DRIFT.standing_as.is_not(None)
    return (
        *(ITEM[name] for name in ITEM_COLUMNS),
        *(CHILD[name] for name in CHILD_COLUMNS),
        _listed(cast(OWNER.person_id, String), OWNER.item_id == ITEM.id).label("owners"),
        _listed(DRIFT.rule, standing).label("drift"),
        of_item.scalar_subquery().label("head"),
    )


ITEM_COLUMNS = (
    "id",
    "workflow",
    "version",
    "severity",
    "state",
    "move_no",
    "stay_no",
    "due_at",
    "marks",
    "tallies",
    "held_at",
)
CHILD_COLUMNS = ("practitioner_id", "iro_id", "cp_chair_id", "status", "team_id")


def _listed(column: Any, where: Any) -> ScalarSelect[Any]:  # noqa: ANN401 - a column, a condition
    """Several rows' values as one text, separated by a space."""
    return select(func.aggregate_strings(column, " ")).where(where).scalar_subquery()


def _asked(of_item: ColumnElement[bool]) -> ScalarSelect[Any]:
    return _listed(cast(ASKED.person_id, String), of_item)


ABOUT_IT = (
    select(ESCALATION.item_id)
    .where(ESCALATION.action_id == ITEM.id)
    .correlate(table_of(ItemRow))  # else it would be any escalation about anything
)
ACTIONS = (
    of_actions(
        CHILD.restricted,
        _asked(or_(ASKED.item_id == ITEM.id, ASKED.item_id.in_(ABOUT_IT))).label("asked"),
    )
    .where(ITEM.id.in_(IDS))
    .order_by(ITEM.id)
)
ESCALATIONS = (
    of_escalations(CHILD.restricted, _asked(ASKED.item_id == ITEM.id).label("asked"))
    .where(ITEM.id.in_(IDS))
    .order_by(ITEM.id)
)


def _held(session: Session, ids: Collection[int]) -> dict[int, tuple[Held, ...]]:
    """The timers that wait while a challenge is decided."""
    if not ids:
        return {}
    timers = select(TimerRow.item_id, TimerRow.id, TimerRow.due_at)
    waiting = timers.where(TimerRow.item_id.in_(ids), TimerRow.running, TimerRow.held)
    found: dict[int, tuple[Held, ...]] = {}
    for row in session.execute(waiting):
        found[row.item_id] = (*found.get(row.item_id, ()), Held(row.id, row.due_at))
    return found


def _item(row: Any, directory: Directory, held: Iterable[Held], day: date) -> Item:  # noqa: ANN401 - a row
    """The value of a row."""
    ladder = row._mapping if "level" in row._fields else {}  # noqa: SLF001 - public names of SQLAlchemy's
    return Item(
        id=ItemId(row.id),
        follows=(row.workflow, row.version),
        severity=row.severity,
        state=row.state,
        move_no=row.move_no,
        stay_no=row.stay_no,
        around=Around(directory, _bearings(row, ladder), day),
        due_at=row.due_at,
        marks=frozenset(row.marks.split()),
        tallies=row.tallies,
        drifting=frozenset((row.drift or "").split()),
        held_at=row.held_at,
        held=tuple(held),
        level=ladder.get("level"),
        ends_at=ladder.get("ends_at"),
    )


def _bearings(row: Any, ladder: Any) -> Bearings:  # noqa: ANN401 - a row, and some of its columns
    return Bearings(
        owner=_person(row.owner_id),
        once_owners=frozenset(PersonId(int(p)) for p in (row.owners or "").split()),
        auditor=_person(row.auditor_id),
        practitioner=_person(row.practitioner_id),
        iro=_person(row.iro_id),
        cp_chair=_person(row.cp_chair_id),
        status=row.status,
        team=None if row.team_id is None else TeamId(row.team_id),
        raiser=_person(ladder.get("raised_by")),
        raised_as=ladder.get("raised_as"),
        receiver_is=ladder.get("receiver_is"),
    )


def _person(found: int | None) -> PersonId | None:
    return None if found is None else PersonId(found)
