"""Fields of a form: what each asks, what was typed, and what is wrong with it in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from werkzeug.datastructures import MultiDict

from closeloop.rules.moves import Fact
from closeloop.rules.refusals import Missing, Wrong
from closeloop.rules.typed_day import read_day

Kind = Literal["text", "line", "date", "days", "choice", "ticks", "select", "hidden"]
SENTENCES, ONE_LINE = 500, 200
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, in words."""

    value: str
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Some choices of a long list, under a heading of their own."""

    words: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form. `days` offers dates first, and a box for another.

    Of `ticks` several may be chosen; their value is words separated by a space.
    """

    name: str
    label: str
    hint: str = ""
    kind: Kind = "text"
    most: int = SENTENCES
    choices: tuple[Choice, ...] = ()
    groups: tuple[Group, ...] = ()  # of a long `select`; every choice of theirs counts
    dates: Mapping[str, date] = field(default_factory=dict)  # what each choice of `days` means
    asks: str = ""  # said where it was left empty
    optional: bool = False
    value: str = ""
    chosen: str = ""  # of `days`
    error: str = ""

    @property
    def chooser(self) -> str:
        """The name of the choice before the box of a date."""
        return f"{self.name}_in"

    @property
    def href(self) -> str:
        """Where the error summary leads."""
        return f"#{self.chooser if self.kind == 'days' else self.name}"


def read(
    fields: Iterable[Field], said: MultiDict[str, str], today: date
) -> tuple[dict[str, Fact], dict[str, str]]:
    """What was typed as facts, and what is wrong, by field. What is empty is left out."""
    facts: dict[str, Fact] = {}
    errors: dict[str, str] = {}
    for one in fields:
        try:
            found = _read_one(one, said, today)
        except Wrong as wrong:
            errors |= wrong.errors
            continue
        if found:
            facts[one.name] = found
        elif not one.optional:
            errors[one.name] = one.asks or f"Enter {one.label[0].lower()}{one.label[1:]}"
    return facts, errors


def read_or_refuse(
    fields: Iterable[Field], said: MultiDict[str, str], today: date
) -> dict[str, Fact]:
    """What was typed as facts. Raises Wrong where anything does not fit."""
    facts, errors = read(fields, said, today)
    if errors:
        raise Wrong(errors)
    return facts


def filled(
    fields: Iterable[Field], said: MultiDict[str, str], errors: Mapping[str, str]
) -> list[Field]:
    """The fields as they were typed, each with what is wrong with it."""
    return [
        replace(
            one,
            value=_typed(one, said),
            chosen=said.get(one.chooser, one.chosen),
            error=errors.get(one.name, ""),
        )
        for one in fields
    ]


def _typed(one: Field, said: MultiDict[str, str]) -> str:
    """What stands in a field; of ticks, what is not ticked is not sent."""
    if one.kind == "ticks" and said:
        return " ".join(said.getlist(one.name))
    return said.get(one.name, one.value)


def errors_of(refusal: Wrong, fields: Sequence[Field]) -> dict[str, str]:
    """What is wrong, by field, in the words of the page where it has its own."""
    if not isinstance(refusal, Missing):
        return dict(refusal.errors)
    asks = {one.name: one.asks for one in fields}
    return {name: asks.get(name) or says for name, says in refusal.errors.items()}


def in_summary(errors: Mapping[str, str], fields: Sequence[Field]) -> list[dict[str, str]]:
    """The errors as the summary at the top lists them, each a link to its field."""
    hrefs = {one.name: one.href for one in fields}
    return [{"text": says, "href": hrefs.get(name, f"#{name}")} for name, says in errors.items()]


def _read_one(one: Field, said: MultiDict[str, str], today: date) -> Fact:
    typed = _typed(replace(one, value=""), said).replace("\r\n", "\n").strip()
    if one.kind == "days":
        if chosen := one.dates.get(said.get(one.chooser, "")):
            return chosen
        return read_day(typed, today, field=one.name) if typed else None
    if not typed:
        return None
    if one.kind == "date":
        return read_day(typed, today, field=one.name)
    chosen_from = [*one.choices, *(choice for group in one.groups for choice in group.choices)]
    known = {choice.value for choice in chosen_from}
    if known and not known.issuperset(typed.split() if one.kind == "ticks" else [typed]):
        raise Wrong({one.name: one.asks or "Choose one of these."})
    if len(typed) > one.most:
        raise Wrong({one.name: f"{one.label} must be {one.most} characters or fewer"})
    return typed
