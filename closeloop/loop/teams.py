"""Teams: added, and put below another; none ever stands below itself."""

from datetime import datetime

from closeloop.loop.staff import ADMIN
from closeloop.rules.moves import Fact
from closeloop.rules.people import Person, TeamId
from closeloop.rules.refusals import NotYours, Unseen, Wrong
from closeloop.store import Session, people, register


def add(session: Session, name: str, below: TeamId | None, *, by: Person, now: datetime) -> None:
    """Add a team. Raises NotYours, and Wrong for a name that is there."""
    _check_admin(by)
    people.lock(session)
    if name in people.directory(session).by_team_name:
        raise Wrong({"name": f"There is a team {name} already. Give this one another name."})
    people.team(session, name, below)
    register.note(session, "team_added", {"team": name}, now=now, by=by)


def move(
    session: Session, team: TeamId, below: TeamId | None, *, by: Person, now: datetime
) -> None:
    """Put a team, and all below it, below another, or at the top.

    Raises NotYours, Unseen, and Wrong for a place below itself.
    """
    _check_admin(by)
    people.lock(session)
    directory = people.directory(session)
    if team not in directory.teams or (below is not None and below not in directory.teams):
        raise Unseen
    if below in directory.teams_under(team):
        raise Wrong({"below": "A team cannot stand below itself. Choose another."})
    people.put_below(session, {team: below})
    facts: dict[str, Fact] = {"team": directory.teams[team].name}
    if below is not None:
        facts["below"] = directory.teams[below].name
    register.note(session, "team_moved", facts, now=now, by=by)


def _check_admin(by: Person) -> None:
    if ADMIN not in by.roles:
        raise NotYours
