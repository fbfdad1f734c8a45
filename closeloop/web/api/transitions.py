"""Steps on an action: one call for all that a workflow has, with what each requires."""

from http import HTTPStatus
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from closeloop.loop import steps
from closeloop.rules.items import Item
from closeloop.rules.moves import Fact
from closeloop.rules.refusals import Wrong
from closeloop.store import actions, items
from closeloop.store.actions import ActionView
from closeloop.web.api import action_shown, named
from closeloop.web.api.action_shown import ActionShown
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.fields import Day, Email, Text
from closeloop.web.api.frame import Answer


class Transition(BaseModel):
    """A step to take; `note` and `evidence` may go with any, the rest with those that say so.

    A step that an authority has added may take more: texts, by their names in the workflow.
    """

    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, Text | None] = Field(init=False)
    trigger: str
    note: Text | None = None
    evidence: Text | None = Field(default=None, description="Where it is on the child's record.")
    reason: Text | None = None
    finding: Text | None = Field(default=None, description="The new words, where reworded.")
    decision: Literal["stands", "reworded", "withdrawn"] | None = None
    owner_email: Email | None = None
    due_on: Day | None = None
    difference: Literal["yes", "too_early", "no"] | None = None
    ask_again_on: Day | None = None
    voice: Literal["child", "family", "worker", "none"] | None = None


@api.answers(
    "POST",
    "/actions/<action_id>/transitions",
    takes=Transition,
    gives=ActionShown,
    refuses=[403, 404, 409, 412],
    sees=lambda asked, _, action_id: _item(asked, action_id),
)
def take_step(asked: Asked, action_id: str) -> Answer:
    """Take a step of the action's workflow."""
    item = _item(asked, action_id)
    asked.expects(item.move_no)
    trigger = _trigger(asked, item)
    steps.may_take(asked.rulebook, item, trigger, asked.caller.id)
    facts = _facts(asked)
    steps.take_on(
        asked.session, asked.rulebook, item, trigger, facts, by=asked.caller.id, now=asked.now
    )
    view = actions.one(asked.session, asked.reader_of_act, item.id)
    answer = action_shown.shown(asked, view)
    if warnings := _warnings(asked, facts, view):
        answer.warnings = warnings
    return Answer(answer, HTTPStatus.OK, version=view.item.move_no)


def _item(asked: Asked, action_id: str) -> Item:
    """The action as the rules take it. Raises Unseen."""
    return items.get_action(asked.session, named.action(action_id), asked.sight, asked.day)


def _trigger(asked: Asked, item: Item) -> str:
    """The step that the body names. Raises Wrong for none of the workflow's."""
    known = asked.rulebook.workflows[item.follows].steps
    trigger = asked.json.get("trigger")
    if not isinstance(trigger, str) or trigger not in known:
        raise Wrong({"trigger": f"trigger: give a step of its workflow: {', '.join(known)}."})
    return trigger


def _facts(asked: Asked) -> dict[str, Fact]:
    """What goes with the step. Raises Wrong for what only a supervision says."""
    facts = asked.body(Transition).model_dump(exclude={"trigger"}, exclude_none=True)
    if others := [name for name in IN_SUPERVISION if name in facts]:
        raise Wrong(dict.fromkeys(others, "This is said in a supervision. Leave it out."))
    return facts


IN_SUPERVISION = ("outcome", "held_on")


def _warnings(asked: Asked, facts: dict[str, Fact], view: ActionView) -> list[str]:
    """That somebody else holds it than was named: who was named has left."""
    to = facts.get("owner_email")
    named_owner = asked.directory.by_email.get(str(to)) if to else None
    if named_owner is None or view.owner in {None, named_owner.id}:
        return []
    holds = asked.directory.people[view.owner].name if view.owner else ""
    return [f"{named_owner.name} has left; {holds} holds this action."]
