"""What a person's next supervision should cover, most urgent first, and what was said last time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.rulebook import Rulebook
from closeloop.store import actions, people
from closeloop.store.actions import ActionView, Reader
from closeloop.store.tables import DiscussedRow, DriftRow, ItemRow, SupervisionRow

MOST = 200  # entries that one supervision may have


@dataclass(frozen=True, slots=True)
class LastTime:
    """What came of an action in the latest supervision that discussed it."""

    held_on: date
    by: PersonId
    outcome: str
    note: str | None
    agreed_due_on: date | None


def of(
    session: Session, reader: Reader, supervisee: PersonId, now: datetime, limit: int = MOST
) -> list[ActionView]:
    """What somebody holds that is still theirs to do: critical, was due, drifting, by date."""
    held = people.directory(session).held_by(supervisee, reader.day)
    asked = actions.selected(reader.sight).where(
        actions.owned_by(held), ItemRow.state.in_(states_for_the_owner(reader.rulebook))
    )
    ordered = asked.order_by(*urgency(now)).limit(limit)
    return actions.views(session, reader, session.execute(ordered).all())


def urgency(now: datetime) -> list[ColumnElement[Any]]:
    """The order of what needs somebody: critical, was due, drifting, due; no date comes last."""
    drifting = exists().where(DriftRow.item_id == ItemRow.id, DriftRow.standing_as.is_not(None))
    rank = case(
        (ItemRow.severity == "critical", 0),
        (ItemRow.due_at < now, 1),
        (drifting, 2),
        else_=3,
    )
    return [rank.asc(), ItemRow.due_at.asc().nulls_last(), ItemRow.id.asc()]


def last_time(session: Session, ids: Collection[ItemId]) -> dict[ItemId, LastTime]:
    """What was said of each of these actions when it was last discussed in a supervision."""
    latest = (
        select(DiscussedRow.item_id, func.max(DiscussedRow.supervision_id).label("newest"))
        .where(DiscussedRow.item_id.in_(ids))
        .group_by(DiscussedRow.item_id)
        .subquery()
    )
    found = (
        select(
            DiscussedRow.item_id,
            SupervisionRow.held_on,
            SupervisionRow.by_id,
            DiscussedRow.outcome,
            DiscussedRow.note,
            DiscussedRow.agreed_due_on,
        )
        .join(SupervisionRow, SupervisionRow.id == DiscussedRow.supervision_id)
        .join(
            latest,
            (latest.c.item_id == DiscussedRow.item_id)
            & (latest.c.newest == DiscussedRow.supervision_id),
        )
    )
    return {
        ItemId(item_id): LastTime(held_on, PersonId(by), outcome, note, agreed)
        for item_id, held_on, by, outcome, note, agreed in session.execute(found)
    }


def states_for_the_owner(rulebook: Rulebook) -> set[str]:
    """The states in which the action's own date counts: it is the owner's to do."""
    kept = [flow for (name, _), flow in rulebook.workflows.items() if name == "audit_action"]
    return {
        state.name
        for flow in kept
        for state in flow.states.values()
        if state.date == flow.states[flow.begins].date
    }
