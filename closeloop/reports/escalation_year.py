"""A year of escalations: what an IRO service tells its board once a year (IRO Handbook 2010)."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from closeloop.reports import answers
from closeloop.reports.report import Cells, Counted, Scope
from closeloop.rules import months
from closeloop.rules.day_words import full_day_words
from closeloop.rules.pictures import Bar, Bars
from closeloop.rules.workflow import Workflow
from closeloop.store import Session
from closeloop.store.actions import Reader
from closeloop.store.tables import (
    ActionRow,
    AnswerRow,
    ChildRow,
    EntryRow,
    EscalationRow,
    FindingRow,
    FootprintRow,
    ItemRow,
)

QUESTION = "What did escalations come to in the year?"
HOW = (
    "An escalation counts in the financial year in which it was raised or offered, a footprint by"
    " its day. What is yours is what you raised, or answered when drift was offered to you."
)
COLUMNS = ("about", "what", "count")
ASKS = ("year", "whose", "area")
CHOSEN = {
    "resolve": "No concern now",
    "direct": "A view given",
    "pass_up": "Raised",
    "go_up": "Went up unanswered",
    "clear": "Cleared by itself",
}
OUTCOMES = {
    "back_on_track": "Back on track",
    "no_longer_needed": "No longer needed",
    "unresolved": "Unresolved",
}
FOOTPRINTS = {"check": "Checks", "challenge": "Challenges", "praise": "Praise"}
TOLD = "tell_cafcass"
Section = tuple[str, Mapping[str, int]]  # what it is about, and what is counted under which words


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of an escalation's ledger, as far as it is counted."""

    kind: str
    at: datetime
    by_a_person: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Life:
    """One escalation, from the day on which it was raised."""

    item: int
    level: str
    ended: bool
    standard: str | None
    entries: Sequence[Told]

    @property
    def was_offered(self) -> bool:
        """Whether closeloop offered it, and nobody raised it."""
        return not self.entries[0].by_a_person


def count(session: Session, reader: Reader, scope: Scope) -> Counted:
    """The year, section by section."""
    began = scope.year or months.year_of(reader.day)
    lives = _lives(session, reader, scope, began)
    workflow = reader.rulebook.newest("escalation")
    sections = [
        *_sections(workflow, lives),
        ("Footprints", _footprints(session, reader, scope, began)),
    ]
    rows: list[Cells] = [
        {"about": about, "what": what, "count": many}
        for about, found in sections
        for what, many in found.items()
    ]
    return Counted(_says(began, lives), list(map(_bars, range(len(sections)), sections)), rows)


def _sections(workflow: Workflow, lives: Sequence[Life]) -> Iterator[Section]:
    offered = [one for one in lives if one.was_offered]
    begun = {"Raised by a person": len(lives) - len(offered), "Drift offered": len(offered)}
    told = sum(any(e.kind == TOLD for e in one.entries) for one in lives)
    yield "Escalations", begun | {"Cafcass told": told}
    chosen = Counter(_first(one, CHOSEN) for one in offered)
    yield "What was chosen on drift", _counts(CHOSEN, chosen)
    levels = Counter(one.level for one in lives)
    yield "Highest level reached", {rung.label: levels[rung.name] for rung in workflow.rungs}
    came = [(one.item, entry.kind, entry.at) for one in lives for entry in one.entries]
    in_time = Counter(good for _, good in answers.settled(came))
    yield "Answers", {"In time": in_time[True], "Their time was over first": in_time[False]}
    yield "Outcome", _outcomes(lives)
    themes = Counter(f"Standard {one.standard.split('.')[0]}" for one in lives if one.standard)
    alone = sum(one.standard is None for one in lives)
    yield "About", dict(sorted(themes.items())) | {"A child, and no one action": alone}


def _first(life: Life, kinds: Mapping[str, str]) -> str | None:
    return next((entry.kind for entry in life.entries if entry.kind in kinds), None)


def _counts(words: Mapping[str, str], found: Mapping[str | None, int]) -> dict[str, int]:
    return {said: found.get(name, 0) for name, said in words.items()}


