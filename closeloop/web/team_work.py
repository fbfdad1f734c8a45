"""What the people of a team hold: a line each, and the teams below with the same columns."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from closeloop.reports.drift import RULES
from closeloop.rules.people import Person, PersonId, Team, TeamId
from closeloop.rules.working_days import last_instant
from closeloop.store import standing_drift, supervision_views, workload
from closeloop.store.workload import Workload
from closeloop.web.reading import Look
from closeloop.web.words import plainly

SUNDAY = 6
COLUMNS = (
    "name",
    "children_held",
    "open",
    "due_this_week",
    "was_due",
    "drifting",
    "last_supervision",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A person or a team: children held, what is open, when a person was last supervised."""

    name: str
    load: Workload
    children: int
    person: Person | None = None
    team: Team | None = None
    last_on: date | None = None
    has_left: bool = False

    @property
    def cells(self) -> tuple[str | int | date | None, ...]:
        """The same for a spreadsheet, in the order of COLUMNS."""
        load = self.load
        counts = (self.children, load.open, load.due_soon, load.was_due, load.drifting)
        return (self.name, *counts, self.last_on)


@dataclass(frozen=True, slots=True)
class TeamWork:
    """A team: its people by name, the teams below it by name, and all owners of its work."""

    team: Team
    people: Sequence[Line] = ()
    below: Sequence[Line] = ()
    owners: frozenset[PersonId] = field(default_factory=frozenset)


FILTERS: Mapping[str, Callable[[Line], bool]] = {
    "was_due": lambda line: bool(line.load.was_due),
    "drifting": lambda line: bool(line.load.drifting),
}


def of(look: Look, team: Team) -> TeamWork:
    """What a team holds, in as many queries for one person as for all."""
    directory, day = look.directory, look.reader.day
    own = _members(look, {team.id})
    teams = [one for one in directory.teams.values() if one.parent == team.id]
    under = {one.id: _members(look, directory.teams_under(one.id)) for one in teams}
    everybody = own | {p for members in under.values() for p in members}
    week_ends = last_instant(day + timedelta(SUNDAY - day.weekday()))
    loads = workload.of(look.session, look.reader, everybody, look.clock.now, week_ends)
    children = workload.children_held(look.session, look.reader.sight, everybody)
    last = supervision_views.last_held(look.session, own)

    def line(person: PersonId) -> Line:
        found = directory.people[person]
        return Line(
            name=found.name,
            load=loads.get(person, Workload()),
            children=children.get(person, 0),
            person=found,
            last_on=last[person][0] if person in last else None,
            has_left=not found.is_here(day),
        )

    people = [line(person) for person in own]
    shown = [one for one in people if not one.has_left or one.load.open or one.children]
    return TeamWork(
        team,
        sorted(shown, key=lambda one: one.name),
        sorted((_sum(one, under[one.id], loads, children) for one in teams), key=_name),
        frozenset(own),
    )


def drifting(look: Look) -> list[tuple[Team, str]]:
    """The teams with drift that the reader answers for, by name: which rules, on how many."""
    directory, sight = look.directory, look.reader.sight
    owners = _members(look, sight.teams)
    found: dict[TeamId, dict[str, int]] = {}
    for owner, rule, count in standing_drift.counts(look.session, sight, owners):
        team = directory.people[owner].team
        if team is not None:
            rules = found.setdefault(team, {})
            rules[rule] = rules.get(rule, 0) + count
    named = [
        (directory.teams[team], ", ".join(f"{rule_words(r).lower()} {n}" for r, n in rules.items()))
        for team, rules in found.items()
    ]
    return sorted(named, key=lambda one: one[0].name)


def rule_words(rule: str) -> str:
    """A rule by which drift is seen, in words."""
    return RULES.get(rule, plainly(rule).capitalize())


def _sum(
    team: Team,
    members: Iterable[PersonId],
    loads: Mapping[PersonId, Workload],
    children: Mapping[PersonId, int],
) -> Line:
    held = sum(children.get(one, 0) for one in members)
    return Line(team.name, workload.together(loads, members), held, team=team)


def _members(look: Look, teams: Collection[TeamId | None]) -> set[PersonId]:
    return {p.id for p in look.directory.people.values() if p.team in teams}


def _name(line: Line) -> str:
    return line.name
