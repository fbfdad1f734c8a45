"""The people of an authority as one value: who manages, stands in for and follows whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, NewType

PersonId = NewType("PersonId", int)
TeamId = NewType("TeamId", int)

ROLES = (
    "practitioner",
    "team_manager",
    "service_manager",
    "iro",
    "cp_chair",
    "auditor",
    "qa_lead",
    "head_of_service",
    "director",
    "admin",
)
SENIORITY = ("team_manager", "service_manager", "head_of_service", "director")
MOST_HOPS = 3  # from a deputy to the deputy's deputy; after that the manager


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague. `absent_to` and `leaves_on` are last days, London's."""

    id: PersonId
    email: str
    name: str
    roles: frozenset[str]
    team: TeamId | None = None
    manager: PersonId | None = None
    absent_from: date | None = None
    absent_to: date | None = None
    deputy: PersonId | None = None
    leaves_on: date | None = None

    def is_here(self, day: date) -> bool:
        """Whether they still work here on that day; absence does not count."""
        return self.leaves_on is None or day <= self.leaves_on

    def is_absent(self, day: date) -> bool:
        """Whether they are away on that day."""
        return (
            self.absent_from is not None
            and self.absent_from <= day
            and (self.absent_to is None or day <= self.absent_to)
        )


@dataclass(frozen=True, slots=True)
class Team:
    """A team, and the one above it."""

    id: TeamId
    name: str
    parent: TeamId | None = None


