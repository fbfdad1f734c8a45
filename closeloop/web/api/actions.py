"""Actions: listed, read, with their history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Wrong
from closeloop.store import action_filters, actions, history, items
from closeloop.store.history import Event
from closeloop.web.api import action_shown, against, named, paging
from closeloop.web.api.action_shown import ActionShown
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.fields import Email, Name, Reference, moment
from closeloop.web.api.frame import Answer
from closeloop.web.api.paging import Listed, Page


class ActionsAsked(Page):
    """Which actions: all of these at once."""

    state: str | None = None
    owner: Email | None = None
    team: Name | None = Field(default=None, description="The owner's.")
    child_ref: Reference | None = None
    standard: str | None = Field(default=None, description="A standard's code, or a statement's.")
    severity: Literal["critical", "high", "standard"] | None = None
    overdue: bool | None = None
    drifting: bool | None = None
    updated_since: Annotated[datetime | None, BeforeValidator(moment)] = None


class EventShown(BaseModel):
    """An entry of the ledger: `kind` is the name of the step or clock, the first is `raise`."""

    model_config = ConfigDict(serialize_by_alias=True)
    seq: int
    at: datetime
    actor: str = Field(description="An email, `closeloop` for clocks, or `operator`.")
    acting_for: str | None = Field(description="For whom the actor stood in.")
    kind: str
    from_: str | None = Field(serialization_alias="from")
    to: str | None
    data: Mapping[str, Any]
    hash: str


@api.answers("GET", "/actions", asks=ActionsAsked, gives=Listed[ActionShown])
def list_actions(asked: Asked) -> Answer:
    """The actions that the caller may see, by due date; what has none comes last."""
    page = asked.query(ActionsAsked)
    found = actions.listing(
        asked.session,
        asked.reader,
        _filters(asked, page),
        after=paging.behind(asked, page),
        limit=page.limit,
    )
    return paging.of_page(asked, page, found, lambda view: action_shown.shown(asked, view))


@api.answers("GET", "/actions/<action_id>", gives=ActionShown, refuses=[404])
def read_action(asked: Asked, action_id: str) -> Answer:
    """One action."""
    view = actions.one(asked.session, asked.reader, named.action(action_id))
    return Answer(action_shown.shown(asked, view), version=view.item.move_no)


@api.answers(
    "GET", "/actions/<action_id>/events", asks=Page, gives=Listed[EventShown], refuses=[404]
)
def list_events(asked: Asked, action_id: str) -> Answer:
    """The ledger of an action, oldest first."""
    item = items.get_action(asked.session, named.action(action_id), asked.sight, asked.day)
    page = asked.query(Page)
    after = paging.behind(asked, page)
    found = history.events(asked.session, item.id, after=after, limit=page.limit)
    return paging.of_page(asked, page, found, _event)


def _filters(asked: Asked, page: ActionsAsked) -> action_filters.Filters:
    """What the query asks. Raises Wrong for a person, team, state or standard that is not."""
    return action_filters.Filters(
        state=_state(asked, page.state),
        severity=page.severity,
        standards=against.codes(asked, page.standard),
        child_ref=page.child_ref,
        owners=_owners(asked, page),
        overdue=page.overdue,
        drifting=page.drifting,
        updated_since=page.updated_since,
        now=asked.now,
    )


def _state(asked: Asked, state: str | None) -> str | None:
    flows = [f for (name, _), f in asked.rulebook.workflows.items() if name == "audit_action"]
    known = list(dict.fromkeys(name for flow in flows for name in flow.states))
    if state is not None and state not in known:
        raise Wrong({"state": f"There is no such state. Choose one of: {', '.join(known)}."})
    return state


def _owners(asked: Asked, page: ActionsAsked) -> frozenset[PersonId] | None:
    """Whose actions are asked for: who holds a leaver's work is its owner now."""
    asks: list[frozenset[PersonId]] = []
    if page.owner is not None:
        owner = named.person(asked, page.owner, "owner")
        asks.append(asked.directory.held_by(owner.id, asked.day))
    if page.team is not None:
        team = asked.directory.by_team_name.get(page.team)
        if team is None:
            raise Wrong({"team": f"There is no team {page.team}. Check its name."})
        asks.append(asked.directory.held_in(team.id, asked.day))
    return frozenset.intersection(*asks) if asks else None


def _event(event: Event) -> EventShown:
    return EventShown(
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        acting_for=event.acting_for,
        kind=event.kind,
        from_=event.before,
        to=event.after,
        data=event.data,
        hash=event.hash,
    )
