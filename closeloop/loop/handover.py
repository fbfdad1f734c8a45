"""Hand over what somebody holds who leaves or moves: all that was chosen, at once, or nothing.

Dates stay and clocks go on. What nobody is chosen for stays where it is: once its person has left,
their manager holds it, and it waits among what needs that manager (R45).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from closeloop.loop import caseload, staff, steps
from closeloop.rules.items import ItemId
from closeloop.rules.people import SENIORITY, Directory, Person, PersonId
from closeloop.rules.refs import ref
from closeloop.rules.refusals import Unseen, Wrong
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, children, handovers, items, ledger, people, register, sight
from closeloop.store.children import Child
from closeloop.store.handovers import HandoverId, Holding
from closeloop.store.ledger import Entry

HAND_OVER = "hand_over"  # in the ledger of an escalation
CHANGED = "What {name} holds has changed since you opened this page. Check it, then go on."
RAISERS = {*SENIORITY, "qa_lead"}
ROLE_OF = {"iro": "iro", "cp_chair": "cp_chair"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One row of a handover: a child's place and its actions, an escalation, or a deputyship."""

    what: str  # practitioner, iro, cp_chair, escalation, deputy
    child: Child | None = None
    is_post: bool = False  # whether whoever is chosen takes the place beside the child, too
    actions: tuple[ItemId, ...] = ()
    escalation: ItemId | None = None
    child_ref: str = ""
    about: PersonId | None = None  # who has the deputy
    preset: PersonId | None = None  # whom the child's own list names by now

    @property
    def key(self) -> str:
        """Its name in a form."""
        if self.escalation is not None:
            return f"escalation-{ref('E', self.escalation)}"
        if self.about is not None:
            return f"deputy-{ref('P', self.about)}"
        return f"{self.what}-{self.child_ref}"


def check_may(directory: Directory, person: PersonId, by: PersonId, day: date) -> Person:
    """The person, where `by` may hand over what is theirs. Raises Unseen for all others.

    A manager above may, who stands in for one, and whoever holds a leaver's work.
    """
    found = directory.people.get(person)
    acts_for = directory.acts_for(by, day)
    above = set(directory.chain_above(person, day)) | {directory.holder(person, day)} - {person}
    if found is None or person == by or acts_for.isdisjoint(above):
        raise Unseen
    return found


def things(
    directory: Directory, held: Holding, person: PersonId, by: PersonId, day: date
) -> list[Thing]:
    """The rows of a handover: children by reference, then escalations, then deputyships."""
    return [
        *_beside_children(directory, held, person, day),
        *(
            Thing(what="escalation", escalation=item, child_ref=child_ref)
            for item, child_ref in held.escalations.items()
        ),
        *(
            Thing(what="deputy", about=other.id)
            for other in sorted(directory.people.values(), key=lambda one: one.name)
            if other.deputy == person
            and other.is_here(day)
            and "deputy_email" in staff.may_change(directory, other.id, by, day)
        ),
    ]


def _beside_children(
    directory: Directory, held: Holding, person: PersonId, day: date
) -> Iterator[Thing]:
    """A row for each child and place; the actions go with the practitioner's."""
    every = {child.ref: child for child in held.children} | dict(held.owned_of)
    for child_ref, child in sorted(every.items()):
        actions = tuple(held.actions.get(child_ref, ()))
        is_post = child.practitioner == person
        if actions or is_post:
            new = child.practitioner if not is_post else None
            preset = new if directory.is_here(new, day) else None
            yield Thing(
                what="practitioner",
                child=child,
                child_ref=child_ref,
                is_post=is_post,
                actions=actions,
                preset=preset,
            )
        for what, holder in (("iro", child.iro), ("cp_chair", child.cp_chair)):
            if holder == person:
                yield Thing(what=what, child=child, child_ref=child_ref, is_post=True)


