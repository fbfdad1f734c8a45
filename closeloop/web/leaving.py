"""Who leaves, has left or is away, of the people whom the reader answers for."""

from collections.abc import Sequence
from dataclasses import dataclass

from closeloop.rules.people import Person, PersonId
from closeloop.store import handovers
from closeloop.web.reading import Look
from closeloop.web.visitor import me
from closeloop.web.words import counted

WORDS = {
    "children": ("child", "children"),
    "actions": ("open action", ""),
    "escalations": ("escalation raised", "escalations raised"),
    "to_verify": ("action to verify", "actions to verify"),
}


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who leaves or has left, and what they hold."""

    person: Person
    has_left: bool
    holds: Sequence[str]


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away today, and who stands in for them."""

    person: Person
    stand_in: str


def leavers(look: Look) -> list[Leaver]:
    """Who leaves, the first to go first; and who has left while they still hold something."""
    directory, day = look.directory, look.reader.day
    going = [p for p in _mine(look) if directory.people[p].leaves_on is not None]
    held = handovers.counts(look.session, look.reader.sight, going) if going else {}
    found = []
    for person in going:
        holds = _words(held[person]) + _beside(look, person)
        has_left = not directory.is_here(person, day)
        if holds or not has_left:
            found.append(Leaver(directory.people[person], has_left, holds))
    return sorted(found, key=lambda one: (one.person.leaves_on or day, one.person.name))


def others(look: Look) -> list[Person]:
    """Who else may move to other work, by name."""
    people = (look.directory.people[p] for p in _mine(look))
    staying = (one for one in people if one.leaves_on is None)
    return sorted(staying, key=lambda one: one.name)


def away(look: Look) -> list[Away]:
    """Who is away today, by name."""
    directory, day = look.directory, look.reader.day
    people = (directory.people[p] for p in _mine(look) if directory.is_here(p, day))
    found = [
        Away(one, look.name(directory.stand_in(one.id, day)))
        for one in people
        if one.is_absent(day)
    ]
    return sorted(found, key=lambda one: one.person.name)


def stands_in_for(look: Look) -> list[Person]:
    """For whom the reader stands in today, by name."""
    found = (look.directory.people[one] for one in look.acts_for() - {me().id})
    return sorted(found, key=lambda one: one.name)


def verifiers(look: Look) -> list[str]:
    """Who verifies what an auditor who has left once found: the QA leads."""
    return [look.name(one) for one in look.directory.holders("qa_lead", look.reader.day)]


def _mine(look: Look) -> set[PersonId]:
    """Everybody below the reader, and leavers whose work falls to the reader."""
    directory, day = look.directory, look.reader.day
    acts_for = look.acts_for()
    below = {p for one in acts_for for p in directory.everybody_below(one)}
    held = {p for one in acts_for for p in directory.held_by(one, day)}
    return (below | held) - {me().id} - acts_for


def _words(holds: dict[str, int]) -> list[str]:
    return [counted(holds[kind], *WORDS[kind]) for kind in WORDS if holds.get(kind)]


def _beside(look: Look, person: PersonId) -> list[str]:
    """What the staff list says they do for others: supervise, stand in."""
    directory, day = look.directory, look.reader.day
    reports = sum(directory.is_here(p, day) for p in directory.reports_of(person))
    deputised = sum(p.deputy == person and p.is_here(day) for p in directory.people.values())
    found = [f"supervises {counted(reports, 'person', 'people')}"] if reports else []
    return found + (
        [f"stands in for {counted(deputised, 'person', 'people')}"] if deputised else []
    )
