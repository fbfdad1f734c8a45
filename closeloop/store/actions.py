"""Actions as they are read: whole, one, many or a page, in a number of queries that never grows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy import Row as Found
from sqlalchemy.orm import Session

from closeloop.rules import promises
from closeloop.rules.clocks import Timer
from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.promises import Awaited, Promise
from closeloop.rules.refusals import Unseen
from closeloop.rules.rulebook import Rulebook
from closeloop.store import items, keyset
from closeloop.store.action_filters import ALL, Filters
from closeloop.store.audits import AuditId, FindingId
from closeloop.store.keyset import Page, Place
from closeloop.store.sight import Sight
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    ChildRow,
    DriftRow,
    EscalationRow,
    FindingRow,
    ItemRow,
    TimerRow,
)


@dataclass(frozen=True, slots=True)
class Drift:
    """Drift that stands: by which rule, since when, why in words."""

    rule: str
    since: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """An action as one person reads it on one day; `item` is what the rules know of it."""

    item: Item
    standard: str  # a statement's code
    finding: str
    action: str
    impact: str | None
    expected: str | None
    seen_by: str | None
    child_ref: str
    restricted: bool
    audit: AuditId
    finding_id: FindingId
    repeats: FindingId | None  # the same statement was found wanting for this child before
    audited_on: date
    auditor: PersonId
    owner: PersonId | None  # who holds it now: the manager of one who has left
    first_due_at: datetime
    begun_at: datetime
    moved_at: datetime
    acknowledged_at: datetime | None
    drift: tuple[Drift, ...]
    escalation: ItemId | None  # the open one
    escalation_is_seen: bool  # whether the reader may open it
    next_notice: Promise | None
    allowed: tuple[str, ...]  # the reader's steps now, in the workflow's order
    awaits: Awaited | None
    asked: frozenset[str]  # what was asked when its day came, and not answered since

    @property
    def id(self) -> ItemId:
        """The number that its ref is made of."""
        return self.item.id

    @property
    def due_at(self) -> datetime | None:
        """The action's date; while addressed the date for verifying; then none."""
        return self.item.due_at

    @property
    def moves(self) -> int:
        """How often its date was moved to a later day."""
        return self.item.tallies.get("date_moved", 0)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: by which rules, with which sight, as whom (None: the operator), on which day."""

    rulebook: Rulebook
    sight: Sight
    person: PersonId | None
    day: date


def one(session: Session, reader: Reader, item_id: ItemId) -> ActionView:
    """One action. Raises Unseen: hidden or not there."""
    found = many(session, reader, [item_id])
    if not found:
        raise Unseen(item_id)
    return found[0]


def many(session: Session, reader: Reader, ids: Collection[ItemId]) -> list[ActionView]:
    """Those of the actions that the reader may see, the first due first."""
    if not ids:
        return []
    asked = selected(reader.sight).where(ActionRow.item_id.in_(ids))
    return views(session, reader, session.execute(keyset.rising(asked, *ORDER, None)).all())


def listing(
    session: Session,
    reader: Reader,
    filters: Filters = ALL,
    *,
    after: Place | None = None,
    limit: int = 50,
) -> Page[ActionView]:
    """A page of what the reader may see, by due date; what has none comes last."""
    asked = filters.of(selected(reader.sight))
    ordered = keyset.rising(asked, *ORDER, after).limit(limit + 1)
    rows, onward = keyset.cut(session.execute(ordered).all(), limit, "due_at")
    return Page(tuple(views(session, reader, rows)), onward)


ORDER = (ItemRow.due_at, ItemRow.id)


def selected(sight: Sight) -> Select[*tuple[Any, ...]]:
    """The query for what `views` takes: item, action, finding, audit and child of what is seen."""
    found = items.of_actions(*FACTS).join(FindingRow, FindingRow.id == ActionRow.finding_id)
    return found.where(sight.actions())


def owned_by(people: Collection[PersonId]) -> ColumnElement[bool]:
    """The condition on whose an action is."""
    return ActionRow.owner_id.in_(people)


FACTS = (
    ItemRow.begun_at,
    ItemRow.moved_at,
    ActionRow.audit_id,
    ActionRow.finding_id,
    ActionRow.text.label("action"),
    ActionRow.impact,
    ActionRow.expected,
    ActionRow.seen_by,
    ActionRow.first_due_at,
    ActionRow.acknowledged_at,
    FindingRow.standard,
    FindingRow.text.label("finding"),
    FindingRow.repeats_id,
    AuditRow.audited_on,
    ChildRow.ref.label("child_ref"),
    ChildRow.restricted,
)


def views(session: Session, reader: Reader, rows: Sequence[Found[Any]]) -> list[ActionView]:
    """The views of rows that `selected` found, in their order."""
    if not rows:
        return []
    found = items.of_rows(session, rows, reader.day)
    beside = _Beside(session, reader, found)
    return [beside.view(row, found[ItemId(row.id)]) for row in rows]


class _Beside:
    """What is read of other tables for several actions at once."""

    def __init__(self, session: Session, reader: Reader, found: dict[ItemId, Item]) -> None:
        self.reader = reader
        self.drift = _drift(session, found)
        self.timers = _timers(session, found)
        self.escalations = _escalations(session, found, reader.sight)

    def view(self, row: Found[Any], item: Item) -> ActionView:
        """The view of a row."""
        rulebook, person = self.reader.rulebook, self.reader.person
        workflow = rulebook.workflows[item.follows]
        escalation, seen = self.escalations.get(item.id, (None, False))
        live = self.timers.get(item.id, [])
        return ActionView(
            item=item,
            owner=next(iter(item.around.who("owner")), None),
            drift=self.drift.get(item.id, ()),
            escalation=escalation,
            escalation_is_seen=seen,
            next_notice=promises.next_of(workflow, item, live, escalated=escalation is not None),
            allowed=tuple(rulebook.open_to(item, person)),
            awaits=promises.awaited(workflow, item),
            asked=promises.asked_already(workflow, live),
            **_facts(row),
        )


def _facts(row: Found[Any]) -> dict[str, Any]:
    """What a view takes from its row as it is."""
    said = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    plain = {name: said[name] for name in PLAIN}
    ids = {"audit": AuditId(row.audit_id), "auditor": PersonId(row.auditor_id)}
    repeats = None if row.repeats_id is None else FindingId(row.repeats_id)
    return plain | ids | {"finding_id": FindingId(row.finding_id), "repeats": repeats}


PLAIN = (
    "standard",
    "finding",
    "action",
    "impact",
    "expected",
    "seen_by",
    "child_ref",
    "restricted",
    "audited_on",
    "first_due_at",
    "begun_at",
    "moved_at",
    "acknowledged_at",
)


def _drift(session: Session, found: Mapping[ItemId, Item]) -> dict[ItemId, tuple[Drift, ...]]:
    drifting = [item_id for item_id, item in found.items() if item.drifting]
    if not drifting:
        return {}
    standing = (
        select(DriftRow.item_id, DriftRow.rule, DriftRow.since_at, DriftRow.why)
        .where(DriftRow.item_id.in_(drifting), DriftRow.standing_as.is_not(None))
        .order_by(DriftRow.since_at, DriftRow.id)
    )
    seen: dict[ItemId, tuple[Drift, ...]] = {}
    for item_id, rule, since, why in session.execute(standing):
        item = ItemId(item_id)
        seen[item] = (*seen.get(item, ()), Drift(rule, since, why))
    return seen


def _timers(session: Session, found: dict[ItemId, Item]) -> dict[ItemId, list[Timer]]:
    """The running timers of each item's present stay; held ones say nothing of when."""
    running = select(
        TimerRow.item_id,
        TimerRow.id,
        TimerRow.clock,
        TimerRow.since_no,
        TimerRow.turn,
        TimerRow.due_at,
        TimerRow.stay_no,
    ).where(TimerRow.item_id.in_(found), TimerRow.running, TimerRow.held.is_(False))
    live: dict[ItemId, list[Timer]] = {}
    for row in session.execute(running):
        if row.stay_no == found[ItemId(row.item_id)].stay_no:
            timer = Timer(row.id, row.clock, row.since_no, row.turn, row.due_at)
            live.setdefault(ItemId(row.item_id), []).append(timer)
    return live


def _escalations(
    session: Session, found: dict[ItemId, Item], sight: Sight
) -> dict[ItemId, tuple[ItemId, bool]]:
    """The open escalation of each, and whether the reader may see it."""
    seen = sight.escalations().label("seen")
    columns = select(EscalationRow.open_on, EscalationRow.item_id, seen)
    rows = session.execute(columns.where(EscalationRow.open_on.in_(found)))
    return {ItemId(action): (ItemId(item), bool(shown)) for action, item, shown in rows if action}
