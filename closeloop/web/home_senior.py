"""The home of a senior: is it getting better, and where is it stuck."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from closeloop.reports import answers, drift, steps
from closeloop.reports.report import ALL
from closeloop.rules.people import PersonId, Team, TeamId
from closeloop.store import standing_drift, workload
from closeloop.web import pictures
from closeloop.web.pictures import Shown
from closeloop.web.reading import Look
from closeloop.web.team_work import rule_words
from closeloop.web.words import counted

SENIORS = frozenset({"head_of_service", "director"})
LOOK_AT_ALL = SENIORS | {"qa_lead"}


@dataclass(frozen=True, slots=True)
class Better:
    """A sentence with its picture, and the report that it comes from."""

    picture: Shown
    report: str
    question: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """A team with drift: by which rules, and what its people have to carry beside."""

    team: Team
    rules: Sequence[str]
    carries: Sequence[str]


def sections(look: Look) -> dict[str, object]:
    """What the home says under each heading."""
    return {"better": _better(look), "stuck": _stuck(look)}


def _better(look: Look) -> list[Better]:
    """How long to verified, how much drifts, whether escalations are answered in time."""
    asked = look.session, look.reader, ALL
    chosen = (
        ("steps", steps.QUESTION, steps.count(*asked).pictures[-1]),
        ("drift", drift.QUESTION, drift.count(*asked).pictures[0]),
        ("answers", answers.QUESTION, answers.count(*asked).pictures[0]),
    )
    drawn = pictures.shown([picture for _, _, picture in chosen])
    return [
        Better(one, name, question) for one, (name, question, _) in zip(drawn, chosen, strict=True)
    ]


def _stuck(look: Look) -> list[Stuck]:
    """The teams with drift, by name, with their workload beside."""
    directory, sight = look.directory, look.reader.sight
    teams = set(directory.teams) if sight.unrestricted else set(sight.teams)
    members = _members(look, teams)
    rules: dict[TeamId, Counter[str]] = defaultdict(Counter)
    for owner, rule, many in standing_drift.counts(look.session, sight, list(members)):
        rules[members[owner]][rule] += many
    held = workload.children_held(look.session, sight, list(members))
    found = [
        Stuck(
            directory.teams[team],
            [f"{rule_words(rule).lower()} {many}" for rule, many in sorted(counts.items())],
            _carries(look, [p for p, t in members.items() if t == team], held),
        )
        for team, counts in rules.items()
    ]
    return sorted(found, key=lambda one: one.team.name)


def _members(look: Look, teams: Collection[TeamId]) -> dict[PersonId, TeamId]:
    people = look.directory.people.values()
    return {p.id: p.team for p in people if p.team is not None and p.team in teams}


def _carries(look: Look, people: Sequence[PersonId], held: dict[PersonId, int]) -> list[str]:
    """Children held, people away, people who have left."""
    day, known = look.reader.day, [look.directory.people[p] for p in people]
    here = [one for one in known if one.is_here(day)]
    away = sum(one.is_absent(day) for one in here)
    children = counted(sum(held.get(p, 0) for p in people), "child", "children")
    said = [f"{children} held by {counted(len(here), 'person', 'people')}"]
    said += [f"{away} away"] if away else []
    left = len(known) - len(here)
    return said + ([f"{left} left"] if left else [])
