"""Children: found by reference, kept with the people around them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NewType

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId, TeamId
from closeloop.rules.refusals import Unseen
from closeloop.store.sight import Sight
from closeloop.store.tables import ChildRow

ChildId = NewType("ChildId", int)

STATUSES = ("early_help", "cin", "cp", "cla", "care_leaver", "closed")


@dataclass(frozen=True, slots=True)
class Child:
    """A child as kept: a reference, a status, and who is around."""

    id: ChildId
    ref: str
    status: str
    team: TeamId | None
    practitioner: PersonId | None
    iro: PersonId | None
    cp_chair: PersonId | None
    restricted: bool
    change_no: int


COLUMNS = (
    ChildRow.id,
    ChildRow.ref,
    ChildRow.status,
    ChildRow.team_id,
    ChildRow.practitioner_id,
    ChildRow.iro_id,
    ChildRow.cp_chair_id,
    ChildRow.restricted,
    ChildRow.change_no,
)


def by_ref(session: Session, refs: Collection[str], sight: Sight) -> dict[str, Child]:
    """Those of the children who may be seen, by reference."""
    found: dict[str, Child] = {}
    asked = list(refs)
    for start in range(0, len(asked), 500):  # a statement takes a limited number of values
        some = ChildRow.ref.in_(asked[start : start + 500])
        rows = session.execute(select(*COLUMNS).where(some, sight.children()))
        found |= {row.ref: as_child(row) for row in rows}
    return found


def get(session: Session, ref: str, sight: Sight, *, to_change: bool = False) -> Child:
    """The child of a reference; locked if it is to be changed. Raises Unseen."""
    asked = select(*COLUMNS).where(ChildRow.ref == ref, sight.children())
    row = session.execute(asked.with_for_update() if to_change else asked).first()
    if row is None:
        raise Unseen
    return as_child(row)


def after(session: Session, ref: str | None, sight: Sight, limit: int) -> list[Child]:
    """Children who may be seen, by reference, from behind one on."""
    asked = select(*COLUMNS).where(sight.children()).order_by(ChildRow.ref).limit(limit)
    if ref is not None:
        asked = asked.where(ChildRow.ref > ref)
    return [as_child(row) for row in session.execute(asked)]


def is_known(session: Session, ref: str) -> bool:
    """Whether a reference is in use, by whoever's child."""
    return session.scalar(select(ChildRow.id).where(ChildRow.ref == ref)) is not None


def is_seen(session: Session, child: ChildId, sight: Sight) -> bool:
    """Whether a child's record may be seen."""
    found = select(ChildRow.id).where(ChildRow.id == child, sight.children())
    return session.scalar(found) is not None


def as_child(row: Any) -> Child:  # noqa: ANN401 - a row of COLUMNS
    """The value of a row of COLUMNS."""
    return Child(*row)


def add(session: Session, rows: Collection[Mapping[str, Any]]) -> None:
    """Add children (columns of `child` but id)."""
    if rows:
        session.execute(insert(ChildRow), list(rows))


def change_many(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change children, one statement for all: `id` and the columns to change, the same in each."""
    if rows:
        values: dict[str, Any] = {n: bindparam(f"new_{n}") for n in rows[0] if n != "id"}
        values["change_no"] = ChildRow.change_no + 1
        which = update(ChildRow).where(ChildRow.id == bindparam("new_id")).values(values)
        bound = [{f"new_{name}": value for name, value in row.items()} for row in rows]
        session.connection().execute(which, bound)  # the connection's: not the session's by key


def change(session: Session, child: ChildId, **columns: str | int | bool | None) -> None:
    """Change some columns of one child; its change number goes up."""
    which = update(ChildRow).where(ChildRow.id == child)
    session.execute(which.values(change_no=ChildRow.change_no + 1, **columns))
