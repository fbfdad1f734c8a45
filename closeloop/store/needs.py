"""What needs somebody: steps that wait for them and answers that they owe, most urgent first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, or_, select, union
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.store import actions, escalation_views
from closeloop.store.actions import ActionView, Reader
from closeloop.store.escalation_views import EscalationView
from closeloop.store.sight import Sight
from closeloop.store.tables import (
    ActionRow,
    AskedRow,
    AuditRow,
    ChildRow,
    EscalationRow,
    ItemRow,
    TimerRow,
)

MOST = 300  # that one person is shown


@dataclass(frozen=True, slots=True)
class Need:
    """A step that waits for the reader: on an action or on an escalation, one of the two.

    `step` is a step of the action's workflow, or of an escalation `respond` or `accept`.
    `acting_for`: whom the reader stands in for, where it is not their own.
    """

    step: str
    action: ActionView | None = None
    escalation: EscalationView | None = None
    acting_for: PersonId | None = None

    @property
    def due_at(self) -> datetime | None:
        """By when; None where no date is set."""
        view = self.action or self.escalation
        return view.item.due_at if view else None

    @property
    def severity(self) -> str:
        """Of the action, or of what the escalation is about."""
        view = self.action or self.escalation
        return view.item.severity if view else "standard"


def of(session: Session, reader: Reader, now: datetime) -> list[Need]:
    """What needs the reader: critical, was due, drifting, by date; what has none comes last.

    A discussion is not among it, but for critical actions: the next supervision lists those.
    """
    if reader.person is None:
        return []
    ids = [ItemId(one) for one in session.scalars(_candidates(reader.sight))]
    found = [need for view in actions.many(session, reader, ids) for need in _of(reader, view)]
    left = set(ids) - {need.action.id for need in found if need.action}
    disputes = escalation_views.many(session, reader, left)
    found += [need for view in disputes if (need := _owed(reader, view))]
    return sorted(found, key=lambda need: _urgency(need, now))


def _candidates(sight: Sight) -> Select[int]:
    """Whatever may need somebody: what they hold, were asked, found, review or raised."""
    mine, open_ = sight.acts_for, ItemRow.ended.is_(False)
    action = select(ActionRow.item_id).join(ItemRow, ItemRow.id == ActionRow.item_id)
    dispute = select(EscalationRow.item_id).join(ItemRow, ItemRow.id == EscalationRow.item_id)
    of_child = dispute.join(ChildRow, ChildRow.id == EscalationRow.child_id)
    by_audit = action.join(AuditRow, AuditRow.id == ActionRow.audit_id)
    waits = or_(ItemRow.marks.contains("time_asked"), ItemRow.severity == "critical")
    found = union(
        _asked(mine),
        action.where(ActionRow.owner_id.in_(sight.holds_for), open_),
        action.where(ActionRow.owner_id.in_(sight.answers_for), open_, waits),
        by_audit.where(AuditRow.auditor_id.in_(mine), ItemRow.state == "addressed"),
        dispute.where(EscalationRow.raised_by.in_(mine), open_),
        of_child.where(or_(ChildRow.iro_id.in_(mine), ChildRow.cp_chair_id.in_(mine)), open_),
    )
    return select(found.subquery().c[0]).limit(MOST)


def _asked(people: frozenset[PersonId]) -> Select[int]:
    """What was asked of them and may still be owed: of what has ended, two things are."""
    again = exists().where(
        TimerRow.item_id == AskedRow.item_id, TimerRow.running, TimerRow.turn > 1
    )
    uncountersigned = (AskedRow.asks == "countersign") & ~ItemRow.marks.contains("countersigned")
    owed = or_(ItemRow.ended.is_(False), uncountersigned, (AskedRow.asks == "impact") & again)
    asked = select(AskedRow.item_id).join(ItemRow, ItemRow.id == AskedRow.item_id)
    return asked.where(AskedRow.person_id.in_(people), owed)


def _of(reader: Reader, view: ActionView) -> list[Need]:
    """What an action needs of the reader: the step it waits for, or an answer asked of them."""
    steps = [view.awaits.step] if view.awaits and _is_mine(reader, view.awaits.person) else []
    if "impact" in view.asked:
        steps.append("impact")
    if "time_asked" in view.item.marks and _manages(reader, view):
        steps.append("extend")
    if view.item.around.bearings.owner != view.owner and _is_mine(reader, view.owner):
        steps.append("reassign")
    steps = [s for s in steps if s in view.allowed and (s != "discuss" or _is_critical(view))]
    return [
        Need(step, action=view, acting_for=_acting_for(reader, view, step))
        for step in dict.fromkeys(steps)
    ]


def _is_critical(view: ActionView) -> bool:
    return view.item.severity == "critical"


def _is_mine(reader: Reader, person: PersonId | None) -> bool:
    return person in reader.sight.acts_for


def _manages(reader: Reader, view: ActionView) -> bool:
    around = view.item.around
    return not reader.sight.acts_for.isdisjoint(around.who("owners_manager"))


def _acting_for(reader: Reader, view: ActionView | EscalationView, step: str) -> PersonId | None:
    rule = reader.rulebook.workflows[view.item.follows].steps[step]
    if reader.person is None:
        return None
    return view.item.around.stands_for(reader.person, rule.by)


def _owed(reader: Reader, view: EscalationView) -> Need | None:
    """What an escalation needs of the reader: an answer, or to accept the one that was given."""
    if view.item.state in {"waiting", "passed_up"} and "direct" in view.steps:
        return Need("respond", escalation=view, acting_for=_acting_for(reader, view, "direct"))
    if view.item.state == "answered" and "close" in view.steps:
        return Need("accept", escalation=view, acting_for=_acting_for(reader, view, "close"))
    return None


def _urgency(need: Need, now: datetime) -> tuple[int, bool, datetime, int]:
    late = need.due_at is not None and need.due_at < now
    drifting = need.action is not None and bool(need.action.drift)
    rank = next(
        (n for n, holds in enumerate((need.severity == "critical", late, drifting)) if holds), 3
    )
    view = need.action or need.escalation
    return rank, need.due_at is None, need.due_at or now, view.id if view else 0
