"""Independence: why somebody may not verify what they own, manage or have answered for.

The rulebook says whether (`may_take`); this says why, for who would be asked otherwise.
"""

from dataclasses import dataclass

from closeloop.rules.items import Item
from closeloop.rules.people import PersonId
from closeloop.rules.workflow import Step


@dataclass(frozen=True, slots=True)
class Bar:
    """The relation that keeps somebody from a step; as a deputy, it is another's."""

    relation: str
    as_deputy: bool


def bar(item: Item, rule: Step, person: PersonId) -> Bar | None:
    """What keeps a person from a step that would be theirs otherwise; None where nothing does.

    None too where the step is not for them in the first place.
    """
    around = item.around
    if not any(person in around.may(one) for one in rule.by if one != "closeloop"):
        return None
    for relation in rule.never:
        if person in around.who(relation):
            return Bar(relation, as_deputy=False)
    for relation in rule.never if rule.nor_deputies else ():
        if person in around.bars(relation):
            return Bar(relation, as_deputy=True)
    return None
