"""Escalations: raised, answered by whoever is asked, closed by whoever raised them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Literal

from pydantic import BaseModel, Field

from closeloop.loop import escalation
from closeloop.loop.escalation import Ground
from closeloop.rules import refs
from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Move
from closeloop.rules.refusals import NotNow, NotYours, Unseen, Wrong
from closeloop.store import escalation_views, items
from closeloop.store.escalation_views import ANSWERING, EscalationView, Filters
from closeloop.web.api import escalation_shown, named, paging
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.escalation_shown import EscalationShown, State
from closeloop.web.api.fields import STRICT, Day, Email, Reference, Text
from closeloop.web.api.frame import Answer
from closeloop.web.api.paging import Listed, Page

Level = Literal["informal", "team_manager", "service_manager", "head_of_service", "director"]
Reached = Literal[
    "independent", "informal", "team_manager", "service_manager", "head_of_service", "director"
]


class NewEscalation(BaseModel):
    """An escalation to raise, about an action or about a child; never about a person's conduct."""

    model_config = STRICT
    action_id: str | None = None
    child_ref: Reference | None = None
    impact: Text = Field(description="On the child.")
    tried: Text
    asks: Text
    level: Level | None = Field(default=None, description="Else where the ladder begins.")
    reason: Text | None = Field(default=None, description="Where a rung is skipped.")


class Response(BaseModel):
    """The receiver's answer; the raiser may respond with escalate only."""

    model_config = STRICT
    response: Literal["resolved", "direction", "escalate"]
    note: Text
    by_on: Day | None = Field(default=None, description="With direction.")
    level: Level | None = Field(default=None, description="With escalate; else the next.")
    reason: Text | None = Field(default=None, description="Where a rung is skipped.")


class Closing(BaseModel):
    """How it ended, by whoever raised it."""

    model_config = STRICT
    outcome: Literal["back_on_track", "no_longer_needed", "unresolved"]
    note: Text


class EscalationsAsked(Page):
    """Which escalations: all of these at once."""

    state: State | None = None
    level: Reached | None = None
    action_id: str | None = None
    child_ref: Reference | None = None
    raised_by: Email | None = None


@api.answers("GET", "/escalations", asks=EscalationsAsked, gives=Listed[EscalationShown])
def list_escalations(asked: Asked) -> Answer:
    """The escalations that the caller may see, the first due first."""
    page = asked.query(EscalationsAsked)
    by = named.person(asked, page.raised_by, "raised_by") if page.raised_by else None
    action = ItemId(refs.action_id(page.action_id) or 0) if page.action_id else None
    wanted = Filters(
        state=page.state,
        level=page.level,
        action=action,
        child_ref=page.child_ref,
        raised_by=None if by is None else {by.id},
    )
    after = paging.behind(asked, page)
    found = escalation_views.listing(
        asked.session, asked.reader, wanted, after=after, limit=page.limit
    )
    return paging.of_page(asked, page, found, lambda view: escalation_shown.shown(asked, view))


@api.answers("GET", "/escalations/<escalation_id>", gives=EscalationShown, refuses=[404])
def read_escalation(asked: Asked, escalation_id: str) -> Answer:
    """One escalation."""
    view = escalation_views.one(asked.session, asked.reader, named.escalation(escalation_id))
    return _answer(asked, view)


@api.answers(
    "POST",
    "/escalations",
    takes=NewEscalation,
    gives=EscalationShown,
    status=HTTPStatus.CREATED,
    refuses=[403, 409],
    sees=lambda asked, first: _item(asked, first["id"]),
)
def raise_escalation(asked: Asked) -> Answer:
    """Raise an escalation: IRO, chair, QA lead, or a manager who sees the child."""
    ground = _ground(asked)
    body = asked.body(NewEscalation)
    said = body.model_dump(exclude={"action_id", "child_ref"}, exclude_none=True)
    by, now = asked.caller.id, asked.now
    made = escalation.raise_on(asked.session, asked.rulebook, ground, said, by=by, now=now)
    return _answer(asked, _after(asked, made), HTTPStatus.CREATED)


