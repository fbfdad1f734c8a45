"""What each of some people has open, counted in one query, as far as the reader may see."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store import agenda
from closeloop.store.actions import Reader
from closeloop.store.sight import Sight
from closeloop.store.tables import ActionRow, ChildRow, DriftRow, ItemRow


@dataclass(frozen=True, slots=True)
class Workload:
    """What somebody has open and drifting; of what is still theirs to do, more."""

    open: int = 0
    drifting: int = 0
    to_do: int = 0  # theirs to do: what the next supervision discusses
    critical: int = 0
    was_due: int = 0
    due_soon: int = 0  # from now until the instant that was asked for
    to_do_drifting: int = 0

    def __add__(self, other: "Workload") -> "Workload":
        """Both together."""
        return Workload(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def of(
    session: Session,
    reader: Reader,
    people: Collection[PersonId],
    now: datetime,
    until: datetime | None = None,
) -> dict[PersonId, Workload]:
    """What each of these owns that has not come to its end; `until`: what counts as due soon."""
    drifts = exists().where(DriftRow.item_id == ItemRow.id, DriftRow.standing_as.is_not(None))
    theirs = ItemRow.state.in_(agenda.states_for_the_owner(reader.rulebook))
    soon = and_(ItemRow.due_at >= now, ItemRow.due_at <= (until or now))
    counted = (
        drifts,
        theirs,
        and_(theirs, ItemRow.severity == "critical"),
        and_(theirs, ItemRow.due_at < now),
        and_(theirs, soon),
        and_(theirs, drifts),
    )
    asked = (
        select(
            ActionRow.owner_id,
            func.count(),
            *(func.sum(case((condition, 1), else_=0)) for condition in counted),
        )
        .join(ItemRow, ItemRow.id == ActionRow.item_id)
        .where(ActionRow.owner_id.in_(people), ItemRow.ended.is_(False), reader.sight.actions())
        .group_by(ActionRow.owner_id)
    )
    return {PersonId(owner): Workload(*counts) for owner, *counts in session.execute(asked)}


def together(loads: Mapping[PersonId, Workload], people: Iterable[PersonId]) -> Workload:
    """What several people have open together: one's own, and what falls to them."""
    return sum((loads[one] for one in people if one in loads), Workload())


def children_held(
    session: Session, sight: Sight, people: Collection[PersonId]
) -> dict[PersonId, int]:
    """How many children are allocated to each, of those that the reader may see."""
    asked = (
        select(ChildRow.practitioner_id, func.count())
        .where(ChildRow.practitioner_id.in_(people), ChildRow.status != "closed", sight.children())
        .group_by(ChildRow.practitioner_id)
    )
    return {PersonId(person): count for person, count in session.execute(asked) if person}
