"""CSV to be opened in a spreadsheet: what people typed stays text, whatever it begins with."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

# What a spreadsheet takes for the start of a formula, in both widths, and what hides one.
BEGINS_A_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
GUARD = "'"

Given = str | int | float | Decimal | date | datetime | None


def guarded(cell: Given) -> Given:
    """The cell with an apostrophe before what would be a formula; our own numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA):
        return GUARD + cell
    return cell


def unguarded(text: str) -> str:
    """The text that `guarded` was given; any other as it is."""
    if text.startswith(GUARD) and text[1:].startswith(BEGINS_A_FORMULA):
        return text[1:]
    return text


def lines(rows: Iterable[Sequence[Given]]) -> Iterator[str]:
    """CSV row by row (RFC 4180), to be sent while it is made; None is an empty cell."""
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line).writerow([guarded(cell) for cell in row])
        yield line.getvalue()


def file_of(rows: Iterable[Sequence[Given]]) -> bytes:
    """A whole CSV file in UTF-8, marked as such where a letter of it would be misread unmarked."""
    text = "".join(lines(rows))
    return text.encode("ascii" if text.isascii() else "utf-8-sig")
