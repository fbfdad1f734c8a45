"""Files made for tests: the same rows as CSV and XLSX, and workbooks with a part exchanged."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from openpyxl import Workbook

from closeloop.intake.columns import Column
from closeloop.intake.table import Cell, shown

Rows = Sequence[Sequence[str | int | float | bool | date | datetime | None]]

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TWO_ROWS: Rows = [["child_ref", "finding"], ["C-1001", "Visits are late."]]

CHILD = Column("child_ref", shown, required=True)
FINDING = Column("finding", shown, required=True)
OWNER = Column("owner_email", shown)
COLUMNS = [CHILD, FINDING, OWNER]


def xlsx(rows: Rows = TWO_ROWS) -> bytes:
    """A workbook with these rows on its only sheet."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Findings")
    for row in rows:
        page.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(rows: Rows = TWO_ROWS, separator: str = ",") -> bytes:
    """A CSV with these rows, as a spreadsheet in England would save them."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([[said(cell) for cell in row] for row in rows])
    return text.getvalue().encode()


def said(cell: Cell | None) -> str:
    """A cell as a spreadsheet saves it to CSV."""
    if isinstance(cell, bool):
        return str(cell).upper()
    return "" if cell is None else shown(cell)


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """The parts of a workbook, by name."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_parts(parts: Mapping[str, bytes | str], workbook: bytes | None = None) -> bytes:
    """A workbook in which these parts are added, or stand in place of its own."""
    return packed({**parts_of(workbook or xlsx()), **parts})


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A package of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def with_sheet(rows: str, after: str = "", before: str = "") -> bytes:
    """A workbook whose sheet holds this markup."""
    markup = f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>"
    return with_parts({SHEET: markup})


def text_cell(place: str, text: str) -> str:
    """The markup of a cell that holds a text."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def header_row(*headings: str) -> str:
    """The markup of a header."""
    cells = [text_cell(f"{chr(ord('A') + place)}1", said) for place, said in enumerate(headings)]
    return f'<row r="1">{"".join(cells)}</row>'
