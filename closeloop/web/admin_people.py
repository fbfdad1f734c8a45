"""The staff list, for an administrator: who is here, in which team, when they last signed in."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import request, url_for

from closeloop.rules.people import ROLES, Person, TeamId
from closeloop.store import sign_ins
from closeloop.web.door import Page
from closeloop.web.fields import Choice
from closeloop.web.frame import ROLE_WORDS, page
from closeloop.web.pages_of import SIZE, Paging
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import today

front = Page("admin_people", __name__)
ASKED = ("name", "role", "team", "who")
LEFT, LACKING = "left", "lacking"


@front.get("/admin/people")
def show() -> str:
    """A page of the staff list, by name."""
    query = {name: said for name in ASKED if (said := request.args.get(name, "").strip())}
    with looking() as look:
        found = [person for person in by_name(look) if _fits(look, person, query)]
        number = min(max(request.args.get("page", 1, int), 1), max(1, -(-len(found) // SIZE)))
        shown = found[(number - 1) * SIZE : number * SIZE]
        return page(
            "admin_people",
            look=look,
            found=shown,
            count=len(found),
            query=query,
            choices=_choices(look),
            last=sign_ins.last_used(look.session, [person.id for person in shown]),
            roles_of=roles_of,
            paging=_paging(query, number, len(found)),
        )


def by_name(look: Look) -> list[Person]:
    """Everybody, by name."""
    return sorted(look.directory.people.values(), key=lambda one: (one.name.casefold(), one.id))


def roles_of(person: Person) -> str:
    """Somebody's roles in words."""
    return ", ".join(ROLE_WORDS[role] for role in ROLES if role in person.roles)


def teams_by_name(look: Look) -> list[Choice]:
    """Every team, by name."""
    teams = sorted(look.directory.teams.values(), key=lambda team: team.name.casefold())
    return [Choice(str(team.id), team.name) for team in teams]


def _fits(look: Look, person: Person, query: Mapping[str, str]) -> bool:
    """Whether somebody is among those who were asked for; leavers only where they were."""
    who, name = query.get("who"), query.get("name", "").casefold()
    if person.is_here(today()) is (who == LEFT):
        return False
    lacks = person.team is None or look.directory.manager_of(person.id, today()) is None
    return (
        (name in person.name.casefold() or name in person.email)
        and query.get("role", "") in {"", *person.roles}
        and (who != LACKING or lacks)
        and ("team" not in query or _is_in(look, person, query["team"]))
    )


def _is_in(look: Look, person: Person, team: str) -> bool:
    below = look.directory.teams_under(TeamId(int(team))) if team.isdecimal() else frozenset()
    return person.team in below


def _choices(look: Look) -> dict[str, list[Choice]]:
    return {
        "role": [Choice("", "Any"), *(Choice(role, ROLE_WORDS[role]) for role in ROLES)],
        "team": [Choice("", "Any"), *teams_by_name(look)],
        "who": [
            Choice("", "Works here"),
            Choice(LACKING, "Has no manager or no team"),
            Choice(LEFT, "Has left"),
        ],
    }


def _paging(query: Mapping[str, str], number: int, count: int) -> Paging:
    here = url_for("admin_people.show")
    following = f"{here}?{urlencode({**query, 'page': number + 1})}"
    first = f"{here}?{urlencode(query)}" if query else here
    return Paging(number, first, following if number * SIZE < count else None)
