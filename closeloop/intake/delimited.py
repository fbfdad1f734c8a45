"""CSV as Excel in England, its neighbours on the continent and old exports write it."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from closeloop.intake.limits import Limits
from closeloop.intake.refusals import FileRefused, refused_at
from closeloop.intake.table import letters

SEPARATORS = ",;\t"
FAR_ENOUGH = 65_536  # characters in which a first line ends
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

UNPAIRED = (
    "Row {row} cannot be told apart: a quotation mark in it is not closed, or stands inside a"
    " quoted cell. Write it twice there, or save the file again from a spreadsheet."
)


def rows(data: bytes, limits: Limits) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each record with its number: a record is a row, however many lines it has.

    Raises FileRefused where a cell holds a NUL, where quotation marks do not pair, or where the
    bytes are no text.
    """
    text, separator = separated(decoded(data))
    holds_nul = "\0" in text
    number = 0
    # strict: a quotation mark that is never closed would swallow the rest of the file unsaid
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, record in enumerate(records, 1):
            if holds_nul:
                refuse_nul(number, record)
            if len(record) > limits.columns and any(islice(record, limits.columns, None)):
                raise limits.too_wide
            if record:
                yield number, tuple(record[: limits.columns])
    except csv.Error:
        raise FileRefused(UNPAIRED.format(row=number + 1)) from None


def decoded(data: bytes) -> str:
    """The text: by its mark, else as UTF-8, else as Windows-1252. Raises FileRefused."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return strictly(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return strictly(data, "cp1252")


def strictly(data: bytes, encoding: str) -> str:
    """The text in one encoding. Raises FileRefused with the line where it stops being that."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as stop:
        line = data.count(b"\n", 0, stop.start) + 1
        raise FileRefused(
            f"Line {line} holds bytes that are no text. Save the file as CSV UTF-8."
        ) from None


def separated(text: str) -> tuple[str, str]:
    """The text and what parts its cells: a comma, unless the first line has none but another."""
    if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS and text[5:6] in "\r\n":
        return text[5:].removeprefix("\r").removeprefix("\n"), text[4]  # Excel's own note
    counts = dict.fromkeys(SEPARATORS, 0)
    quoted = False
    for character in text[:FAR_ENOUGH].lstrip("\r\n"):
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "\r\n":
            break
        elif not quoted and character in counts:
            counts[character] += 1
    return text, "," if counts[","] else max(SEPARATORS, key=counts.__getitem__)


def refuse_nul(number: int, record: list[str]) -> None:
    """Raise FileRefused at the first cell with a NUL, if there is one."""
    for place, cell in enumerate(record):
        if "\0" in cell:
            raise refused_at(
                number,
                letters(place),
                cell.replace("\0", "␀")[:200],
                f"Row {number}, column {letters(place)} holds a NUL, a character that no"
                " spreadsheet writes. Save the file as CSV UTF-8.",
            )
