"""Who may see what, said again: contract 7 in loops over plain rows, for any people and any day.

Of the product's own answers it takes two: who stands in for whom, and who is left where nobody
manages. Both have properties of their own in tests/rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from closeloop.rules.people import SENIORITY, Directory, Person, PersonId, TeamId
from tests.together.contents import Contents

Row = Mapping[str, Any]
SEES_ALL = frozenset({"qa_lead", "director"})


@dataclass(frozen=True)
class NeedToKnow:
    """What everybody may see on a day, worked out from all that a database holds."""

    directory: Directory
    day: date
    rows: Contents

    def actions(self, person: PersonId) -> set[int]:
        """The actions that somebody may see."""
        audits = {row["id"]: row for row in self.rows["audit"]}
        return {
            row["item_id"]
            for row in self.rows["action"]
            if any(self._sees_action(one, row, audits) for one in self._stood_for(person))
        }

    def escalations(self, person: PersonId) -> set[int]:
        """The escalations that somebody may see."""
        children = self._children()
        return {
            row["item_id"]
            for row in self.rows["escalation"]
            for one in self._stood_for(person)
            if self._sees_child(one, children[row["child_id"]])
            or row["raised_by"] == one.id
            or self._is_asked(one, row["item_id"])
        }

    def children(self, person: PersonId) -> set[int]:
        """The children whose record somebody may see."""
        stood_for = list(self._stood_for(person))
        return {
            child["id"]
            for child in self.rows["child"]
            if any(self._sees_child(one, child) for one in stood_for)
        }

    def restricted_to(self, person: PersonId, action: Row) -> bool:
        """Whether somebody is named on an action of a restricted child."""
        audits = {row["id"]: row for row in self.rows["audit"]}
        return any(self._is_named_on(one, action, audits) for one in self._stood_for(person))

    def _stood_for(self, person: PersonId) -> Iterator[Person]:
        """Somebody, and whoever they stand in for today; nobody who has left."""
        people = self.directory.people
        if people[person].is_here(self.day):
            yield from (people[one] for one in self.directory.acts_for(person, self.day))

    def _children(self) -> Mapping[int, Row]:
        return {row["id"]: row for row in self.rows["child"]}

    def _sees_child(self, one: Person, child: Row) -> bool:
        if one.id in (child["practitioner_id"], child["iro_id"], child["cp_chair_id"]):
            return True
        team = child["team_id"]
        if "team_manager" in one.roles and team is not None and one.team == team:
            return True
        if child["restricted"]:
            return False
        if one.roles & SEES_ALL:
            return True
        return team in self._teams_of(one) if team else self._manages(one, child["practitioner_id"])

    def _sees_action(self, one: Person, action: Row, audits: Mapping[int, Row]) -> bool:
        child = self._children()[action["child_id"]]
        if self._is_named_on(one, action, audits):
            return True
        if child["restricted"]:
            return False
        return self._sees_child(one, child) or self._manages(one, action["owner_id"])

    def _is_named_on(self, one: Person, action: Row, audits: Mapping[int, Row]) -> bool:
        """As all who may see it whatever the child is: those whom the contract lists."""
        child, owner = self._children()[action["child_id"]], action["owner_id"]
        holds = self._holds(owner)
        named = (child["practitioner_id"], child["iro_id"], child["cp_chair_id"], holds)
        manages_team = "team_manager" in one.roles and one.team == child["team_id"] is not None
        lines = {self._line_manager(owner), self._line_manager(holds)}
        asked_beside = (
            row["item_id"]
            for row in self.rows["escalation"]
            if row["action_id"] == action["item_id"]
        )
        return (
            one.id in named
            or manages_team
            or one.id in lines
            or one.id == audits[action["audit_id"]]["auditor_id"]
            or any(self._is_asked(one, item) for item in (action["item_id"], *asked_beside))
        )

    def _is_asked(self, one: Person, item: int) -> bool:
        return any(
            row["item_id"] == item and row["person_id"] == one.id for row in self.rows["asked"]
        )

    def _line_manager(self, person: int | None) -> PersonId | None:
        """The nearest manager above who works here."""
        people, met = self.directory.people, {person}
        above = people[PersonId(person)].manager if person is not None else None
        while above is not None and above not in met:
            if people[above].is_here(self.day):
                return above
            met.add(above)
            above = people[above].manager
        return None

    def _holds(self, owner: int) -> PersonId | None:
        """Who holds what is this person's: they, else their manager, else who is left."""
        if self.directory.people[PersonId(owner)].is_here(self.day):
            return PersonId(owner)
        return self._line_manager(owner) or self.directory.who_is_left(self.day)

    def _below(self, one: Person) -> set[PersonId]:
        """Everybody from whom a line of managers leads to somebody."""
        found: set[PersonId] = set()
        more = True
        while more:
            lines = found | {one.id}
            reports = {p.id for p in self.directory.people.values() if p.manager in lines}
            more = not reports - {one.id} <= found
            found |= reports - {one.id}
        return found

    def _teams_of(self, one: Person) -> set[TeamId]:
        """The teams of a manager and of managers below, and every team below those."""
        if one.roles.isdisjoint(SENIORITY):
            return set()
        managers = [one, *(self.directory.people[p] for p in self._below(one))]
        tops = {m.team for m in managers if not m.roles.isdisjoint(SENIORITY)}
        return {team for team in self.directory.teams if tops & set(self._upwards(team))}

    def _upwards(self, team: TeamId | None) -> Iterable[TeamId]:
        met: list[TeamId] = []
        while team is not None and team not in met:
            met.append(team)
            team = self.directory.teams[team].parent
        return met

    def _manages(self, one: Person, person: int | None) -> bool:
        """Whether somebody manages a person: below them, or in a team that they answer for."""
        teams = self._teams_of(one)
        if person is None or not teams or person == one.id:
            return False
        other = self.directory.people[PersonId(person)]
        return other.id in self._below(one) or other.team in teams
