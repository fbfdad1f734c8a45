"""Which actions a list is asked for: each filter narrows, and none reaches past need to know."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, select

from closeloop.rules.people import PersonId
from closeloop.store.tables import (
    ActionRow,
    ChildRow,
    DriftRow,
    EntryRow,
    FindingRow,
    ItemRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for; None asks nothing."""

    state: str | None = None
    severity: str | None = None
    standards: Collection[str] | None = None  # statements' codes
    child_ref: str | None = None
    owners: Collection[PersonId] | None = None  # `Directory.held_by` says whose work one holds
    overdue: bool | None = None
    drifting: bool | None = None
    updated_since: datetime | None = None  # a move, a lapse, or a talk: any entry of the ledger
    now: datetime | None = None  # by which `overdue` is judged
    open: bool | None = None  # not at its end

    def of(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The query on action, item, finding and child, narrowed."""
        return query.where(*self._equal(), *self._among(), *self._judged())

    def _equal(self) -> Iterator[ColumnElement[bool]]:
        said = (
            (ItemRow.state, self.state),
            (ItemRow.severity, self.severity),
            (ChildRow.ref, self.child_ref),
        )
        return (column == value for column, value in said if value is not None)

    def _among(self) -> Iterator[ColumnElement[bool]]:
        said = ((FindingRow.standard, self.standards), (ActionRow.owner_id, self.owners))
        return (column.in_(values) for column, values in said if values is not None)

    def _judged(self) -> Iterator[ColumnElement[bool]]:
        if self.overdue is not None:
            late = and_(ItemRow.due_at.is_not(None), ItemRow.due_at < self.now)
            yield late if self.overdue else not_(late)
        if self.drifting is not None:
            standing = select(DriftRow.item_id).where(DriftRow.standing_as.is_not(None))
            found = ItemRow.id.in_(standing)
            yield found if self.drifting else not_(found)
        if self.open is not None:
            yield ItemRow.ended.is_not(self.open)
        if self.updated_since is not None:
            changed = select(EntryRow.item_id).where(EntryRow.at >= self.updated_since)
            yield ItemRow.id.in_(changed)


ALL = Filters()
