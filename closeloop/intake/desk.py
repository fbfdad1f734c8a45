"""The desk at which a file is handed in: by whom, when, and what is kept already."""

from dataclasses import dataclass
from datetime import date, datetime

from closeloop.limits import DEFAULT, Limits
from closeloop.rules.people import Directory, Person
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, people, sight
from closeloop.store.ledger import OPERATOR
from closeloop.store.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One file's circumstances. By nobody: the operator, who sees all and is asked no role."""

    session: Session
    rulebook: Rulebook
    activities: tuple[str, ...]  # the names in the catalogue
    now: datetime
    by: Person | None
    limits: Limits = DEFAULT

    @property
    def today(self) -> date:
        """The London day."""
        return london_day(self.now)

    @property
    def directory(self) -> Directory:
        """Everybody, as this transaction sees them."""
        return people.directory(self.session)

    @property
    def sight(self) -> Sight:
        """What whoever brings the file may see."""
        if self.by is None:
            return sight.whole()
        return sight.of(self.directory, self.by.id, self.today)

    @property
    def actor(self) -> str:
        """Whose name stands in the ledger."""
        return self.by.email if self.by else OPERATOR

    def roles(self) -> frozenset[str]:
        """The roles of whoever brings the file, and of those for whom they stand in."""
        if self.by is None:
            return frozenset()
        acts_for = self.directory.acts_for(self.by.id, self.today)
        return frozenset(role for one in acts_for for role in self.directory.people[one].roles)
