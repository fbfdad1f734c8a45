"""A running closeloop: what pages, API, scheduler and commands are handed."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from closeloop.config import Settings, shipped
from closeloop.loop.rulebooks import Shelf
from closeloop.rules import activities
from closeloop.rules.activities import Catalogue
from closeloop.rules.rulebook import Rulebook
from closeloop.store import Session
from closeloop.store.database import Database


@dataclass(frozen=True)
class House:
    """A running closeloop: its settings, its database, the rules in force."""

    settings: Settings
    database: Database
    shelf: Shelf = field(default_factory=Shelf)

    def now(self) -> datetime:
        """The instant it is by the process clock, UTC."""
        return self.settings.clock.now()

    def rulebook(self, session: Session) -> Rulebook:
        """The rules in force, as a transaction sees them."""
        return self.shelf.in_force(session)

    @cached_property
    def activities(self) -> Catalogue:
        """The catalogue of activities. Raises NotReady where the file is none."""
        path = self.settings.workflows / "activities.toml"
        if not path.is_file():
            path = shipped("workflows") / "activities.toml"
        return activities.read(path.read_text(encoding="utf-8"))
