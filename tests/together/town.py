"""A town to live through: the small authority, its children, two nodes, and a post that is watched.

Whatever is done, is done through the loop, as pages, API and scheduler do it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from closeloop.app import open_house
from closeloop.mail.compose import compose_all
from closeloop.mail.messages import Letter
from closeloop.mail.post import send_all
from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Refusal
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, items, people, sight
from closeloop.store.database import Database
from closeloop.store.register import REGISTER
from closeloop.store.tables import ItemRow
from tests.authority import STAFF, Authority, settings_at, settle_in
from tests.mail.postman import Pigeonholes, Postman
from tests.together import holds
from tests.together.contents import NEVER_CHANGE, Contents, contents
from tests.together.holds import Moment
from tests.together.kills import Killed, killed_at
from tests.together.need_to_know import NeedToKnow

Act = Callable[[Session, Rulebook], object]
NAMES = tuple(STAFF)
CHILDREN = ("C-1", "C-2", "C-3", "C-4")


def prepare(url: str) -> None:
    """Let the authority settle in, with four children: one restricted, one of no team."""
    house = open_house(settings_at(url, Path("var")))
    authority = settle_in(house)
    authority.takes_in("C-1")
    authority.takes_in(
        "C-2", status="cp", practitioner="ben", iro="iris", chair="carl", restricted=True
    )
    authority.takes_in("C-3", status="cin", practitioner="bea", iro=None, team="Team B")
    authority.takes_in("C-4", status="early_help", practitioner="bea", iro=None, team=None)
    house.database.close()


@dataclass
class WatchedPost(Pigeonholes):
    """A carrier that keeps letters, and sees to it that each reader may have theirs."""

    town: "Town | None" = None
    seen: list[AssertionError] = field(default_factory=list)  # whoever sends lives through ours

    def send(self, letter: Letter) -> None:
        """Take a letter, or not."""
        super().send(letter)
        if self.town is None:
            return
        with self.town.moment() as moment:
            try:
                may_have(moment, letter)
            except AssertionError as wrong:
                self.seen.append(wrong)


def may_have(moment: Moment, letter: Letter) -> None:
    """Hold that whoever a letter goes to is here and needs to know all that it is about."""
    reader = moment.directory.by_email[letter.to]
    assert reader.is_here(moment.day), letter.to
    (row,) = (row for row in moment.rows["letter"] if row["message_id"] == letter.message_id)
    inside = [one for one in moment.rows["notice"] if one["letter_id"] == row["id"]]
    about = {one["item_id"] for one in inside if one["state"] == "in_letter"} - {None}
    needs = NeedToKnow(moment.directory, moment.day, moment.rows)
    assert about <= needs.actions(reader.id) | needs.escalations(reader.id), letter.to


class Town:
    """An authority on one database with two nodes, and the instant it is."""

    def __init__(self, url: str, folder: Path, now: datetime) -> None:
        """Open it twice, as two processes would."""
        self.now = now
        self.post = WatchedPost(town=self)
        self.nodes = [
            Postman(Authority(open_house(settings_at(url, folder))), self.post) for _ in range(2)
        ]
        self._holidays = {row["on_day"] for row in contents(self.database)["holiday"]}
        self._kept = self._read()  # as it was when it was looked at last

    @property
    def authority(self) -> Authority:
        """The authority, by its first node."""
        return self.nodes[0].authority

    @property
    def database(self) -> Database:
        """The database, by its first node."""
        return self.authority.database

    def close(self) -> None:
        """Let go of every connection."""
        for node in self.nodes:
            node.authority.database.close()

    def does(self, act: Act, kill: int | None = None) -> bool:
        """Do something; whether it was done. What is refused or killed changes nothing."""
        before = self._kept
        house = self.authority.house
        try:
            with killed_at(self.database, kill), self.database.writing() as session:
                act(session, house.rulebook(session))
        except (Refusal, Killed):
            assert self._read() == before
            return False
        return True

    def ticks(self, node: int, kill: int | None = None) -> bool:
        """Let one node fire all that is due; whether it came to its end."""
        worker = self.nodes[node % 2].authority
        try:
            with killed_at(worker.database, kill):
                worker.looks(self.now)
        except Killed:
            return False
        return True

    def delivers(self, node: int, kill: int | None = None) -> None:
        """Let one node compose and send."""
        postman = self.nodes[node % 2]
        postman.now = self.now
        try:
            with killed_at(postman.authority.database, kill):
                compose_all(postman.office, self.now)
                send_all(postman.office)
        except Killed:
            return

    def who(self, number: int) -> PersonId:
        """One of its people."""
        return self.authority.who(NAMES[number % len(NAMES)])

    def all_items(self) -> Sequence[Item]:
        """Every item but the register, the oldest first."""
        asked = select(ItemRow.id).where(ItemRow.workflow != REGISTER).order_by(ItemRow.id)
        with self.database.reading() as session:
            ids = [ItemId(found) for found in session.scalars(asked)]
            found = items.get_many(session, ids, sight.whole(), london_day(self.now))
            return [found[one] for one in ids]

    def open_steps(self, item: Item) -> dict[str, list[PersonId]]:
        """The steps that may be taken on an item now, and by whom."""
        found: dict[str, list[PersonId]] = {}
        with self.database.reading() as session:
            rulebook = self.authority.house.rulebook(session)
            for who in people.directory(session).people:
                for step in rulebook.open_to(item, who):
                    found.setdefault(step, []).append(who)
        return found

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """All that is kept now."""
        known = max((row["id"] for row in self._kept["entry"]), default=0)
        with self.database.reading() as session:
            yield Moment(session, self._read(), self.now, self._holidays, known)

    def holds(self, turn: int) -> None:
        """Hold everything that must be true, and in turn one person's sight and all the seals."""
        assert self.post.seen == []
        with self.moment() as moment:
            holds.everything(moment)
            if turn % 2 == 0:
                holds.sight_is_what_the_contract_says(moment, self.who(turn // 2))
            if turn % 5 == 0:
                holds.every_chain_is_whole(moment)
            before = holds.ledger(self._kept)
            assert holds.ledger(moment.rows)[: len(before)] == before
            self._kept = moment.rows

    def _read(self) -> Contents:
        return contents(self.database, but=NEVER_CHANGE)
