"""What every reader of files gives, whatever the file was: rows of cells, numbered as on screen."""

from dataclasses import dataclass
from datetime import date, datetime

from closeloop.intake.refusals import CellError

# A blank cell is "". A spreadsheet's own date is a date, or a datetime where it has a time.
Cell = str | int | float | date

LONGEST_SHOWN = 200  # characters of a cell that a complaint repeats


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank: its number on screen and its cells in the table's order."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole file: the columns that were asked for and are there, and every row not blank.

    `errors` are cells that stand under no heading, `warnings` columns that were left out.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[CellError, ...] = ()
    warnings: tuple[CellError, ...] = ()


def shown(cell: Cell) -> str:
    """The cell as a person reads it: whole numbers without a point, days as YYYY-MM-DD."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, ".15g") if isinstance(cell, float) else str(cell)


def letters(place: int) -> str:
    """The spreadsheet's name of a column, counted from 0: A, B, … Z, AA."""
    name = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        name = chr(ord("A") + letter) + name
        place -= 1
    return name


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in the cell."""
    return isinstance(cell, str) and not cell.strip()
