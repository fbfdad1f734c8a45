"""Team: who holds what, what drifts and what clears it. By name, never by who is worst."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request, url_for

from closeloop.rules.day_words import listed
from closeloop.rules.people import Team, TeamId
from closeloop.rules.refs import action_ref
from closeloop.rules.refusals import Unseen
from closeloop.store import standing_drift
from closeloop.store.standing_drift import Standing
from closeloop.web import spreadsheet, team_work
from closeloop.web.door import Page
from closeloop.web.fields import Choice
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking
from closeloop.web.words import lower_first

front = Page("team", __name__)
SHOW = (
    Choice("", "Everybody"),
    Choice("was_due", "With something past its date"),
    Choice("drifting", "With drift"),
)
CLEARS = {
    "discuss": "a discussion",
    "address": "saying where it is recorded",
    "verify": "verifying it",
    "withdraw": "withdrawing it",
    "decide": "deciding its challenge",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The actions on which one rule has found drift, and what clears it."""

    rule: str
    words: str
    clears: str
    found: Sequence[Standing]


@front.get("/team")
def mine() -> str:
    """The reader's own team, or the teams that they answer for."""
    with looking() as look:
        own = [look.directory.people[one].team for one in sorted(look.acts_for())]
        found = next((one for one in own if one is not None and _may_see(look, one)), None)
        if found is not None:
            return _page(look, look.directory.teams[found])
        teams = [one for one in look.directory.teams.values() if _may_see(look, one.id)]
        tops = sorted((one for one in teams if one.parent is None), key=lambda one: one.name)
        return page("team_none", look=look, teams=tops)


@front.get("/team/<team:team>")
def show(team: int) -> str:
    """One team."""
    with looking() as look:
        return _page(look, _team(look, team))


@front.get("/team/<team:team>/people.csv")
def people_csv(team: int) -> Response:
    """The people of one team, and the teams below, for a spreadsheet."""
    with looking() as look:
        work = team_work.of(look, _team(look, team))
        rows = [line.cells for line in (*work.people, *work.below)]
        return spreadsheet.answer("team", look.reader.day, team_work.COLUMNS, rows)


def _team(look: Look, team: int) -> Team:
    found = look.directory.teams.get(TeamId(team))
    if found is None or not _may_see(look, found.id):
        raise Unseen
    return found


def _may_see(look: Look, team: TeamId) -> bool:
    """Whether the reader answers for a team, or sees the whole authority."""
    return team in look.reader.sight.teams or look.reader.sight.unrestricted


def _page(look: Look, team: Team) -> str:
    work = team_work.of(look, team)
    show_only = request.args.get("show", "")
    is_shown = team_work.FILTERS.get(show_only)
    above = look.directory.teams.get(team.parent) if team.parent else None
    return page(
        "team",
        look=look,
        work=work,
        people=[one for one in work.people if is_shown is None or is_shown(one)],
        above=above if above and _may_see(look, above.id) else None,
        here=url_for("team.show", team=team.id),
        show=show_only,
        choices=SHOW,
        groups=_groups(look, standing_drift.of(look.session, look.reader.sight, work.owners)),
        action_ref=action_ref,
    )


def _groups(look: Look, found: Sequence[Standing]) -> list[Group]:
    """Drift by rule, in the order of the workflow's file."""
    workflow = look.reader.rulebook.newest("audit_action")
    by_rule: Mapping[str, list[Standing]] = {one.rule: [] for one in found}
    for one in found:
        by_rule[one.rule].append(one)
    rules = [rule for rule in workflow.drift if rule in by_rule]
    return [
        Group(rule, team_work.rule_words(rule), _clears(look, rule), by_rule[rule])
        for rule in (*rules, *(set(by_rule) - set(rules)))
    ]


def _clears(look: Look, rule: str) -> str:
    """What clears it: "a discussion, withdrawing it or a later date"."""
    workflow = look.reader.rulebook.newest("audit_action")
    drift = workflow.drift.get(rule)
    if drift is None:
        return ""
    steps = workflow.steps
    words = [CLEARS.get(one, lower_first(steps[one].label)) for one in drift.cleared_by]
    words += ["a later date"] if drift.cleared_by_a_later_date else []
    return listed(words).replace(" and ", " or ") if words else ""
