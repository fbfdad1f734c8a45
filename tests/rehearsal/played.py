"""Midshire as it stands once it has been loaded, in the words of who looks at it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select

from closeloop.app import House, init, open_house
from closeloop.config import Clock, Settings
from closeloop.rehearsal import demonstration
from closeloop.rehearsal.demonstration import Loaded
from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import Directory
from closeloop.rules.working_days import london_day
from closeloop.store import items, people, sight
from closeloop.store.tables import EntryRow, ItemRow
from tests.authority import MONDAY, settings_at


class Stopped(Clock):
    """A clock that stands still, so that two loads see the same instants."""

    def now(self) -> datetime:
        """The instant at which it stopped."""
        if self.began_at is None:
            raise LookupError("a stopped clock was set to some instant")
        return self.began_at


def stopped_at(now: datetime, url: str, var: Path) -> Settings:
    """Settings by which it is one instant, and stays so."""
    return replace(settings_at(url, var), clock=Stopped(now))


def stopped_at_five_past_nine(url: str, var: Path) -> Settings:
    """Settings by which it is five past nine on a Monday."""
    return stopped_at(MONDAY + timedelta(minutes=5), url, var)


def load_at(settings: Settings) -> Loaded:
    """Load the demonstration into the database of these settings."""
    house = open_house(settings)
    init(house)
    try:
        return demonstration.load(house)
    finally:
        house.database.close()


@dataclass(frozen=True)
class Played:
    """A loaded Midshire."""

    house: House

    @property
    def today(self) -> date:
        """The day on which it was loaded."""
        return london_day(self.house.now())

    def rows(self, asked: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """What the database answers."""
        with self.house.database.reading() as session:
            return [tuple(row) for row in session.execute(asked)]

    def directory(self) -> Directory:
        """Everybody."""
        with self.house.database.reading() as session:
            return people.directory(session)

    def open_items(self, workflow: str) -> list[Item]:
        """Everything of a workflow that has not come to its end."""
        which = select(ItemRow.id).where(ItemRow.workflow == workflow, ~ItemRow.ended)
        return self._items({ItemId(found) for (found,) in self.rows(which)})

    def actions(self) -> list[Item]:
        """Every action, ended or not."""
        which = select(ItemRow.id).where(ItemRow.workflow == "audit_action")
        return self._items({ItemId(found) for (found,) in self.rows(which)})

    def names(self, items_: Collection[Item], relation: str) -> Counter[str]:
        """Who stands in a relation to how many of some items, by what precedes the @."""
        known = self.directory().people
        found = (known[person].email for item in items_ for person in item.around.who(relation))
        return Counter(email.partition("@")[0] for email in found)

    def took(self, kind: str) -> list[tuple[int, str]]:
        """Each entry of a kind: its item, and what it tells."""
        return self.rows(select(EntryRow.item_id, EntryRow.told).where(EntryRow.kind == kind))

    def _items(self, ids: Collection[ItemId]) -> list[Item]:
        with self.house.database.reading() as session:
            found = items.get_many(session, sorted(ids), sight.whole(), self.today)
        return [found[item_id] for item_id in sorted(found)]
