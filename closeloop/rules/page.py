"""A workflow file as the person who wrote it sees it: lines, and what is wrong on which."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

MOST_MISTAKES = 100  # nobody mends more in one sitting


class NotDefined(Exception):  # noqa: N818 - it is what the file says of itself
    """A workflow file that cannot be followed: every mistake, each with its line and its cure."""

    def __init__(self, mistakes: list["Mistake"]) -> None:
        """Collect what is wrong."""
        super().__init__("; ".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that is wrong in a file: on which line, what, and how to mend it."""

    line: int
    message: str

    def __str__(self) -> str:
        """`line 12: …`."""
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Place:
    """One table of a file: the nth `[header]` or `[[header]]`; the top has no header."""

    header: str
    nth: int = 1


TOP = Place("")


@dataclass
class Page:
    """The text being read, which knows on which line a table and a key stand."""

    text: str
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, place: Place, key: str | None, message: str) -> None:
        """Note a mistake in a table, at its key where it has one."""
        if len(self.mistakes) < MOST_MISTAKES:
            self.mistakes.append(Mistake(self.line_of(place, key), message))

    def line_of(self, place: Place, key: str | None = None) -> int:
        """The line of a key in that table, else the table's own, else that of what it is in."""
        for name in (key, None):
            if (line := self._lines.get((place.header, place.nth, name))) is not None:
                return line
        outer, _, inner = place.header.rpartition(".")
        return self.line_of(Place(outer), inner) if place.header else 1

    @cached_property
    def _lines(self) -> dict[tuple[str, int, str | None], int]:
        """The first line of each table and of each key in it."""
        found: dict[tuple[str, int, str | None], int] = {}
        for line, header, nth, key in _read(self.text):
            found.setdefault((header, nth, key), line)
        return found


def _read(text: str) -> Iterator[tuple[int, str, int, str | None]]:
    """Line, header, which of that name, and key of every line that has one; no key: a header."""
    header, seen = "", {"": 1}
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.split("#", 1)[0].strip()
        if bare.startswith("["):
            header = bare.strip("[] ").replace(" ", "").replace('"', "")
            seen[header] = seen.get(header, 0) + 1
            yield number, header, seen[header], None
        elif "=" in bare:
            yield number, header, seen[header], bare.split("=", 1)[0].strip().strip('"')
