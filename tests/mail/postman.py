"""A post office beside the small authority: what it sends, to whom, when its clock says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import select

from closeloop.mail.carriers import Carrier
from closeloop.mail.compose import Composed, compose_all
from closeloop.mail.messages import Letter
from closeloop.mail.office import Office
from closeloop.mail.post import Sent, send_all
from closeloop.store.tables import LetterRow
from tests.authority import MONDAY, Authority

BASE = "https://closeloop.midshire.example"


def at(day: int, hour: int = 9, minute: int = 0, *, month: int = 3) -> datetime:
    """An instant of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@dataclass
class Pigeonholes:
    """A carrier that keeps what it was handed; `refuses` says which letters it does not take."""

    taken: list[Letter] = field(default_factory=list)
    refuses: dict[str, Exception] = field(default_factory=dict)  # by the reader's first name
    takes_none: Exception | None = None
    batches: int = 0

    def __enter__(self) -> Self:
        """Begin a batch."""
        self.batches += 1
        return self

    def __exit__(self, *exc: object) -> None:
        """End it."""

    def send(self, letter: Letter) -> None:
        """Take a letter, or not."""
        name = letter.to.split("@")[0]
        if fault := self.takes_none or self.refuses.get(name):
            raise fault
        self.taken.append(letter)


@dataclass
class Postman:
    """Composes and sends at the authority, at whatever instant a test says."""

    authority: Authority
    carrier: Carrier
    now: datetime = MONDAY

    @property
    def office(self) -> Office:
        """The office of the authority."""
        house = self.authority.house
        return Office(
            database=house.database,
            rulebook=house.rulebook,
            carrier=self.carrier,
            now=lambda: self.now,
            sent_from="Midshire Council <closeloop@midshire.example>",
            base_url=BASE,
            authority="Midshire Council",
        )

    def rounds(self, now: datetime) -> Sent:
        """Fire what is due, compose and send."""
        self.now = now
        self.authority.looks(now)
        self.composes(now)
        return send_all(self.office)

    def composes(self, now: datetime) -> Composed:
        """Compose alone."""
        self.now = now
        return compose_all(self.office, now)

    def letters(self) -> list[LetterRow]:
        """All the letters there are, oldest first."""
        with self.authority.database.reading() as session:
            found = list(session.scalars(select(LetterRow).order_by(LetterRow.id)))
            session.expunge_all()
            return found


def told(letters: list[Letter]) -> list[tuple[str, str, str | None]]:
    """To whom, of which kind, about which action."""
    return [(one.to.split("@")[0], one.kind, one.action) for one in letters]


@contextmanager
def counted(letters: list[Letter]) -> Iterator[list[Letter]]:
    """What was taken within the block."""
    known, new = len(letters), list[Letter]()
    yield new
    new += letters[known:]
