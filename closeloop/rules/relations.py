"""Relations: who stands where to an item, resolved when asked, never copied.

A workflow file names people only by these words; `docs/relations.md` explains each.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from closeloop.rules.people import SENIORITY, Directory, PersonId, TeamId

People = Iterable[PersonId | None]
Relation = Callable[["Around"], People]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearings:
    """The plain facts that relations are resolved from, as the tables hold them."""

    owner: PersonId | None = None
    once_owners: frozenset[PersonId] = frozenset()  # everybody who has owned it, now or before
    auditor: PersonId | None = None
    practitioner: PersonId | None = None
    iro: PersonId | None = None
    cp_chair: PersonId | None = None
    status: str | None = None
    team: TeamId | None = None  # the child's
    raiser: PersonId | None = None  # None: closeloop itself
    raised_as: str | None = None  # the relation in which the raiser stood then
    receiver_is: str | None = None  # the relation that an escalation's level asks


@dataclass(frozen=True, slots=True)
class Around:
    """Who stands where to one item, on one day."""

    directory: Directory
    bearings: Bearings
    day: date
    _found: dict[str, tuple[PersonId, ...]] = field(default_factory=dict, repr=False, compare=False)

    def who(self, relation: str) -> tuple[PersonId, ...]:
        """The people in a relation who work here, nearest first."""
        if relation not in self._found:
            here = self.directory.is_here
            found = (p for p in RELATIONS[relation](self) if p is not None and here(p, self.day))
            self._found[relation] = tuple(dict.fromkeys(found))
        return self._found[relation]

    def may(self, relation: str) -> frozenset[PersonId]:
        """The people in a relation, and who stands in for those of them who are away."""
        people = self.who(relation)
        stand_ins = (self.directory.stand_in(p, self.day) for p in people)
        return frozenset(people) | {p for p in stand_ins if p is not None}

    def bars(self, relation: str) -> frozenset[PersonId]:
        """The people in a relation, and every deputy of theirs, away or not."""
        people = self.may(relation)
        deputies = (self.directory.people[p].deputy for p in people)
        return people | {p for p in deputies if p is not None}

    def answers_for(self, person: PersonId) -> PersonId:
        """Who answers what is asked of a person on that day: they, or who stands in for them."""
        stand_in = self.directory.stand_in(person, self.day)
        return person if stand_in is None else stand_in

    def stands_for(self, person: PersonId, relations: Iterable[str]) -> PersonId | None:
        """For whom somebody acts who is in none of these relations themselves."""
        people = [p for relation in relations if relation in RELATIONS for p in self.who(relation)]
        if person in people:
            return None
        return next((p for p in people if self.directory.stand_in(p, self.day) == person), None)


def _owner(around: Around) -> People:
    """Never nobody: the manager of an owner who has left, else a QA lead, else whoever is left.

    What nobody is named for is the practitioner's (an escalation about a child alone).
    """
    bearings = around.bearings
    named = bearings.owner if bearings.owner is not None else bearings.practitioner
    return [around.directory.holder(named, around.day)]


def _near(around: Around) -> PersonId | None:
    """From whom seniors are looked for: the owner, else the practitioner; who holds it now."""
    bearings = around.bearings
    found = (
        around.directory.who_holds(p, around.day) for p in (bearings.owner, bearings.practitioner)
    )
    return next((p for p in found if p is not None), None)


def _once_owner(around: Around) -> People:
    return around.bearings.once_owners


def _owners_manager(around: Around) -> People:
    owner = around.bearings.owner
    return [around.directory.manager_of(p, around.day) for p in around.who("owner")] or (
        [around.directory.manager_of(owner, around.day)] if owner else []
    )


def _leavers_manager(around: Around) -> People:
    """Who holds what a leaver owned: they may hand it on, though they manage nobody who owns it."""
    owner = around.bearings.owner
    gone = owner is not None and not around.directory.is_here(owner, around.day)
    return around.who("owner") if gone else ()


def _once_owners_manager(around: Around) -> People:
    managers = [around.directory.manager_of(p, around.day) for p in around.bearings.once_owners]
    return [*around.who("owners_manager"), *managers]


def _manager_above(around: Around) -> People:
    return [
        above
        for owner in around.who("owner")
        for above in around.directory.chain_above(owner, around.day)
    ]


def _auditor(around: Around) -> People:
    return [around.bearings.auditor]


def _any_auditor(around: Around) -> People:
    return around.directory.holders("auditor", around.day)


def _qa_lead(around: Around) -> People:
    return around.directory.holders("qa_lead", around.day)


def _practitioner(around: Around) -> People:
    return [around.directory.who_holds(around.bearings.practitioner, around.day)]


def _iro(around: Around) -> People:
    return [around.bearings.iro]


def _cp_chair(around: Around) -> People:
    return [around.bearings.cp_chair]


def _iro_of_looked_after(around: Around) -> People:
    """The IRO, while the child is looked after: they alone may refer to Cafcass, at any point."""
    return [around.bearings.iro] if around.bearings.status == "cla" else []


def _independent_chair(around: Around) -> People:
    """The chair of a child on a plan, else the IRO, else the other: by today's status.

    Never the owner nor the owner's manager (SI 2010/959 reg 46: independence).
    """
    on_plan = around.bearings.status == "cp"
    order = ("cp_chair", "iro") if on_plan else ("iro", "cp_chair")
    concerned = {*around.who("owner"), *around.who("owners_manager")}
    free = [p for relation in order for p in around.who(relation) if p not in concerned]
    return free[:1]


def _who_is_offered_drift(around: Around) -> People:
    """The independent chair; the service manager and a QA lead where there is none."""
    if chair := around.who("independent_chair"):
        return chair
    concerned = set(around.who("owner"))
    leads = [p for p in around.who("qa_lead") if p not in concerned]
    return [*(p for p in around.who("service_manager") if p not in concerned), *leads[:1]]


def _senior(role: str) -> Relation:
    def nearest(around: Around) -> People:
        """The nearest holder of the role, seen from the owner or the child's practitioner."""
        team = around.bearings.team
        return [around.directory.senior(role, _near(around), team, around.day)]

    return nearest


