"""A running closeloop: what pages, API, scheduler and commands are handed."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache

from closeloop.config import ALL, Settings, WrongSetting, shipped
from closeloop.loop.rulebooks import Shelf
from closeloop.rules import activities
from closeloop.rules import standards as standards_file
from closeloop.rules.activities import Catalogue
from closeloop.rules.people import ROLES
from closeloop.rules.refusals import NotReady
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.standards import Framework
from closeloop.rules.working_days import london_day
from closeloop.store import Session, standards
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
        return self.shelf.in_force(session, london_day(self.now()))

    def standards(self, session: Session) -> Framework:
        """The practice standards in force. Raises NotReady before `init`."""
        text = standards.text_in_force(session)
        if text is None:
            raise NotReady("There are no practice standards here. Run: closeloop init")
        return _framework(text)

    @cached_property
    def activities(self) -> Catalogue:
        """The catalogue of activities. Raises NotReady where the file is none."""
        path = self.settings.workflows / "activities.toml"
        if not path.is_file():
            path = shipped("workflows") / "activities.toml"
        return activities.read(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _framework(text: str) -> Framework:
    """A version of the standards: its text never changes."""
    return standards_file.read(text)


def open_house(settings: Settings) -> House:
    """A house at these settings; nothing is connected to before it is needed.

    Raises WrongSetting where a setting names a role that there is not.
    """
    unknown = settings.second_factor - ALL - set(ROLES)
    if unknown:
        raise WrongSetting(
            f"CLOSELOOP_SECOND_FACTOR: {min(unknown)!r} is no role. Give all, none, or some of "
            f"{', '.join(ROLES)}."
        )
    return House(settings, Database(settings.database_url))