@dataclass(frozen=True)
class Directory:
    """Everybody and every team, as they stand at one version of the staff list.

    Everything that depends on a day takes it, so the value needs no clock. No question ever
    follows more than the people there are: circles of managers or deputies end.
    """

    number: int
    people: Mapping[PersonId, Person]
    teams: Mapping[TeamId, Team] = field(default_factory=dict)
    worked_out: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    # ^ what others have worked out from this very value, kept as long as it is

    @cached_property
    def by_email(self) -> Mapping[str, Person]:
        """Everybody by email, in lower case."""
        return {person.email.lower(): person for person in self.people.values()}

    @cached_property
    def by_team_name(self) -> Mapping[str, Team]:
        """Every team by name."""
        return {team.name: team for team in self.teams.values()}

    @cached_property
    def _reports(self) -> Mapping[PersonId, tuple[PersonId, ...]]:
        found: dict[PersonId, list[PersonId]] = defaultdict(list)
        for person in self.people.values():
            if person.manager is not None and person.manager != person.id:
                found[person.manager].append(person.id)
        return {manager: tuple(reports) for manager, reports in found.items()}

    @cached_property
    def _below(self) -> Mapping[TeamId, tuple[TeamId, ...]]:
        found: dict[TeamId, list[TeamId]] = defaultdict(list)
        for team in self.teams.values():
            if team.parent is not None:
                found[team.parent].append(team.id)
        return {parent: tuple(teams) for parent, teams in found.items()}

    @cached_property
    def _by_role(self) -> Mapping[str, tuple[PersonId, ...]]:
        found: dict[str, list[PersonId]] = defaultdict(list)
        for person in sorted(self.people.values(), key=lambda person: person.id):
            for role in person.roles:
                found[role].append(person.id)
        return {role: tuple(holders) for role, holders in found.items()}

    @cached_property
    def _deputised(self) -> Mapping[PersonId, tuple[PersonId, ...]]:
        found: dict[PersonId, list[PersonId]] = defaultdict(list)
        for person in self.people.values():
            if person.absent_from is not None:
                found[person.deputy or person.id].append(person.id)
        return {deputy: tuple(people) for deputy, people in found.items()}

    def is_here(self, person: PersonId | None, day: date) -> bool:
        """Whether there is such a person and they still work here."""
        found = self.people.get(person) if person is not None else None
        return found is not None and found.is_here(day)

    def holders(self, role: str, day: date) -> tuple[PersonId, ...]:
        """Who has the role and works here, the longest known first."""
        return tuple(p for p in self._by_role.get(role, ()) if self.people[p].is_here(day))

    def chain_above(self, person: PersonId, day: date) -> Iterator[PersonId]:
        """The line managers above somebody, nearest first, without those who have left."""
        met = {person}
        found = self.people.get(person)
        while found and found.manager is not None and found.manager not in met:
            met.add(found.manager)
            found = self.people.get(found.manager)
            if found and found.is_here(day):
                yield found.id

    def manager_of(self, person: PersonId, day: date) -> PersonId | None:
        """The nearest line manager who works here."""
        return next(self.chain_above(person, day), None)

    def who_holds(self, person: PersonId | None, day: date) -> PersonId | None:
        """Who holds what is this person's: they, or their manager once they have left."""
        if person is None or self.is_here(person, day):
            return person
        return self.manager_of(person, day)

    def holder(self, person: PersonId | None, day: date) -> PersonId | None:
        """Who holds it in the end: a QA lead, else whoever is left, where no manager is there."""
        return self.who_holds(person, day) or self.who_is_left(day)

    def who_is_left(self, day: date) -> PersonId | None:
        """A QA lead, else the most senior person who works here, else an admin, else anybody."""
        return self.first_of(("qa_lead", *reversed(SENIORITY), "admin"), day)

    def first_of(self, roles: Iterable[str], day: date) -> PersonId | None:
        """Whoever holds the first of these roles that is held, else anybody who works here."""
        if found := next((p for role in roles for p in self.holders(role, day)), None):
            return found
        return next((p for p in sorted(self.people) if self.is_here(p, day)), None)

    def held_by(self, person: PersonId, day: date) -> frozenset[PersonId]:
        """Whose work somebody holds: their own, and that of leavers which falls to them."""
        if not self.is_here(person, day):
            return frozenset()
        left = (p for p in self.everybody_below(person) if not self.is_here(p, day))
        mine = {p for p in left if self.manager_of(p, day) == person}
        if person == self.who_is_left(day):
            everybody = (p for p in self.people if not self.is_here(p, day))
            mine |= {p for p in everybody if self.manager_of(p, day) is None}
        return frozenset({person} | mine)

    def held_in(self, team: TeamId, day: date) -> frozenset[PersonId]:
        """Whose work the people of one team hold."""
        members = (p.id for p in self.people.values() if p.team == team)
        return frozenset(held for p in members for held in self.held_by(p, day))

    def stand_in(self, person: PersonId, day: date) -> PersonId | None:
        """Who acts for somebody who is away: the deputy, else the manager; None when not away.

        A deputy who is away too is followed, three hops at most; a circle ends with the manager.
        """
        found, met = self.people[person], {person}
        if not found.is_absent(day):
            return None
        for _ in range(MOST_HOPS):
            if found.deputy is None or found.deputy in met or not self.is_here(found.deputy, day):
                break
            found = self.people[found.deputy]
            met.add(found.id)
            if not found.is_absent(day):
                return found.id
        return next((p for p in self.chain_above(person, day) if not self._is_away(p, day)), None)

    def acts_for(self, person: PersonId, day: date) -> frozenset[PersonId]:
        """Whom somebody acts for on that day: themselves, and everybody they stand in for."""
        away = {p for group in self._deputised.values() for p in group}
        others = (p for p in away if self.people[p].is_here(day))
        return frozenset({person} | {p for p in others if self.stand_in(p, day) == person})

    def reports_of(self, person: PersonId) -> tuple[PersonId, ...]:
        """Whom somebody line-manages."""
        return self._reports.get(person, ())

    def answers_to(self, person: PersonId, day: date) -> frozenset[PersonId]:
        """Whose nearest manager who works here this person is: their reports, past leavers."""
        return frozenset(
            p for p in self.everybody_below(person) if self.manager_of(p, day) == person
        )

    def everybody_below(self, person: PersonId) -> frozenset[PersonId]:
        """Everybody whose line of managers leads to this person."""
        met: set[PersonId] = set()
        ahead = list(self.reports_of(person))
        while ahead:
            if (report := ahead.pop()) not in met and report != person:
                met.add(report)
                ahead.extend(self.reports_of(report))
        return frozenset(met)

    def teams_under(self, team: TeamId | None) -> frozenset[TeamId]:
        """A team and all the teams below it."""
        met: set[TeamId] = set()
        ahead = [team] if team is not None else []
        while ahead:
            if (found := ahead.pop()) not in met:
                met.add(found)
                ahead.extend(self._below.get(found, ()))
        return frozenset(met)

    def teams_managed(self, person: PersonId) -> frozenset[TeamId]:
        """The teams that a manager answers for: their own, those of managers below, all below."""
        if self.people[person].roles.isdisjoint(SENIORITY):
            return frozenset()
        below = (p for p in self.everybody_below(person) if self.people[p].roles & set(SENIORITY))
        tops = (self.people[p].team for p in (person, *below))
        return frozenset(team for top in tops for team in self.teams_under(top))

    def people_managed(self, person: PersonId) -> frozenset[PersonId]:
        """Everybody below in line management, or in a team that this person answers for."""
        teams = self.teams_managed(person)
        in_teams = {p.id for p in self.people.values() if p.team in teams} if teams else set()
        return (self.everybody_below(person) | in_teams) - {person}

    def senior(
        self, role: str, near: PersonId | None, team: TeamId | None, day: date
    ) -> PersonId | None:
        """The nearest holder of a senior role: up the line, else of the area, else more senior.

        Never nobody while anybody with such a role or above works here.
        """
        roles = SENIORITY[SENIORITY.index(role) :]
        above = list(self.chain_above(near, day)) if near is not None else []
        beside = self.people.get(near) if near is not None else None
        areas = {team, beside.team if beside else None} - {None}
        for senior in roles:
            up_the_line = (p for p in above if senior in self.people[p].roles)
            of_the_area = (p for p in self.holders(senior, day) if self._covers(p, senior, areas))
            if found := next(chain(up_the_line, of_the_area), None):
                return found
        return next((p for senior in roles for p in self.holders(senior, day)), None)

    def _covers(self, person: PersonId, role: str, teams: set[TeamId | None]) -> bool:
        """Whether a senior's area takes in one of the teams; a director's is the authority."""
        return role == SENIORITY[-1] or bool(teams & self.teams_managed(person))

    def _is_away(self, person: PersonId, day: date) -> bool:
        return self.people[person].is_absent(day)
