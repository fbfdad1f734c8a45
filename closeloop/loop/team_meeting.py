"""Team meetings: findings become one sentence each, with no child and no person in it (R20)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from closeloop.rules.people import Directory, PersonId, TeamId
from closeloop.rules.refusals import MovedOn, Unseen, Wrong
from closeloop.rules.working_days import london_day
from closeloop.store import Session, people, team_meetings
from closeloop.store.team_meetings import PointId

OUTCOMES = ("celebrate", "adjust")
MOST = 200  # characters of a sentence
REFERENCE = re.compile(r"\b[A-Za-z]{1,6}-\d{2,}\b|\b\d{5,}\b|\b[0-9A-Z]{4}-[0-9A-Z]{2}\b")
WORD = re.compile(r"[^\W_]+")
NAMES_A_CHILD = "Leave out the reference: this is read without any child in it"
NAMES_A_PERSON = "Leave out {name}: this is read without any person in it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A team meeting to log: what became of what was offered, and what came up in it."""

    team: TeamId
    held_on: date
    outcomes: Mapping[PointId, str] = field(default_factory=dict)
    new: Sequence[tuple[str, str, str]] = ()  # standard, sentence, outcome; none: for next time


def teams_of(directory: Directory, by: PersonId, day: date) -> list[TeamId]:
    """The teams whose meetings somebody logs, by name."""
    acts_for = directory.acts_for(by, day)
    found = {team for one in acts_for for team in directory.teams_managed(one)}
    return sorted(found, key=lambda team: directory.teams[team].name)


def log(session: Session, meeting: Meeting, *, by: PersonId, now: datetime) -> None:
    """Log a meeting. Raises Unseen for another's team, MovedOn for a point that was taken since."""
    directory, day = people.directory(session), london_day(now)
    if meeting.team not in teams_of(directory, by, day):
        raise Unseen
    if meeting.held_on > day:
        raise Wrong({"held_on": "Date held must be today or in the past"})
    waiting = {one.id for one in team_meetings.offered(session, meeting.team)}
    if set(meeting.outcomes) - waiting:
        raise MovedOn(None)
    pairs = [(standard, sentence) for standard, sentence, _ in meeting.new]
    ids = team_meetings.offer(session, meeting.team, pairs, by, now)
    came = {point: new[2] for point, new in zip(ids, meeting.new, strict=True) if new[2]}
    taken = {**meeting.outcomes, **came}
    if not taken:
        raise Wrong({"held_on": "Choose celebrate or adjust for what was discussed"})
    values = {
        "team_id": meeting.team,
        "held_on": meeting.held_on,
        "by_id": by,
        "logged_at": now,
    }
    team_meetings.add(session, values, taken)


def names_somebody(directory: Directory, sentence: str) -> str:
    """What is wrong with a sentence that names a child, an action or a colleague; else nothing."""
    if REFERENCE.search(sentence):
        return NAMES_A_CHILD
    said = f" {_words(sentence)} "
    for person in directory.people.values():
        words = _words(person.name)
        if " " in words and f" {words} " in said:
            return NAMES_A_PERSON.format(name=person.name)
    return ""


def _words(text: str) -> str:
    """The words alone, each apart from the next by one space."""
    return " ".join(WORD.findall(text.casefold()))
