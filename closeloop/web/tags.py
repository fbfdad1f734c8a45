"""Tags: the state, and the first mark that is true. Words always stand with the colour."""

from dataclasses import dataclass

from closeloop.rules.items import Item
from closeloop.rules.workflow import Workflow

COLOURS = {
    "raised": "blue",
    "discussed": "purple",
    "addressed": "teal",
    "verified": "green",
    "withdrawn": "grey",
    "waiting": "blue",
    "answered": "teal",
    "passed_up": "purple",
    "closed": "green",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A word and its colour."""

    words: str
    colour: str


def of(workflow: Workflow, item: Item) -> list[Tag]:
    """The tags of an item, two at most."""
    state = Tag(workflow.states[item.state].label, COLOURS.get(item.state, "blue"))
    return [state, *_marks(item)[:1]]


def _marks(item: Item) -> list[Tag]:
    marks = (
        (item.severity == "critical", Tag("Critical", "red")),
        ("challenged" in item.marks, Tag("Challenged", "magenta")),
        (bool(item.drifting), Tag("Drifting", "yellow")),
        (item.severity == "high", Tag("High", "orange")),
    )
    return [tag for is_so, tag in marks if is_so]