@api.answers(
    "POST",
    "/escalations/<escalation_id>/respond",
    takes=Response,
    gives=EscalationShown,
    refuses=[403, 404, 409, 412],
    sees=lambda asked, _, escalation_id: _item(asked, escalation_id),
)
def respond(asked: Asked, escalation_id: str) -> Answer:
    """Answer as the receiver, or take it to the next level as the raiser."""
    item = _item(asked, escalation_id)
    with _in_words_of_the_call(item):
        _check_may(asked, item, _answers(asked))
        body = asked.body(Response)
        facts = body.model_dump(exclude={"response"}, exclude_none=True)
        by, now = asked.caller.id, asked.now
        made = escalation.respond(
            asked.session, asked.rulebook, item.id, body.response, facts, by=by, now=now
        )
    return _moved(asked, made)


@api.answers(
    "POST",
    "/escalations/<escalation_id>/close",
    takes=Closing,
    gives=EscalationShown,
    refuses=[403, 404, 409, 412],
    sees=lambda asked, _, escalation_id: _item(asked, escalation_id),
)
def close(asked: Asked, escalation_id: str) -> Answer:
    """Close it, as whoever raised it or followed them."""
    item = _item(asked, escalation_id)
    with _in_words_of_the_call(item):
        _check_may(asked, item, {"close"})
        facts = asked.body(Closing).model_dump()
        by, now = asked.caller.id, asked.now
        made = escalation.close(asked.session, asked.rulebook, item.id, facts, by=by, now=now)
    return _moved(asked, made)


def _ground(asked: Asked) -> Ground:
    """On what the body would raise one. Raises NotNow, NotYours; Wrong for what is not seen."""
    action, child = asked.json.get("action_id"), asked.json.get("child_ref")
    if (action is None) == (child is None):
        asked.body(NewEscalation)
        raise Wrong({"action_id": "Give either an action or a child, not both."})
    about = {"child_ref": str(child).strip()} if action is None else {}
    found = None if action is None else ItemId(refs.action_id(str(action)) or 0)
    try:
        return escalation.ground(
            asked.session, by=asked.caller.id, now=asked.now, action=found, **about
        )
    except Unseen:
        asked.body(NewEscalation)  # what else does not fit is said first
        field, thing = ("child_ref", "child") if action is None else ("action_id", "action")
        raise named.not_there(field, thing) from None
    except NotNow as refusal:
        raise NotNow(refusal.item, names=["respond"]) from None


def _item(asked: Asked, escalation_id: str) -> Item:
    """The escalation as the rules take it. Raises Unseen."""
    item_id = named.escalation(escalation_id)
    return items.get_escalation(asked.session, item_id, asked.sight, asked.day)


def _answers(asked: Asked) -> frozenset[str]:
    """The steps that the response comes to, for receiver or raiser; any, where it is none."""
    step = escalation.RESPONSES.get(str(asked.json.get("response")))
    if step is None:
        return ANSWERING
    return frozenset({step, "escalate"} if step == "pass_up" else {step})


def _check_may(asked: Asked, item: Item, steps: Collection[str]) -> None:
    """Raise Stale, then NotNow, then NotYours, unless one of the steps is open to the caller."""
    asked.expects(item.move_no)
    open_to = asked.rulebook.open_to(item, asked.caller.id)
    if not set(steps) & set(open_to):
        is_open = any(asked.rulebook.is_open(item, step) for step in steps)
        raise NotYours(item.id) if is_open else NotNow(item.id, names=open_to)


@contextmanager
def _in_words_of_the_call(item: Item) -> Iterator[None]:
    """Say what is allowed by the names of the calls, not of the workflow's steps."""
    try:
        yield
    except NotNow as refusal:
        names = escalation_views.calls(refusal.names)
        raise NotNow(item.id, names=names) from None


def _after(asked: Asked, item_id: ItemId) -> EscalationView:
    return escalation_views.one(asked.session, asked.reader_of_act, item_id)


def _moved(asked: Asked, made: Move) -> Answer:
    return _answer(asked, _after(asked, made.item.id))


def _answer(asked: Asked, view: EscalationView, status: int = HTTPStatus.OK) -> Answer:
    return Answer(escalation_shown.shown(asked, view), status, version=view.item.move_no)
