"""What a file says now of findings that it has brought before: nothing new, or an amendment.

A row is held against what the file said last, not against what people have made of it since: the
same file again changes nothing, whoever has moved the action on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from closeloop.intake.audit_line import SAID, Line
from closeloop.intake.desk import Desk
from closeloop.intake.plan import Plan
from closeloop.loop import amendment
from closeloop.loop.amendment import Amendment
from closeloop.rules.items import ItemId
from closeloop.store.audits import KnownFinding

ACTED_ON = (
    "somebody has acted on this finding, so a file changes it no more. Take this row out, or change"
    " the action on its page."
)


@dataclass(frozen=True, slots=True)
class Different:
    """A row that says something else than it said before: the columns, and what it says now."""

    line: Line
    known: KnownFinding
    said: Mapping[str, str]
    columns: tuple[str, ...]


def between(line: Line, known: KnownFinding) -> Different | None:
    """What is different; None where nothing is. An empty cell leaves things as they were."""
    said = line.said()
    if said == known.said:
        return None
    columns = tuple(
        name
        for name in SAID
        if name in said
        and said[name] != known.said.get(name)
        and not (name == "owner_email" and _owns_it(line, known))
    )
    return Different(line, known, {**known.said, **said}, columns) if columns else None


def _owns_it(line: Line, known: KnownFinding) -> bool:
    """Whether the owner that the row names holds it already, themselves or for who has left."""
    return (known.owner or known.about) in (line.owner, line.holder)


def amendments(plan: Plan, desk: Desk, different: Iterable[Different]) -> list[Amendment]:
    """What to amend. Refused is what somebody has acted on since."""
    found = list(different)
    items = [one.known.item for one in found if one.known.item is not None]
    closed: frozenset[ItemId] = amendment.acted_on(desk.session, items)
    taken = []
    for one in found:
        if one.known.item in closed:
            plan.refuse(one.line.record, one.columns[0], ACTED_ON)
        else:
            plan.outcomes[one.line.record.row] = "updated"
            taken.append(_amendment(one))
    return taken


def _amendment(one: Different) -> Amendment:
    line, finding = one.line, one.line.finding()
    now = {name: getattr(finding, name, None) for name in one.columns if name != "owner_email"}
    owner = line.holder if "owner_email" in one.columns else None
    return Amendment(finding=one.known.id, item=one.known.item, said=one.said, owner=owner, **now)
