"""Supervision: what the next should cover, logged in one call, and the record read back."""

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from closeloop.loop import supervision
from closeloop.loop.supervision import Discussed, Held
from closeloop.rules import refs
from closeloop.rules.items import ItemId
from closeloop.rules.people import Person
from closeloop.rules.refusals import NotYours
from closeloop.store import agenda, supervision_views
from closeloop.store.actions import ActionView
from closeloop.store.audits import FindingId
from closeloop.store.supervision_views import SupervisionView
from closeloop.web.api import action_shown, named, paging
from closeloop.web.api.action_shown import ActionShown
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.fields import STRICT, Day, Email, Text, at_most
from closeloop.web.api.frame import Answer
from closeloop.web.api.paging import Listed, Page

Outcome = Literal["on_track", "agreed", "done", "support", "disagrees"]
Kind = Literal["one_to_one", "group", "between_sessions"]


class Entry(BaseModel):
    """What came of one action. `agreed_due_on` becomes its date, `note` the reason of a move."""

    model_config = STRICT
    action_id: str
    outcome: Outcome
    note: Text | None = Field(default=None, description="Required for agreed and support.")
    agreed_due_on: Day | None = None


class NewSupervision(BaseModel):
    """A supervision to log: all of its entries or none."""

    model_config = STRICT
    supervisee_email: Email
    held_on: Day
    kind: Kind
    entries: Annotated[list[Entry], at_most(lambda limits: limits.entries)] = Field(
        default_factory=list
    )
    celebrated: list[str] = Field(default_factory=list, description="Findings: strengths.")


class EntryShown(BaseModel):
    """What came of one action."""

    action_id: str
    outcome: str
    note: str | None
    agreed_due_on: date | None


class SupervisionShown(BaseModel):
    """A supervision; of its entries, those whose action the caller may see."""

    id: str
    supervisee_email: str
    supervisor_email: str
    held_on: date
    kind: str
    entries: Sequence[EntryShown]
    celebrated: Sequence[str]
    logged_at: datetime


class AgendaShown(ActionShown):
    """An action to talk about, under the name that an entry gives it."""

    action_id: str


class AgendaAsked(Page):
    """Whose next supervision."""

    supervisee: Email


@api.answers("GET", "/supervisions/agenda", asks=AgendaAsked, gives=Listed[AgendaShown])
def read_agenda(asked: Asked) -> Answer:
    """What somebody's next supervision should cover: critical, was due, drifting, by date."""
    page = asked.query(AgendaAsked)
    person = named.person(asked, page.supervisee, "supervisee")
    _check_prepares(asked, person)
    found = agenda.of(asked.session, asked.reader, person.id, asked.now)
    return paging.counted(asked, page, found, lambda view: _on_agenda(asked, view))


@api.answers("GET", "/supervisions/<supervision_id>", gives=SupervisionShown, refuses=[404])
def read_supervision(asked: Asked, supervision_id: str) -> Answer:
    """One supervision: for the two, and the managers above."""
    view = _view(asked, supervision_id)
    return Answer(shown(asked, view), version=view.id)


@api.answers(
    "POST",
    "/supervisions",
    takes=NewSupervision,
    gives=SupervisionShown,
    status=HTTPStatus.CREATED,
    refuses=[403, 409],
    sees=lambda asked, first: _view(asked, first["id"]),
)
def log_supervision(asked: Asked) -> Answer:
    """Log a supervision: any outcome makes its action discussed, none addresses it."""
    email = asked.json.get("supervisee_email")
    known = asked.directory.by_email.get(email.strip().lower()) if isinstance(email, str) else None
    if known is not None:
        supervision.check_manages(asked.session, known.id, by=asked.caller.id, day=asked.day)
    held = _held(asked, asked.body(NewSupervision))
    made = supervision.log(asked.session, asked.rulebook, held, by=asked.caller.id, now=asked.now)
    view = _view(asked, refs.ref("S", made))
    return Answer(shown(asked, view), HTTPStatus.CREATED, version=view.id)


def _check_prepares(asked: Asked, person: Person) -> None:
    """Raise NotYours for all but the person, who manages them or their team, or sees all."""
    directory, acts_for = asked.directory, asked.sight.acts_for
    above = set(directory.chain_above(person.id, asked.day)) | {person.id}
    is_theirs = not acts_for.isdisjoint(above) or person.id in asked.sight.people
    if not (is_theirs or asked.sight.unrestricted):
        raise NotYours


def _held(asked: Asked, body: NewSupervision) -> Held:
    return Held(
        supervisee=named.person(asked, body.supervisee_email, "supervisee_email").id,
        held_on=body.held_on,
        kind=body.kind,
        entries=tuple(
            Discussed(
                action=ItemId(refs.action_id(one.action_id) or 0),  # 0: nobody's, so not theirs
                outcome=one.outcome,
                note=one.note,
                agreed_due_on=one.agreed_due_on,
            )
            for one in body.entries
        ),
        celebrated=tuple(named.finding(ref) or FindingId(0) for ref in body.celebrated),
    )


def _view(asked: Asked, supervision_id: str) -> SupervisionView:
    return supervision_views.one(asked.session, asked.reader, named.supervision(supervision_id))


def shown(asked: Asked, view: SupervisionView) -> SupervisionShown:
    """A supervision as the caller sees it."""
    return SupervisionShown(
        id=refs.ref("S", view.id),
        supervisee_email=asked.directory.people[view.supervisee].email,
        supervisor_email=asked.directory.people[view.by].email,
        held_on=view.held_on,
        kind=view.kind,
        entries=[
            EntryShown(
                action_id=refs.action_ref(one.action),
                outcome=one.outcome,
                note=one.note,
                agreed_due_on=one.agreed_due_on,
            )
            for one in view.entries
        ],
        celebrated=[refs.ref("F", one) for one in view.celebrated],
        logged_at=view.logged_at,
    )


def _on_agenda(asked: Asked, view: ActionView) -> AgendaShown:
    return AgendaShown(action_id=refs.action_ref(view.id), **action_shown.said(asked, view))
