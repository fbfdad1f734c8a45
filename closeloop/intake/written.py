"""What stands written in a cell, before anybody asks what it means."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from closeloop.intake.table import Cell, shown
from closeloop.rules.csv_text import unguarded

LONGEST_REPEATED = 60  # characters of a cell that a sentence repeats
FAULTS = frozenset(
    {
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    }
)


class Unreadable(ValueError):  # noqa: N818 - it is said of the cell
    """A cell that cannot be taken; its text says what is wrong and the cure."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A value that was taken although another may have been meant, and what to say of it."""

    value: object
    warning: str


def written(cell: Cell) -> str:
    """The cell's text, trimmed, composed (NFC), with plain line ends. Raises Unreadable."""
    said = shown(cell).strip()
    if "\r" in said:
        said = said.replace("\r\n", "\n").replace("\r", "\n")
    said = unguarded(said)
    if said.startswith("#") and said in FAULTS:
        raise Unreadable(f"{said} is a spreadsheet's error. Mend the formula, or type the value.")
    return said if said.isascii() else unicodedata.normalize("NFC", said)


def refuse_day(cell: Cell) -> None:
    """Raise Unreadable where the spreadsheet has made a day of a reference or a number."""
    if isinstance(cell, date):
        raise Unreadable(
            f"the spreadsheet has made a date of it ({shown(cell)}). Format the column as text"
            " and type it again."
        )


def brief(said: str) -> str:
    """What stands in a cell, short enough to be repeated in a sentence."""
    return said if len(said) <= LONGEST_REPEATED else f"{said[:LONGEST_REPEATED]}…"
