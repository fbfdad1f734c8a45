"""What is different in another version of a workflow, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from closeloop.rules.amounts import EndOfDay, Hours, Morning
from closeloop.rules.workflow import Workflow

PARTS = ("states", "steps", "clocks", "dates", "drift")
ONE = {"states": "State", "steps": "Step", "clocks": "Clock", "dates": "Date", "drift": "Drift"}
WHOLE = ("begins", "falls_to", "ceiling")


def differences(before: Workflow, after: Workflow) -> list[str]:
    """Each difference as a line: what is new, what is gone, what was and is now."""
    return list(_all(before, after))


def _all(before: Workflow, after: Workflow) -> Iterator[str]:
    for part in PARTS:
        yield from _part(ONE[part], getattr(before, part), getattr(after, part))
    was = {rung.name: rung for rung in before.rungs}
    yield from _part("Rung", was, {rung.name: rung for rung in after.rungs})
    yield from _told(before, after)
    for name in WHOLE:
        then, now = getattr(before, name), getattr(after, name)
        if then != now:
            yield f"{_plain(name)}: was {_say(then)}, is {_say(now)}."


def _part(one: str, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after:
            yield f"{one} {_plain(name)} is gone."
        elif name not in before:
            yield f"{one} {_plain(name)} is new."
        elif before[name] != after[name]:
            yield from _changed(f"{one} {_plain(name)}", before[name], after[name])


def _changed(what: str, before: object, after: object) -> Iterator[str]:
    if isinstance(before, Mapping):
        yield f"{what}: was {_say(before)}, is {_say(after)}."
        return
    for field in fields(before):  # type: ignore[arg-type]  # states, steps, clocks are dataclasses
        then, now = getattr(before, field.name), getattr(after, field.name)
        if then != now:
            yield f"{what}, {_plain(field.name)}: was {_say(then)}, is {_say(now)}."


def _told(before: Workflow, after: Workflow) -> Iterator[str]:
    """Letters on steps have no name: those that are gone, and those that are new."""
    for one in before.told:
        if one not in after.told:
            yield f"No longer: on {_say(one.on)} the letter {one.letter} to {_say(one.tell)}."
    for one in after.told:
        if one not in before.told:
            yield f"New: on {_say(one.on)} the letter {one.letter} to {_say(one.tell)}."


def _say(value: object) -> str:
    """A value of a file as a person says it."""
    if isinstance(value, EndOfDay | Hours | Morning):
        return value.in_words()
    if isinstance(value, Mapping):
        said = (f"{_plain(str(name))} {_say(one)}" for name, one in value.items())
        return ", ".join(said) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_say(one) for one in value) or "nothing"
    return "nothing" if value is None else _plain(str(value))


def _plain(name: str) -> str:
    return name.replace("_", " ")