def _outcomes(lives: Sequence[Life]) -> dict[str, int]:
    """How those ended that have, by the last word of whoever closed them."""
    closed = Counter[str | None](
        str(entry.facts.get("outcome"))
        for one in lives
        for entry in one.entries
        if entry.kind == "close"
    )
    others = sum(one.ended for one in lives) - closed.total()
    return _counts(OUTCOMES, closed) | {
        "Drift answered or cleared": others,
        "Still open": sum(not one.ended for one in lives),
    }


def _says(began: date, lives: Sequence[Life]) -> str:
    offered = sum(one.was_offered for one in lives)
    raised = len(lives) - offered
    since = f"In the year from {full_day_words(began)}"
    people = f"{raised} escalation{' was' if raised == 1 else 's were'} raised"
    return (
        f"{since}, {people} and drift was offered {'once' if offered == 1 else f'{offered} times'}."
    )


def _bars(place: int, section: Section) -> Bars:
    about, found = section
    bars = tuple(Bar(what, (many,)) for what, many in found.items())
    name = f"section{place}"
    return Bars(name=name, measure=about, says=about, parts=("Number",), bars=bars)


def _within(began: date) -> tuple[datetime, datetime]:
    return months.begins_at(began), months.begins_at(months.later(began, months.YEAR))


def _lives(session: Session, reader: Reader, scope: Scope, began: date) -> list[Life]:
    """The escalations of a year, each with its ledger: two queries."""
    first, after = _within(began)
    asked = (
        select(EscalationRow.item_id, EscalationRow.level, ItemRow.ended, FindingRow.standard)
        .join(ItemRow, ItemRow.id == EscalationRow.item_id)
        .join(ChildRow, ChildRow.id == EscalationRow.child_id)
        .outerjoin(ActionRow, ActionRow.item_id == EscalationRow.action_id)
        .outerjoin(FindingRow, FindingRow.id == ActionRow.finding_id)
        .where(ItemRow.begun_at >= first, ItemRow.begun_at < after)
        .where(reader.sight.escalations(), *scope.narrows(), *_whose(scope))
        .order_by(EscalationRow.item_id)
    )
    found = session.execute(asked).all()
    entries = _entries(session, select(asked.subquery().c.item_id))
    return [
        Life(row.item_id, row.level, row.ended, row.standard, entries[row.item_id]) for row in found
    ]


def _whose(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Whose escalations: who raised them, or answered drift that was offered."""
    if scope.raised_by is not None:
        gave = select(AnswerRow.item_id).where(AnswerRow.by_id.in_(scope.raised_by))
        offered = EscalationRow.raised_by.is_(None) & EscalationRow.item_id.in_(gave)
        yield or_(EscalationRow.raised_by.in_(scope.raised_by), offered)


def _entries(session: Session, items: Any) -> Mapping[int, Sequence[Told]]:  # noqa: ANN401 - a query of ids
    asked = (
        select(EntryRow.item_id, EntryRow.kind, EntryRow.at, EntryRow.actor_id, EntryRow.told)
        .where(EntryRow.item_id.in_(items))
        .order_by(EntryRow.item_id, EntryRow.seq)
    )
    found: dict[int, list[Told]] = defaultdict(list)
    for item, kind, at, actor, told in session.execute(asked):
        found[item].append(Told(kind, at, actor is not None, json.loads(told)["facts"]))
    return found


def _footprints(session: Session, reader: Reader, scope: Scope, began: date) -> Mapping[str, int]:
    asked = (
        select(FootprintRow.kind, func.count())
        .join(ChildRow, ChildRow.id == FootprintRow.child_id)
        .where(FootprintRow.on >= began, FootprintRow.on < months.later(began, months.YEAR))
        .where(reader.sight.children())
        .group_by(FootprintRow.kind)
    )
    if scope.teams is not None:
        asked = asked.where(ChildRow.team_id.in_(scope.teams))
    if scope.raised_by is not None:
        asked = asked.where(FootprintRow.by_id.in_(scope.raised_by))
    return _counts(FOOTPRINTS, {row[0]: row[1] for row in session.execute(asked)})
