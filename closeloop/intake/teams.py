"""The teams that a file names: those that are new are made, and the tree follows the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from closeloop.intake import circles
from closeloop.intake.plan import Plan
from closeloop.intake.records import Record
from closeloop.rules.people import Directory, TeamId
from closeloop.store import Session, people

NEW = "“{team}” is a new team and is made. Check the spelling if that was not meant."
NO_TEAM = "this row names no team. Name one, or leave this cell empty."
TWO_PARENTS = "“{team}” stands below “{other}” in row {row}. Write the same in both."
CIRCLE = "these teams stand above each other in a circle: {names}. Change one of them."


@dataclass(slots=True)
class Teams:
    """Teams to make, and what stands above which from now on, by name."""

    new: dict[str, None] = field(default_factory=dict)  # in the order of the file
    parents: dict[str, str] = field(default_factory=dict)
    moves: set[int] = field(default_factory=set)  # the rows that put a team elsewhere


def wanted(plan: Plan, directory: Directory, records: Sequence[Record]) -> Teams:
    """What the rows say of teams. What no cell says of a team stays as it was."""
    teams = Teams()
    said: dict[str, Record] = {}
    for record in records:
        team, parent = _text(record, "team"), _text(record, "team_parent")
        _note_new(teams, plan, directory, record)
        if parent is None:
            continue
        if team is None:
            plan.refuse(record, "team_parent", NO_TEAM)
        elif teams.parents.setdefault(team, parent) == parent:
            said.setdefault(team, record)
        else:
            other = {"other": teams.parents[team], "row": said[team].row}
            plan.refuse(record, "team_parent", TWO_PARENTS.format(team=team, **other))
    kept = parents_in(directory)
    teams.moves = {one.row for team, one in said.items() if teams.parents[team] != kept.get(team)}
    _refuse_circles(plan, kept | teams.parents, said)
    return teams


def make(session: Session, directory: Directory, teams: Teams) -> Mapping[str, TeamId]:
    """Make what is new and set what stands above what; every team's id by name."""
    ids = {name: team.id for name, team in directory.by_team_name.items()}
    ids |= zip(teams.new, people.add_teams(session, list(teams.new)), strict=True)
    kept = parents_in(directory)
    above = {ids[t]: ids[p] for t, p in teams.parents.items() if kept.get(t) != p}
    people.put_below(session, above)
    return ids


def parents_in(directory: Directory) -> dict[str, str | None]:
    """The name of the team above each, as kept."""
    names = {team.id: team.name for team in directory.teams.values()}
    return {t.name: names.get(t.parent) if t.parent else None for t in directory.teams.values()}


def _note_new(teams: Teams, plan: Plan, directory: Directory, record: Record) -> None:
    for column in ("team", "team_parent"):
        name = _text(record, column)
        if name and name not in directory.by_team_name and name not in teams.new:
            teams.new[name] = None
            plan.warn(record, column, NEW.format(team=name))


def _refuse_circles(
    plan: Plan, above: Mapping[str, str | None], said: Mapping[str, Record]
) -> None:
    for circle in circles.found_in(above):
        for team in circle:
            if team in said:
                names = ", ".join((*circle, circle[0]))
                plan.refuse(said[team], "team_parent", CIRCLE.format(names=names))


def _text(record: Record, column: str) -> str | None:
    found = record.values.get(column)
    return None if found is None else str(found)
