"""What a handover gave to whom, and one text to copy for each child."""

from collections.abc import Sequence

from closeloop.rules.day_words import full_day_words, listed
from closeloop.rules.refs import action_ref
from closeloop.rules.working_days import london_day
from closeloop.store import handovers
from closeloop.store.handovers import Given, Handover, HandoverId
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking

front = Page("handover_record", __name__)
PLACES = {"practitioner": "practitioner", "iro": "IRO", "cp_chair": "child protection chair"}


@front.get("/handover/records/<handover:handover>")
def show(handover: int) -> str:
    """What was given to whom, for who handed it over."""
    with looking() as look:
        made = handovers.one(look.session, look.reader.sight, HandoverId(handover))
        of_child: dict[str, list[Given]] = {}
        for given in made.given:
            if given.child_ref is not None:
                of_child.setdefault(given.child_ref, []).append(given)
        return page(
            "handover_record",
            look=look,
            made=made,
            to=sorted({look.name(given.to) for given in made.given}),
            texts=[(ref, _text(look, made, given)) for ref, given in sorted(of_child.items())],
            others=[given for given in made.given if given.child_ref is None],
        )


def _text(look: Look, made: Handover, given: Sequence[Given]) -> str:
    """What stands on one child's record of it."""
    lines = [f"Handover on {full_day_words(london_day(made.at))}, by {look.name(made.by)}."]
    for one in given:
        if one.what in PLACES:
            change = f"from {look.name(made.person)} to {look.name(one.to)}"
            lines.append(f"The {PLACES[one.what]} changes {change}.")
    for to in dict.fromkeys(one.to for one in given if one.what == "action"):
        refs = [action_ref(one.item) for one in given if one.item and one.to == to]
        lines.append(f"{listed(refs)}: now with {look.name(to)}. Dates stay as they are.")
    return "\n".join([*lines, made.reason])
