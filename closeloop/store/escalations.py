"""Escalations: what each is about, who answered what, which is open on an action."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Move
from closeloop.rules.refusals import Unseen
from closeloop.rules.relations import Bearings
from closeloop.store import children, items
from closeloop.store.children import Child, ChildId
from closeloop.store.sight import Sight
from closeloop.store.tables import ActionRow, AnswerRow, EscalationRow


@dataclass(frozen=True, slots=True)
class About:
    """What an escalation is about: a child, and one action or none."""

    child: ChildId
    action: ItemId | None
    severity: str
    bearings: Bearings


def about_action(session: Session, action: ItemId, sight: Sight, day: date) -> About:
    """An action and its child. Raises Unseen."""
    item = items.get(session, action, sight, day)
    child = session.scalar(select(ActionRow.child_id).where(ActionRow.item_id == action))
    if child is None:
        raise Unseen(action)
    return About(ChildId(child), action, item.severity, item.around.bearings)


def about_child(session: Session, ref: str, sight: Sight) -> About:
    """A child alone. Raises Unseen."""
    found = children.by_ref(session, [ref], sight).get(ref)
    if found is None:
        raise Unseen
    return About(found.id, None, "standard", bearings_of(found))


def bearings_of(child: Child) -> Bearings:
    """Who stands around a child, where no action is meant."""
    return Bearings(
        practitioner=child.practitioner,
        iro=child.iro,
        cp_chair=child.cp_chair,
        status=child.status,
        team=child.team,
    )


def open_on(session: Session, actions: Collection[ItemId]) -> dict[ItemId, ItemId]:
    """The open escalation of each of these actions that has one."""
    found = select(EscalationRow.open_on, EscalationRow.item_id)
    rows = session.execute(found.where(EscalationRow.open_on.in_(actions)))
    return {ItemId(action): ItemId(item) for action, item in rows if action is not None}


def add(
    session: Session,
    begun: Sequence[tuple[ItemId, Move]],
    about: Sequence[About],
    words: Mapping[str, str],
    *,
    raised_as: str | None = None,
) -> None:
    """Keep the facts of new escalations. `words`: impact, tried, asks."""
    rows = [
        {
            "item_id": item_id,
            "action_id": one.action,
            "open_on": one.action,
            "child_id": one.child,
            "level": made.level,
            "receiver_is": made.receiver_is,
            "ends_at": made.ends_at,
            "raised_by": made.by,
            "raised_as": raised_as,
            **words,
        }
        for (item_id, made), one in zip(begun, about, strict=True)
    ]
    if rows:
        session.execute(insert(EscalationRow), rows)


def about_many(session: Session, actions: Sequence[Item]) -> list[About]:
    """What escalations of these actions are about, in order."""
    ids = [item.id for item in actions]
    found = session.execute(
        select(ActionRow.item_id, ActionRow.child_id).where(ActionRow.item_id.in_(ids))
    )
    children_of = {row.item_id: ChildId(row.child_id) for row in found}
    return [
        About(children_of[item.id], item.id, item.severity, item.around.bearings)
        for item in actions
    ]


def keep_answer(session: Session, made: Move, level: str, response: str) -> None:
    """Keep what was answered on a level."""
    by_on = made.facts.get("by_on")
    session.execute(
        insert(AnswerRow).values(
            item_id=made.item.id,
            level=level,
            by_id=made.by,
            at=made.at,
            response=response,
            note=made.facts.get("note") or "",
            by_on=by_on if isinstance(by_on, date) else None,
        )
    )
