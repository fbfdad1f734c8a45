"""What becomes of an action: told by a story of the demonstration, or made up by chance."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

# Of all actions that no story tells, how many …
TALKED_ABOUT_LATE = 0.12
FORGOTTEN = 0.1  # until somebody asks
CONTESTED = 0.05
HANDED_ON = 0.03
WITHDRAWN = 0.02
RETURNED = 0.15
MAKE_A_DIFFERENCE = 0.7
TOO_EARLY_TO_SAY = 0.7  # of the rest


@dataclass(frozen=True, slots=True)
class Planned:
    """A step that somebody means to take, so many working days after the action was raised."""

    after: int
    step: str
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One action of the demonstration. `child`: a reference, or a status; `raised`: days ago."""

    owner: str
    child: str
    raised: int
    steps: tuple[Planned, ...]
    severity: str = "standard"
    statement: str | None = None
    auditor: str | None = None
    left: bool = False  # nobody does more than its steps say


@dataclass(frozen=True, slots=True)
class Words:
    """What people say where no other text fits."""

    no_concern: tuple[str, ...]
    passed_up: tuple[str, ...]
    countersigned: tuple[str, ...]


@cache
def told() -> tuple[Story, ...]:
    """The stories that make up what stands today."""
    return tuple(_story(**entry) for entry in _file()["story"])


@cache
def words() -> Words:
    """The words beside the stories."""
    return Words(**{name: tuple(texts) for name, texts in _file()["words"].items()})


def made_up(chance: Random, severity: str) -> tuple[Planned, ...]:
    """What becomes of an action that no story tells: most go well, some slowly, few not at all."""
    quick = severity == "high"
    read = chance.randint(0, 1 if quick else 2)
    talk = read + (chance.randint(1, 2) if quick else chance.randint(1, 6))
    if chance.random() < TALKED_ABOUT_LATE:
        talk += 3 if quick else 8
    steps = [Planned(read, "acknowledge"), *_on_the_way(chance, read), Planned(talk, "discuss")]
    done = talk + (chance.randint(1, 3) if quick else chance.randint(2, 8))
    if chance.random() < FORGOTTEN:
        steps.append(Planned(done + 12, "discuss"))
        done += 15
    return tuple(sorted((*steps, *_ending(chance, done)), key=lambda step: step.after))


def _on_the_way(chance: Random, read: int) -> tuple[Planned, ...]:
    """What happens to some actions besides: contested, handed on, withdrawn."""
    kind = chance.random()
    if kind < CONTESTED:
        decision = chance.choice(("stands", "stands", "withdrawn"))
        decided = read + chance.randint(2, 4)
        return (Planned(read, "challenge", decision), Planned(decided, "decide"))
    if kind < CONTESTED + HANDED_ON:
        return (Planned(read + 1, "reassign"),)
    withdrawn = kind < CONTESTED + HANDED_ON + WITHDRAWN
    return (Planned(read + 2, "withdraw"),) if withdrawn else ()


def _ending(chance: Random, done: int) -> tuple[Planned, ...]:
    """Addressed, perhaps returned, verified, and asked whether it made a difference."""
    seen = done + chance.randint(2, 9)
    steps = [Planned(done, "address")]
    if chance.random() < RETURNED:
        steps.append(Planned(seen, "return"))
        again = seen + chance.randint(2, 5)
        seen = again + chance.randint(1, 5)
        steps.append(Planned(again, "address"))
    steps.append(Planned(seen, "verify"))
    asked = seen + chance.randint(10, 22)
    if chance.random() < MAKE_A_DIFFERENCE:
        return (*steps, Planned(asked, "impact", "yes"))
    early = chance.random() < TOO_EARLY_TO_SAY
    first = Planned(asked, "impact", "too_early" if early else "no")
    later = (Planned(asked + 15, "impact", "yes"),) if early else ()
    return (*steps, first, *later)


def _story(*, raised: int, steps: list[str], **said: Any) -> Story:  # noqa: ANN401 - as the file has it
    return Story(raised=raised, steps=tuple(_planned(raised, step) for step in steps), **said)


def _planned(raised: int, said: str) -> Planned:
    """A step as the file writes it: "12 answer direction", twelve working days ago."""
    ago, step, *choice = said.split()
    return Planned(raised - int(ago), step, *choice)


def _file() -> Mapping[str, Any]:
    text = files("closeloop.rehearsal") / "demonstration" / "stories.toml"
    return tomllib.loads(text.read_text(encoding="utf-8"))
