"""The wiring: the only place where the parts meet."""

from dataclasses import dataclass, field
from datetime import datetime

from closeloop import definitions
from closeloop.config import Settings, shipped
from closeloop.loop import reference
from closeloop.loop.rulebooks import Shelf
from closeloop.rules import bank_holidays, standards
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, schema
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


def open_house(settings: Settings) -> House:
    """A house at these settings; nothing is connected to before it is needed."""
    return House(settings, Database(settings.database_url))


def init(house: House) -> None:
    """Migrate to the newest schema and load reference data. Safe to repeat.

    Raises NotReady, naming file, line and cure, where a definition cannot be followed.
    """
    schema.bring_up_to_date(house.database)
    now = house.now()
    holidays = bank_holidays.in_england(bank_holidays.years_to_keep(london_day(now)))
    with house.database.writing() as session:
        reference.bring_up_to_date(
            session,
            holidays=dict(holidays),
            definitions=definitions.read_sound(house.settings.workflows).texts,
            frameworks=_frameworks(house.settings),
            now=now,
        )


def _frameworks(settings: Settings) -> dict[tuple[str, int], str]:
    """The text of every version of the standards, by name and version."""
    folder = settings.workflows / "standards"
    if not folder.is_dir():
        folder = shipped("workflows") / "standards"
    found = {}
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        framework = standards.read(text)
        found[framework.name, framework.version] = text
    return found
