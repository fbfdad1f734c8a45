"""What a batch of letters may mention, read at once: nothing of it is about a child."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from closeloop.rules import refs
from closeloop.rules.clock_words import due_words
from closeloop.rules.day_words import day_words
from closeloop.rules.items import Item, ItemId
from closeloop.rules.noise import Owed
from closeloop.rules.people import Directory, PersonId
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.workflow import Workflow
from closeloop.rules.working_days import WorkingDays, london_day
from closeloop.store import Session, items, mentions, people, sight
from closeloop.store.mentions import Mentions
from closeloop.store.notices import Waiting

HANDED_OVER = "reassign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Items, people, days, and what there is to mention, at one instant."""

    now: datetime
    rulebook: Rulebook
    directory: Directory
    items: Mapping[ItemId, Item]  # those of the notices, and the actions of escalations
    mentions: Mentions
    doers: Mapping[tuple[ItemId, str], PersonId]
    strengths: Mapping[tuple[int, PersonId], int]
    auditors: Mapping[int, PersonId]
    missed: Mapping[int, PersonId]
    base_url: str

    @property
    def today(self) -> date:
        """The day it is in London."""
        return london_day(self.now)

    def item(self, one: Waiting) -> Item:
        """The item that a notice is about."""
        if one.item is None:
            raise LookupError("it is about an audit alone")
        return self.items[one.item]

    def workflow(self, item: Item) -> Workflow:
        """The workflow that an item follows."""
        return self.rulebook.workflows[item.follows]

    def days(self, item: Item) -> WorkingDays:
        """The days that count for an item."""
        return self.rulebook.days_for(item.severity)

    def action(self, item: Item) -> ItemId | None:
        """The action that an item is, or that an escalation is about."""
        return self.mentions.actions.get(item.id) if item.level is not None else item.id

    def ref(self, item: Item) -> str:
        """What letters call an item."""
        if item.level is not None:
            return refs.ref("E", item.id)
        return refs.action_ref(item.id)

    def link(self, item: Item) -> str:
        """Where an item is."""
        place = "escalations" if item.level is not None else "actions"
        return f"{self.base_url}/{place}/{self.ref(item)}"

    def name(self, person: PersonId | None, otherwise: str = "A colleague") -> str:
        """A colleague's name at work."""
        found = self.directory.people.get(person) if person is not None else None
        return found.name if found else otherwise

    def owner(self, item: Item) -> str:
        """The owner's name."""
        return self.name(next(iter(item.around.who("owner")), None))

    def day(self, at: datetime | None) -> str:
        """A day alone, in words."""
        return day_words(london_day(at or self.now), self.today)

    def due(self, item: Item) -> str:
        """An item's date, in the clock words."""
        return due_words(
            item.due_at or self.now,
            self.now,
            self.days(item),
            critical=item.severity == "critical",
            moved=item.tallies.get("date_moved", 0),
            held_at=item.held_at,
        )

    def owed(self, one: Waiting) -> Owed:
        """A notice as the noise rule takes it: what it is about, and what makes one letter."""
        about = None
        if one.item is not None:
            about = self.mentions.actions.get(one.item) or one.item
        return Owed(
            notice=one.id, letter=one.letter, goes=one.goes, about=about, source=self.source(one)
        )

    def source(self, one: Waiting) -> str | None:
        """The audit or the colleague whose findings somebody reads in one letter."""
        if one.item is None:
            return f"audit {one.audit}"
        if one.letter != "acknowledge" or one.relation != "owner":
            return None
        if one.cause == HANDED_OVER:
            return f"handed by {self.doers.get((one.item, one.cause))}"
        audit = self.mentions.audits.get(one.item)
        return f"audit {audit.id}" if audit else None


def letter_missed(one: Waiting) -> int:
    """The number of the letter that a notice says did not arrive."""
    return int(one.reason.rpartition(" ")[2])


def read(
    session: Session,
    rulebook: Rulebook,
    found: Mapping[ItemId, Item],
    owed: Sequence[Waiting],
    *,
    readers: Iterable[PersonId] = (),
    now: datetime,
    base_url: str,
) -> Scene:
    """Read what letters to these readers may mention of what they are owed."""
    about = mentions.of_items(session, found)
    actions = {one for one in about.actions.values() if one is not None and one not in found}
    beside = items.seen_among(session, actions, sight.whole(), london_day(now))
    causes = {one.cause for one in owed}
    audits = {one.audit for one in owed if one.audit is not None}
    lost = [letter_missed(one) for one in owed if one.letter == "not_delivered"]
    return Scene(
        now=now,
        rulebook=rulebook,
        directory=people.directory(session),
        items={**found, **beside},
        mentions=about,
        doers=mentions.who_did(session, found, causes) if found else {},
        strengths=_strengths(session, audits | {a.id for a in about.audits.values()}, readers),
        auditors=mentions.auditors(session, audits) if audits else {},
        missed=mentions.missed(session, lost) if lost else {},
        base_url=base_url,
    )


def _strengths(
    session: Session, audits: Collection[int], readers: Iterable[PersonId]
) -> dict[tuple[int, PersonId], int]:
    people_ = set(readers)
    return mentions.strengths(session, audits, people_) if audits and people_ else {}
