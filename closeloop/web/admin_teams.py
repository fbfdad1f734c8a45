"""Teams as they stand below each other; add one, move one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.intake import values
from closeloop.loop import teams
from closeloop.rules.moves import Fact
from closeloop.rules.people import Team, TeamId
from closeloop.rules.refusals import Wrong
from closeloop.web import fields
from closeloop.web.admin_people import teams_by_name
from closeloop.web.door import Page
from closeloop.web.fields import Choice, Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, today

front = Page("admin_teams", __name__)
TOP = Choice("top", "No team: at the top")
NAME = Field(name="name", label="Name of the new team", kind="line", most=values.NAME_LIMIT)
NEW_BELOW = Field(
    name="new_below", label="Below", kind="select", asks="Choose what it stands below"
)
TEAM = Field(name="team", label="Team", kind="select", asks="Choose a team to move")
BELOW = replace(NEW_BELOW, name="below")


@dataclass(frozen=True, slots=True)
class Branch:
    """A team, how many people are in it, and the teams below it."""

    team: Team
    people: int
    below: "list[Branch]"


@front.get("/admin/teams")
def show() -> str:
    """All of them, nested."""
    with looking() as look:
        return _page(look, {})


@front.post("/admin/teams")
def change() -> Response | tuple[str, HTTPStatus]:
    """Add a team, or move one and all below it."""
    with looking() as look:
        new, known = _asked(look)[:2], _asked(look)[2:]
        adds = "add" in request.form
        try:
            facts = fields.read_or_refuse(new if adds else known, request.form, today())
            return _added(facts) if adds else _moved(facts)
        except Wrong as wrong:
            return _page(look, wrong.errors), HTTPStatus.UNPROCESSABLE_ENTITY


def _added(facts: Mapping[str, Fact]) -> Response:
    name, below = str(facts["name"]), _team(str(facts["new_below"]))
    with pressing() as press:
        teams.add(press.session, name, below, by=me(), now=house().now())
        press.done(url_for("admin_teams.show"), f"{name} is added.")
    return press.answer()


def _moved(facts: Mapping[str, Fact]) -> Response:
    team, below = TeamId(int(str(facts["team"]))), _team(str(facts["below"]))
    with pressing() as press:
        teams.move(press.session, team, below, by=me(), now=house().now())
        press.done(url_for("admin_teams.show"), "The team is moved.")
    return press.answer()


def _team(chosen: str) -> TeamId | None:
    return None if chosen == TOP.value else TeamId(int(chosen))


def _asked(look: Look) -> list[Field]:
    """The fields of both forms: two to add, two to move."""
    known = tuple(teams_by_name(look))
    above = (TOP, *known)
    return [
        NAME,
        replace(NEW_BELOW, choices=above),
        replace(TEAM, choices=known),
        replace(BELOW, choices=above),
    ]


def _page(look: Look, errors: Mapping[str, str]) -> str:
    asked = _asked(look)
    return page(
        "admin_teams",
        look=look,
        branches=_branches(look, None),
        fields=fields.filled(asked, said(), errors),
        errors=fields.in_summary(errors, asked),
    )


def _branches(look: Look, parent: TeamId | None) -> list[Branch]:
    """The teams below one, by name, each with those below it."""
    here = [one for one in look.directory.people.values() if one.is_here(today())]
    return [
        Branch(team, sum(one.team == team.id for one in here), _branches(look, team.id))
        for team in sorted(look.directory.teams.values(), key=lambda one: one.name.casefold())
        if team.parent == parent
    ]
