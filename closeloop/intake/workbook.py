"""XLSX: the rows of the first sheet that can be seen, as the spreadsheet last showed them."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from closeloop.intake.limits import Limits
from closeloop.intake.package import BROKEN, check
from closeloop.intake.refusals import FileRefused, refused_at
from closeloop.intake.table import Cell, letters

ESCAPED = re.compile("_x00([01][0-9A-Fa-f])_")  # how XLSX writes a control character


def rows(data: bytes, limits: Limits) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Each row that the sheet keeps, with its number, read as they are asked for.

    Raises FileRefused or TooLarge where the workbook is not safe, not whole, or holds a NUL.
    """
    check(data, limits)
    for number, values in enumerate(streamed(data), 1):
        if not values:  # nothing is kept of the rows between; there may be a million
            continue
        beyond = values[limits.columns :]
        if beyond.count(None) < len(beyond):
            raise limits.too_wide
        kept = enumerate(values[: limits.columns])
        yield number, tuple([cell(value, number, place) for place, value in kept])


def streamed(data: bytes) -> Iterator[tuple[object, ...]]:
    """The sheet's own values, row by row. Raises FileRefused where the library stumbles."""
    with warnings.catch_warnings():
        # of styles and extensions that it leaves out, none of which is a cell
        warnings.filterwarnings("ignore", module="openpyxl")
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            yield from first_sheet(book)
        except Exception:  # noqa: BLE001 - a broken part makes the library raise almost anything
            raise FileRefused(BROKEN) from None


def first_sheet(book: Workbook) -> Iterator[tuple[object, ...]]:
    """The values of the first sheet that is not hidden; of the first where all are."""
    sheets = book.worksheets
    sheet = next((one for one in sheets if one.sheet_state == "visible"), sheets[0])
    sheet.reset_dimensions()  # what a sheet says of its own size is often out of date
    return sheet.iter_rows(values_only=True)


def cell(value: object, number: int, place: int) -> Cell:
    """One value of the library's as a cell of ours. Raises FileRefused for a NUL."""
    if value is None:
        return ""
    if isinstance(value, str):
        return text(value, number, place) if "_x00" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    return value if isinstance(value, int | date) else str(value)


def text(value: str, number: int, place: int) -> str:
    """The text with its control characters. Raises FileRefused where one is a NUL."""
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if "\0" in plain:
        raise refused_at(
            number,
            letters(place),
            plain.replace("\0", "␀")[:200],
            f"Row {number}, column {letters(place)} holds a NUL, a character that nobody can"
            " type. Take it out and save the workbook again.",
        )
    return plain