def _team_manager(around: Around) -> People:
    """The line manager of the practitioner concerned; else the nearest team manager."""
    near = _near(around)
    manager = around.directory.manager_of(near, around.day) if near is not None else None
    return [manager] if manager is not None else _senior("team_manager")(around)


def _who_verifies(around: Around) -> People:
    """The auditor, who hears what became of it; else a QA lead, the IRO or the chair.

    Passed over is who is away with nobody to stand in but the owner or the owner's manager.
    """
    barred = around.bars("once_owner") | around.bars("once_owners_manager") | around.bars("owner")
    order = (*around.who("auditor"), *around.who("qa_lead"), *around.who("iro"))
    free = [p for p in (*order, *around.who("cp_chair")) if p not in barred]
    answering = [p for p in free if around.answers_for(p) not in barred]
    return (answering or free)[:1]


def _who_decides(around: Around) -> People:
    """The QA leads, else the auditors, who neither wrote the finding nor own the action."""
    barred = around.bars("auditor") | around.bars("owner")
    leads = [p for p in around.who("qa_lead") if p not in barred]
    return leads or [p for p in around.who("any_auditor") if p not in barred]


def _raiser(around: Around) -> People:
    """Who raised it, or who has followed them as IRO, chair or manager."""
    bearings = around.bearings
    if bearings.raiser is None:
        return []
    if bearings.raised_as in {"iro", "cp_chair", "independent_chair"}:
        follows = around.who(bearings.raised_as) or around.who("independent_chair")
        if follows:
            return follows
    return [around.directory.who_holds(bearings.raiser, around.day)]


def _receiver(around: Around) -> People:
    """Who is asked at the escalation's present level; the next above where that is its raiser.

    Never nobody: where all of those have left, whoever is most senior, be it the raiser.
    """
    raised = set(around.who("raiser"))
    asked = around.bearings.receiver_is
    if asked and (found := [p for p in around.who(asked) if p not in raised]):
        return found
    above = SENIORITY[SENIORITY.index(asked) + 1 :] if asked in SENIORITY else SENIORITY[1:]
    higher = (p for relation in (*above, "qa_lead") for p in around.who(relation))
    return [p for p in higher if p not in raised][:1] or around.who("last_resort")


def _last_resort(around: Around) -> People:
    """The most senior person who works here, else a QA lead, else an admin, else anybody."""
    return [around.directory.first_of((*reversed(SENIORITY), "qa_lead", "admin"), around.day)]


def _practitioner_concerned(around: Around) -> People:
    return [*around.who("owner"), *around.who("practitioner")][:1]


RELATIONS: Mapping[str, Relation] = {
    "owner": _owner,
    "once_owner": _once_owner,
    "owners_manager": _owners_manager,
    "once_owners_manager": _once_owners_manager,
    "leavers_manager": _leavers_manager,
    "manager_above": _manager_above,
    "auditor": _auditor,
    "any_auditor": _any_auditor,
    "qa_lead": _qa_lead,
    "practitioner": _practitioner,
    "practitioner_concerned": _practitioner_concerned,
    "iro": _iro,
    "iro_of_looked_after": _iro_of_looked_after,
    "cp_chair": _cp_chair,
    "independent_chair": _independent_chair,
    "who_is_offered_drift": _who_is_offered_drift,
    "who_verifies": _who_verifies,
    "who_decides": _who_decides,
    "team_manager": _team_manager,
    "service_manager": _senior("service_manager"),
    "head_of_service": _senior("head_of_service"),
    "director": _senior("director"),
    "raiser": _raiser,
    "receiver": _receiver,
    "last_resort": _last_resort,
}
