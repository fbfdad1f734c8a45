"""What a file changes of a thing that is kept, and what the ledger says of that."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from typing import Generic, TypeVar

from closeloop.intake.records import Record
from closeloop.rules.moves import Fact
from closeloop.store.register import Noted

E = TypeVar("E")  # somebody or something as a person would enter it


@dataclass(frozen=True, slots=True)
class Changed(Generic[E]):
    """One row that brings something new or different; what it does not say is as it was."""

    record: Record
    before: E | None
    after: E
    names: tuple[str, ...]  # of the fields that are different


def between(record: Record, before: E | None, after: E) -> Changed[E] | None:
    """What a row changes; None where it changes nothing."""
    names = tuple(
        one.name
        for one in fields(after)  # type: ignore[arg-type]  # entered things are dataclasses
        if before is None or getattr(before, one.name) != getattr(after, one.name)
    )
    return Changed(record, before, after, names) if names else None


def noted(what: str, key: str, changed: Collection[Changed[E]]) -> Iterator[Noted]:
    """An entry for each: added, or changed from what to what."""
    for one in changed:
        told: dict[str, Fact] = {key: getattr(one.after, key)}
        if one.before is None:
            yield f"{what}_added", told
            continue
        for name in sorted(one.names):
            told[name] = _plain(getattr(one.after, name))
            told[f"{name}_before"] = _plain(getattr(one.before, name))
        yield f"{what}_changed", told


def _plain(value: Fact) -> Fact:
    return " ".join(value) if isinstance(value, tuple) else value
