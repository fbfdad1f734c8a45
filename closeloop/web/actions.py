"""Actions: find and filter what one may see."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from flask import Response, request, url_for

from closeloop.loop.reassignment import STEP
from closeloop.rules.csv_text import Given
from closeloop.rules.people import Person, PersonId, TeamId
from closeloop.rules.refs import action_ref
from closeloop.rules.working_days import london_day
from closeloop.store import actions
from closeloop.store.action_filters import Filters
from closeloop.store.actions import ActionView
from closeloop.web import against, catalogue, onward, pages_of, spreadsheet, tags
from closeloop.web.door import Page
from closeloop.web.fields import Choice
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking

front = Page("actions", __name__)
ASKED = ("state", "whose", "standard", "severity", "was_due", "drifting", "child")
OPEN, EVERY = "open", "every"
NONE = "Select an action to reassign"
AT_ONCE_IN_A_FILE = 500
COLUMNS = (
    "id",
    "child_ref",
    "standard",
    "severity",
    "state",
    "owner",
    "due_on",
    "moves",
    "drift",
    "finding",
    "action",
)


@front.get("/actions")
def show() -> str:
    """A page of actions, the first due first."""
    query = _query()
    with looking() as look:
        found = actions.listing(
            look.session,
            look.reader,
            _filters(look, query),
            after=pages_of.asked(),
            limit=pages_of.SIZE,
        )
        return page(
            "actions",
            look=look,
            found=found.items,
            query=query,
            choices=_choices(look),
            paging=pages_of.paging(found, query),
            tags_of=lambda view: tags.of(onward.workflow_of(look, view), view.item),
            action_ref=action_ref,
            may_give=any(STEP in view.allowed for view in found.items),
            ticked="all" in request.args,
            tick_all=_here(all="1"),
            as_csv=f"{url_for('actions.as_csv')}?{urlencode(query)}",
            errors=[{"text": NONE, "href": "#actions"}] if "none" in request.args else [],
        )


@front.get("/actions.csv")
def as_csv() -> Response:
    """What the same filters find, all of it, for a spreadsheet."""
    query = _query()
    with looking() as look:
        rows = [_cells(look, view) for view in _all(look, _filters(look, query))]
        return spreadsheet.answer("actions", look.reader.day, COLUMNS, rows)


def _query() -> dict[str, str]:
    return {name: said for name in ASKED if (said := request.args.get(name, "").strip())}


def _here(**more: str) -> str:
    """This page of the list, with more in its address."""
    kept = {name: said for name, said in request.args.items() if name in (*ASKED, "after", "page")}
    return f"{url_for('actions.show')}?{urlencode(kept | more)}"


def _all(look: Look, filters: Filters) -> Iterator[ActionView]:
    """Every action that the filters find, read some hundreds at a time."""
    place = None
    while True:
        found = actions.listing(
            look.session, look.reader, filters, after=place, limit=AT_ONCE_IN_A_FILE
        )
        yield from found.items
        if found.next is None:
            return
        place = found.next


def _cells(look: Look, view: ActionView) -> list[Given]:
    drift = ";".join(one.rule for one in view.drift)
    due_on = london_day(view.due_at) if view.due_at else None
    about = [action_ref(view.id), view.child_ref, view.standard, view.item.severity]
    stands = [view.item.state, look.name(view.owner), due_on, view.moves, drift]
    return [*about, *stands, view.finding, view.action]


def _filters(look: Look, query: Mapping[str, str]) -> Filters:
    """What was asked for; what is no choice of ours asks nothing."""
    state = query.get("state", OPEN)
    known = {choice.value for choice in _states(look)}
    return Filters(
        state=state if state in known and state not in (OPEN, EVERY) else None,
        open=True if state == OPEN else None,
        severity=query.get("severity") if query.get("severity") in catalogue.SEVERITIES else None,
        standards=against.statements(look, query.get("standard")),
        child_ref=query.get("child"),
        owners=_owners(look, query.get("whose", "")),
        overdue=True if "was_due" in query else None,
        drifting=True if "drifting" in query else None,
        now=look.clock.now,
    )


def _owners(look: Look, whose: str) -> frozenset[PersonId] | None:
    """Whose work is asked for: one's own, a person's, a team's."""
    if whose == "mine":
        return look.reader.sight.holds_for
    kind, _, number = whose.partition("-")
    if not number.isdecimal():
        return None
    if kind == "P":
        return (
            look.directory.held_by(PersonId(int(number)), look.reader.day)
            if (PersonId(int(number)) in look.directory.people)
            else frozenset()
        )
    teams = look.directory.teams_under(TeamId(int(number)))
    return frozenset(p.id for p in look.directory.people.values() if p.team in teams)


def _choices(look: Look) -> dict[str, list[Choice]]:
    """What each filter offers this reader."""
    return {
        "state": _states(look),
        "whose": [Choice("", "Anybody’s"), Choice("mine", "Mine"), *_people(look)],  # noqa: RUF001
        "standard": [Choice("", "Any"), *against.standards(look)],
        "severity": [
            Choice("", "Any"),
            *(Choice(name, words) for name, words in catalogue.SEVERITIES.items()),
        ],
    }


def _states(look: Look) -> list[Choice]:
    states = look.reader.rulebook.newest("audit_action").states.values()
    named = [Choice(state.name, state.label) for state in states]
    return [Choice(OPEN, "Open"), Choice(EVERY, "Open and closed"), *named]


def _people(look: Look) -> list[Choice]:
    """The teams and people that the reader answers for, by name."""
    sight, directory = look.reader.sight, look.directory
    teams = sorted(directory.teams[one].name for one in sight.teams if one in directory.teams)
    by_name = directory.by_team_name
    people: list[Person] = sorted(
        (directory.people[one] for one in sight.people), key=lambda person: person.name
    )
    return [
        *(Choice(f"T-{by_name[name].id}", f"Team: {name}") for name in teams),
        *(Choice(f"P-{person.id}", person.name) for person in people),
    ]
