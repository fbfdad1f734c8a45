"""The stage of the play: the open transaction, the rules, who there is, and what comes next."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from random import Random

from closeloop.rehearsal import stories, texts
from closeloop.rehearsal.decks import Deck
from closeloop.rehearsal.midshire import DOMAIN
from closeloop.rehearsal.span import Span
from closeloop.rehearsal.texts import Challenge, Improvement
from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import Directory, Person, PersonId
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, items, people, sight
from closeloop.store.audits import FindingId
from closeloop.store.children import Child

Act = Callable[[datetime], None]


@dataclass(slots=True)
class Thread:
    """An action as the play follows it."""

    action: ItemId
    owner: PersonId
    child: Child
    found: Improvement
    raised: int  # the number of the day
    left: bool  # nobody acts on it but by its story
    challenge: Challenge | None = None


@dataclass
class Stage:
    """What everybody in the play acts on."""

    session: Session
    rulebook: Rulebook
    span: Span
    chance: Random
    children: dict[str, Child]
    threads: list[Thread] = field(default_factory=list)
    offered: set[ItemId] = field(default_factory=set)  # escalations that somebody has seen
    praised: dict[PersonId, list[FindingId]] = field(default_factory=lambda: defaultdict(list))
    _ahead: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _planned: int = 0

    def __post_init__(self) -> None:
        """Shuffle the texts."""
        said, written = texts.reasons(), texts.supervision()
        self.improvements = Deck(texts.improvements(), self.chance)
        self.strengths = Deck(texts.strengths(), self.chance)
        self.escalations = Deck(texts.escalations(), self.chance)
        self.agreed = Deck(written.agreed, self.chance)
        self.support = Deck(written.support, self.chance)
        self.addressed = Deck(said.addressed, self.chance)
        self.challenged = Deck(said.challenged, self.chance)
        self.said = {
            name: Deck(lines, self.chance)
            for name, lines in {
                "on_track": written.on_track,
                "done": written.done,
                "disagrees": written.disagrees,
                "returned": said.returned,
                "more_time": said.more_time,
                "verified": said.verified,
                "reassigned": said.reassigned,
                "withdrawn": said.withdrawn,
                "reopened": said.reopened,
                "no_concern": stories.words().no_concern,
                "passed_up": stories.words().passed_up,
                "countersigned": stories.words().countersigned,
                **said.difference,
            }.items()
        }

    @property
    def directory(self) -> Directory:
        """Everybody."""
        return people.directory(self.session)

    def person(self, name: str) -> Person:
        """Somebody, by what stands before the @ of their address."""
        return self.directory.by_email[f"{name}@{DOMAIN}"]

    def plan(self, at: datetime, act: Act) -> None:
        """Have something happen at an instant; what is planned for later than now never does."""
        if at <= self.span.now:
            self._planned += 1  # of two at one instant, the one that was planned first
            heappush(self._ahead, (at, self._planned, act))

    def plan_on(self, day: int, act: Act, share: float | None = None) -> None:
        """Have something happen on a day, by its number, at a chance hour unless one is given."""
        if day < self.span.last or (day == self.span.last and self.span.is_worked_today):
            self.plan(self.span.instant(day, self.chance.random() if share is None else share), act)

    def next_act(self) -> tuple[datetime, Act] | None:
        """What comes next and when; None where the play is over."""
        if not self._ahead:
            return None
        at, _, act = heappop(self._ahead)
        return at, act

    def item(self, item_id: ItemId, at: datetime) -> Item:
        """An item as it stands."""
        return self.items([item_id], at)[item_id]

    def items(self, ids: Collection[ItemId], at: datetime) -> dict[ItemId, Item]:
        """Several items as they stand, in the order of their ids."""
        found = items.get_many(self.session, ids, sight.whole(), london_day(at))
        return dict(sorted(found.items()))

    def who_acts(self, item: Item, relation: str) -> PersonId | None:
        """Who acts in a relation that day: the first in it, or who stands in for them."""
        for person in item.around.who(relation):
            return item.around.answers_for(person)
        return None
