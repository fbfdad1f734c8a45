"""The practice quality standards that findings are made against, as one version of a framework."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from closeloop.rules.refusals import NotReady


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its code, the number that the council printed, its text word for word."""

    code: str
    printed: str
    text: str


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard and its statements, in printed order."""

    code: str
    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """One version of all standards, from one `source`; a council may bring its own."""

    name: str
    version: int
    source: str
    standards: tuple[Standard, ...]
    _standards: Mapping[str, Standard] = field(init=False, repr=False, compare=False)
    _statements: Mapping[str, tuple[Standard, Statement]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Prepare the lookups. Raises NotReady where a code stands for two things."""
        pairs = [(one, said) for one in self.standards for said in one.statements]
        codes = [one.code for one in self.standards] + [said.code for _, said in pairs]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise NotReady(f"The standards have {', '.join(twice)} twice. Give each its own code.")
        object.__setattr__(self, "_standards", {one.code: one for one in self.standards})
        object.__setattr__(self, "_statements", {pair[1].code: pair for pair in pairs})

    def __iter__(self) -> Iterator[Statement]:
        """All statements, in printed order."""
        return (statement for _, statement in self._statements.values())

    def standard(self, code: str) -> Standard | None:
        """The standard with this code (`9`), if there is one."""
        return self._standards.get(code)

    def statement(self, code: str) -> Statement | None:
        """The statement with this code (`9.3`, `3.2a`), if there is one."""
        found = self._statements.get(code)
        return found and found[1]

    def standard_of(self, code: str) -> Standard | None:
        """The standard that the statement with this code belongs to."""
        found = self._statements.get(code)
        return found and found[0]

    def printed_as(self, number: str) -> tuple[Statement, ...]:
        """Every statement that is printed with this number: two for `3.2`."""
        return tuple(statement for statement in self if statement.printed == number)


def read(text: str) -> Framework:
    """The framework that a TOML text defines. Raises NotReady where it is none."""
    try:
        said = tomllib.loads(text)
        standards = tuple(_standard(one) for one in said["standard"])
        return Framework(said["name"], said["version"], said["source"], standards)
    except tomllib.TOMLDecodeError as stopped:
        raise NotReady(f"The standards cannot be read: {stopped}.") from None
    except (KeyError, TypeError, AttributeError) as lacking:
        raise NotReady(
            f"The standards lack {lacking}. Each standard needs code, title, statement; each"
            " statement code, text."
        ) from None


def _standard(said: Mapping[str, Any]) -> Standard:
    """One standard, from its table in the file."""
    return Standard(said["code"], said["title"], tuple(map(_statement, said["statement"])))


def _statement(said: Mapping[str, Any]) -> Statement:
    """One statement; where no printed number is given, its code is the printed number."""
    return Statement(said["code"], said.get("printed", said["code"]), said["text"])