def hand_over(
    session: Session,
    rulebook: Rulebook,
    person: PersonId,
    chosen: Mapping[str, PersonId],
    reason: str,
    *,
    by: PersonId,
    now: datetime,
) -> HandoverId:
    """Give what was chosen, by the key of its row, to whom was chosen.

    Raises Unseen, Wrong where nothing was chosen, somebody has left, or what is held has changed
    since; MovedOn where somebody moves an action meanwhile. Then nothing is written.
    """
    people.lock(session)  # before any item: a deputyship changes the staff list
    directory, day = people.directory(session), london_day(now)
    leaver = check_may(directory, person, by, day)
    seen = sight.of(directory, by, day)
    rows = things(directory, handovers.holding(session, seen, person), person, by, day)
    known = {row.key: row for row in rows}
    if not chosen:
        raise Wrong({"form": "Choose somebody for at least one row."})
    if set(chosen) - set(known):
        raise Wrong({"form": CHANGED.format(name=leaver.name)})
    for key, to in chosen.items():
        if to not in {one.id for one in who_may_be(directory, known[key], person, by, day)}:
            raise Wrong({key: "Choose one of the people in the list."})
    act = _Act(session, rulebook, directory, by, leaver, reason, now)
    handed = [row for key, to in chosen.items() for row in act.give(known[key], to)]
    values = {"person_id": person, "by_id": by, "at": now, "reason": reason}
    return handovers.add(session, values, handed)


@dataclass(frozen=True, slots=True)
class _Act:
    """One handover while it is made."""

    session: Session
    rulebook: Rulebook
    directory: Directory
    by: PersonId
    leaver: Person
    reason: str
    now: datetime

    def give(self, thing: Thing, to: PersonId) -> list[dict[str, object]]:
        """Give one row to somebody; what was given, as it is kept."""
        if thing.escalation is not None:
            return [self._escalation(thing.escalation, to)]
        if thing.about is not None:
            return [self._deputy(thing.about, to)]
        return [*self._post(thing, to), *self._actions(thing, to)]

    def _post(self, thing: Thing, to: PersonId) -> list[dict[str, object]]:
        if not thing.is_post or thing.child is None:
            return []
        field = f"{thing.what}_email"
        children.change(self.session, thing.child.id, **{caseload.COLUMN[field]: to})
        told = {
            "child_ref": thing.child_ref,
            field: self._email(to),
            f"{field}_before": self.leaver.email,
            "reason": self.reason,
        }
        who = self.directory.people[self.by]
        register.note(self.session, "child_changed", told, now=self.now, by=who)
        return [{"what": thing.what, "child_id": thing.child.id, "to_id": to}]

    def _actions(self, thing: Thing, to: PersonId) -> Iterator[dict[str, object]]:
        seen = sight.of(self.directory, self.by, london_day(self.now))
        found = items.get_many(self.session, thing.actions, seen, london_day(self.now))
        facts = {"owner_email": self._email(to), "reason": self.reason}
        child = thing.child.id if thing.child else None
        for item in found.values():
            steps.take_on(
                self.session, self.rulebook, item, "reassign", facts, by=self.by, now=self.now
            )
            yield {"what": "action", "child_id": child, "item_id": item.id, "to_id": to}

    def _escalation(self, item_id: ItemId, to: PersonId) -> dict[str, object]:
        seen = sight.of(self.directory, self.by, london_day(self.now))
        item = items.get(self.session, item_id, seen, london_day(self.now))
        handovers.give_escalation(self.session, item_id, to)
        entry = Entry(
            item_id=item_id,
            at=self.now,
            kind=HAND_OVER,
            actor=self.directory.people[self.by].email,
            actor_id=self.by,
            before=item.state,
            after=item.state,
            facts={"owner_email": self._email(to), "reason": self.reason},
        )
        ledger.append(self.session, [entry])
        return {"what": "escalation", "item_id": item_id, "to_id": to}

    def _deputy(self, about: PersonId, to: PersonId) -> dict[str, object]:
        who = self.directory.people[self.by]
        changes = {"deputy_email": self._email(to)}
        staff.change(self.session, about, changes, now=self.now, by=who)
        return {"what": "deputy", "about_id": about, "to_id": to}

    def _email(self, person: PersonId) -> str:
        return self.directory.people[person].email


def who_may_be(
    directory: Directory, thing: Thing, person: PersonId, by: PersonId, day: date
) -> Sequence[Person]:
    """To whom a row may go, by name: colleagues of the reader's teams, IROs, chairs, raisers."""
    acts_for = directory.acts_for(by, day)
    found = {p for one in acts_for for p in directory.people_managed(one)} | acts_for
    if thing.preset is not None:
        found |= {thing.preset}
    if role := ROLE_OF.get(thing.what):
        found = set(directory.holders(role, day))
    elif thing.what == "escalation":
        found = {p for p in found if directory.people[p].roles & RAISERS}
    here = (directory.people[p] for p in found if directory.is_here(p, day))
    return sorted((p for p in here if p.id not in (person, thing.about)), key=lambda p: p.name)
