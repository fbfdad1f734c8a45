"""How pages read: as the person who is signed in, today, by the rules in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from closeloop.rules.people import Directory, Person, PersonId
from closeloop.store import Session, people
from closeloop.store.actions import Reader
from closeloop.web.here import house
from closeloop.web.visitor import me, my_sight, today
from closeloop.web.words import Clock


@dataclass(frozen=True, slots=True)
class Look:
    """One transaction that reads, and what every page needs beside it."""

    session: Session
    reader: Reader
    directory: Directory
    clock: Clock

    def name(self, person: PersonId | None) -> str:
        """A colleague's name; closeloop's where it is nobody's."""
        found = self.directory.people.get(person) if person is not None else None
        return found.name if found else "closeloop"

    def first_name(self, person: PersonId | None) -> str:
        """The first word of a colleague's name."""
        return self.name(person).split()[0]

    def person(self, person: PersonId) -> Person:
        """A colleague. KeyError for nobody."""
        return self.directory.people[person]

    def acts_for(self) -> frozenset[PersonId]:
        """Whom the reader acts for today: themselves, and whom they stand in for."""
        return self.directory.acts_for(me().id, today())


@contextmanager
def looking() -> Iterator[Look]:
    """A transaction that reads as the person who is signed in."""
    with house().database.reading() as session:
        yield look(session)


def look(session: Session) -> Look:
    """The same within a transaction that is open already."""
    rulebook = house().rulebook(session)
    reader = Reader(rulebook, my_sight(session), me().id, today())
    return Look(session, reader, people.directory(session), Clock(rulebook, house().now()))
