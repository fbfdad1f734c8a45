"""After a supervision: correct its record the same day, and offer to the team what was learnt."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict

from closeloop.loop import correction, team_meeting
from closeloop.loop.team_meeting import MOST
from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_id
from closeloop.rules.refusals import Wrong
from closeloop.store import Session, team_meetings
from closeloop.store.supervision_views import SupervisionView
from closeloop.web import catalogue
from closeloop.web.fields import SENTENCES
from closeloop.web.here import house
from closeloop.web.reading import Look
from closeloop.web.visitor import me

Does = Callable[[Session], str]  # what is done in one transaction, and what the banner says then


@dataclass(frozen=True, slots=True)
class Offer:
    """A standard that was spoken of, and the sentence for the team, if there is one."""

    standard: str
    words: str
    sentence: str


def offers(look: Look, held: SupervisionView, typed: MultiDict[str, str]) -> list[Offer]:
    """The standards of what was discussed and celebrated, each once, in order."""
    team = look.person(held.supervisee).team
    framework = catalogue.framework(look.session)
    if team is None or framework is None:
        return []
    codes = {entry.standard for entry in held.entries}
    codes |= team_meetings.standards_of(look.session, held.celebrated)
    found = (framework.statement(code) for code in sorted(codes))
    return [
        Offer(one.code, f"{one.printed} {one.text}", typed.get(f"sentence-{one.code}", "").strip())
        for one in found
        if one
    ]


def offer(look: Look, held: SupervisionView) -> Does:
    """Offer what was typed to the team of whom was supervised. Raises Wrong."""
    team = look.person(held.supervisee).team
    said = [one for one in offers(look, held, request.form) if one.sentence]
    errors = {}
    for one in said:
        field = f"sentence-{one.standard}"
        if len(one.sentence) > MOST:
            errors[field] = f"The sentence must be {MOST} characters or fewer"
        elif says := team_meeting.names_somebody(look.directory, one.sentence):
            errors[field] = says
    if not said or team is None:
        known = offers(look, held, request.form)
        errors[f"sentence-{known[0].standard}" if known else "offer"] = "Enter a sentence to offer"
    if errors or team is None:
        raise Wrong(errors)

    def does(session: Session) -> str:
        pairs = [(one.standard, one.sentence) for one in said]
        team_meetings.offer(session, team, pairs, me().id, house().now())
        return "It is offered to the next team meeting, without any child or person."

    return does


def correct(held: SupervisionView) -> Does:
    """Add what is right instead, beside what stands. Raises Wrong."""
    text = request.form.get("correction", "").replace("\r\n", "\n").strip()
    about = request.form.get("about", "")
    action = action_id(about) if about else None
    if not text:
        raise Wrong({"correction": "Enter what is right instead"})
    if len(text) > SENTENCES:
        raise Wrong({"correction": f"The correction must be {SENTENCES} characters or fewer"})
    if about and action not in {entry.action for entry in held.entries}:
        raise Wrong({"about": "Choose one of the actions of this record"})
    item = None if action is None else ItemId(action)

    def does(session: Session) -> str:
        rulebook = house().rulebook(session)
        now = house().now()
        correction.correct(session, rulebook, held.id, item, text, by=me().id, now=now)
        return "The correction stands beside the first entry, which stays as it was."

    return does
