"""One file, from its bytes to a table: what it is shows in its content, never in its name."""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path

from closeloop.intake import delimited, workbook
from closeloop.intake.columns import Column
from closeloop.intake.header import AS_IT_COMES, Header, Layout, match
from closeloop.intake.limits import DEFAULT, MEGABYTE, Limits
from closeloop.intake.package import OTHER_FORMAT, PROTECTED
from closeloop.intake.refusals import CellError, FileRefused, TooLarge
from closeloop.intake.table import Cell, Row, Table, is_blank

Numbered = tuple[int, tuple[Cell, ...]]

PACKAGE = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel before 2007, and any workbook encrypted
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OTHERS = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a Word document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<", "a web page or XML"),
)
NOT_A_TABLE = "The file must be a CSV or XLSX. This is {what}."
EMPTY = "This file is empty. Use one with a header and a row for each entry."


def read(
    source: bytes | Path,
    wanted: Sequence[Column],
    layout: Layout = AS_IT_COMES,
    limits: Limits = DEFAULT,
) -> Table:
    """The table that a file holds: of its columns those that are wanted, every row not blank.

    Raises FileRefused, or TooLarge, with the words for the person who chose the file.
    """
    numbered = sheet(source, limits)
    header = header_of(numbered, wanted, layout)
    rows: list[Row] = []
    errors: list[CellError] = []
    unread: dict[int, CellError] = {}  # of a column without a heading, the first cell
    for number, cells in numbered:
        if len(rows) == limits.rows:
            raise FileRefused(f"Row {limits.rows + 1:,}: a file may have {limits.rows:,} rows.")
        rows.append(Row(number, header.pick(cells)))
        errors.extend(header.beyond(number, cells))
        header.note_unread(number, cells, unread)
    if not rows:
        raise FileRefused("This file has a header and no rows. Add a row for each entry.")
    warnings = (*header.warnings, *unread.values())
    return Table(tuple(header.places), tuple(rows), tuple(errors), warnings)


def sheet(source: bytes | Path, limits: Limits = DEFAULT) -> Iterator[Numbered]:
    """Each row of a file that is not blank, with its number on screen. Raises as `read` does."""
    data = content(source, limits)
    if data.startswith(PACKAGE):
        numbered: Iterator[Numbered] = workbook.rows(data, limits)
    else:
        refuse_others(data)
        numbered = delimited.rows(data, limits)
    return ((number, cells) for number, cells in numbered if not all(map(is_blank, cells)))


def content(source: bytes | Path, limits: Limits) -> bytes:
    """The bytes of the file. Raises TooLarge, or FileRefused where it is empty or not there."""
    most = limits.megabytes * MEGABYTE
    data = source if isinstance(source, bytes) else on_disk(source, most + 1)
    if len(data) > most:
        raise TooLarge(f"This file is larger than {limits.megabytes} MB.")
    if not data.strip():
        raise FileRefused(EMPTY)
    return data


def on_disk(path: Path, most: int) -> bytes:
    """The file's first bytes. Raises FileRefused where the system does not give them."""
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError as stopped:
        raise FileRefused(f"{path} cannot be read: {stopped.strerror}.") from None


def refuse_others(data: bytes) -> None:
    """Raise FileRefused where the bytes begin as a known file does that is no table of text."""
    if data.startswith(COMPOUND):
        if ENCRYPTED in data:
            raise FileRefused(PROTECTED)
        raise FileRefused(OTHER_FORMAT.format(what="a workbook of before 2007 (XLS)"))
    beginning = data[:1000].removeprefix(codecs.BOM_UTF8).lstrip()
    for mark, what in OTHERS:
        if beginning.startswith(mark):
            raise FileRefused(NOT_A_TABLE.format(what=what))


def header_of(numbered: Iterator[Numbered], wanted: Sequence[Column], layout: Layout) -> Header:
    """The header, with all rows up to it taken off. Raises FileRefused where there is none."""
    for number, cells in numbered:
        if number == (layout.header_row or number):
            return match(number, cells, wanted, layout)
        if layout.header_row and number > layout.header_row:
            break
    if layout.header_row:
        raise FileRefused(f"Row {layout.header_row} has no headings. Choose the row that has them.")
    raise FileRefused(EMPTY)
