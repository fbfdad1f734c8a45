"""The team meeting: many findings at once, one sentence each, with no child and no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from closeloop.loop import team_meeting
from closeloop.loop.team_meeting import MOST, OUTCOMES, Meeting
from closeloop.rules.people import TeamId
from closeloop.rules.refs import number, ref
from closeloop.rules.refusals import MovedOn, Unseen, Wrong
from closeloop.rules.typed_day import read_day
from closeloop.store import team_meetings
from closeloop.store.team_meetings import Point, PointId
from closeloop.web import catalogue
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.supervision_form import typed
from closeloop.web.visitor import me, today

front = Page("team_meeting", __name__)
NEW = 3  # rows for what came up in the meeting
WORDS = {"": "Not discussed today", "celebrate": "Celebrate", "adjust": "Adjust"}
TAKEN = "Somebody logged a meeting of this team meanwhile. Check the list, then save again"


@dataclass(frozen=True, slots=True)
class Row:
    """A row for what came up in the meeting itself."""

    place: int
    standard: str
    sentence: str
    outcome: str


@front.get("/supervision/team")
def show() -> str:
    """What is offered to the team, and room for what came up."""
    with looking() as look:
        return _page(look, _team(look), said(), {})


@front.post("/supervision/team")
def log() -> Response | tuple[str, HTTPStatus]:
    """Log the meeting, or the page again with every word."""
    with looking() as look:
        team = _team(look)
        if team is None:
            raise Unseen
        errors, meeting = _read(look, team)
        if errors or meeting is None:
            return _page(look, team, request.form, errors), HTTPStatus.UNPROCESSABLE_ENTITY
        try:
            return _logged(team, meeting)
        except Wrong as wrong:
            page_ = _page(look, team, request.form, wrong.errors)
            return page_, HTTPStatus.UNPROCESSABLE_ENTITY
        except MovedOn:
            return _page(look, team, request.form, {"held_on": TAKEN}), HTTPStatus.CONFLICT


def _logged(team: TeamId, meeting: Meeting) -> Response:
    with pressing() as press:
        team_meeting.log(press.session, meeting, by=me().id, now=house().now())
        says = "The team meeting is logged. What was not discussed is offered again next time."
        press.done(url_for("team_meeting.show", team=ref("T", team)), says)
    return press.answer()


def _team(look: Look) -> TeamId | None:
    """The team that is asked for; else the reader's own, else the first that they manage."""
    mine = team_meeting.teams_of(look.directory, me().id, today())
    if asked := request.args.get("team"):
        found = number("T", asked)
        if found is None or TeamId(found) not in mine:
            raise Unseen
        return TeamId(found)
    own = me().team
    return own if own in mine else next(iter(mine), None)


def _read(look: Look, team: TeamId) -> tuple[dict[str, str], Meeting | None]:
    """What was typed, and what is wrong with it, by field."""
    errors: dict[str, str] = {}
    held_on: date | None = None
    try:
        held_on = read_day(request.form.get("held_on", ""), today(), field="held_on")
    except Wrong as wrong:
        errors |= wrong.errors
    new = [row for row in _rows(request.form) if row.sentence or row.outcome]
    for row in new:
        errors |= _wrong(look, row)
    if held_on is None or errors:
        return errors or {"held_on": "Enter the date on which it was held"}, None
    outcomes = {
        PointId(int(name.removeprefix("point-"))): came
        for name, came in request.form.items()
        if name.startswith("point-") and name[6:].isdecimal() and came in OUTCOMES
    }
    rows = [(row.standard, row.sentence, row.outcome) for row in new]
    return {}, Meeting(team=team, held_on=held_on, outcomes=outcomes, new=rows)


def _wrong(look: Look, row: Row) -> Mapping[str, str]:
    framework = catalogue.framework(look.session)
    if framework is None or framework.statement(row.standard) is None:
        return {f"standard-{row.place}": f"Choose the standard of sentence {row.place}"}
    field = f"sentence-{row.place}"
    if not row.sentence:
        return {field: f"Enter sentence {row.place}"}
    if len(row.sentence) > MOST:
        return {field: f"Sentence {row.place} must be {MOST} characters or fewer"}
    says = team_meeting.names_somebody(look.directory, row.sentence)
    return {field: says} if says else {}


def _rows(typed_: MultiDict[str, str]) -> list[Row]:
    return [
        Row(
            place,
            typed_.get(f"standard-{place}", ""),
            typed_.get(f"sentence-{place}", "").strip(),
            came if (came := typed_.get(f"outcome-{place}", "")) in OUTCOMES else "",
        )
        for place in range(1, NEW + 1)
    ]


def _page(
    look: Look, team: TeamId | None, typed_: MultiDict[str, str], errors: Mapping[str, str]
) -> str:
    offered: list[Point] = team_meetings.offered(look.session, team) if team else []
    mine = team_meeting.teams_of(look.directory, me().id, today())
    return page(
        "team_meeting",
        look=look,
        team=look.directory.teams[team] if team else None,
        others=[look.directory.teams[one] for one in mine if one != team],
        team_ref=lambda one: ref("T", one.id),
        offered=offered,
        chosen={f"point-{one.id}": typed_.get(f"point-{one.id}", "") for one in offered},
        held=team_meetings.held(look.session, team) if team else [],
        held_on=typed_.get("held_on", typed(today())),
        rows=_rows(typed_),
        groups=catalogue.statements(look.session),
        outcomes=WORDS,
        wrong=errors,
        errors=[{"text": says, "href": f"#{name}"} for name, says in errors.items()],
    )
