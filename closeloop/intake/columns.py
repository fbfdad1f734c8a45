"""The columns that a file of one kind may have, and how each of their cells is read."""

from collections.abc import Callable
from dataclasses import dataclass

from closeloop.intake.table import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the reader of its cells, whether every row must fill it.

    A column that may be empty may also be missing from the file. `read` takes a cell that is not
    blank; it answers the value, or a `written.Doubtful`, or raises `written.Unreadable`.
    """

    name: str
    read: Callable[[Cell], object]
    required: bool = False
