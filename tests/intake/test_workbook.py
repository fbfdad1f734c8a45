"""XLSX comes in as the spreadsheet showed it: text, days, numbers, and the results of formulas."""

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from closeloop.intake import files
from closeloop.intake.refusals import FileRefused
from closeloop.intake.table import Cell
from tests.intake.made import (
    COLUMNS,
    MAIN,
    Rows,
    header_row,
    saved,
    text_cell,
    with_parts,
    with_sheet,
    xlsx,
)


def finding_of(value: str | float | date | time | timedelta) -> Cell:
    book = Workbook()
    book.worksheets[0].append(["child_ref", "finding"])
    book.worksheets[0].append(["C-1001", value])
    [row] = files.read(saved(book), COLUMNS).rows
    return row.cells[1]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("  Visits are late. ", "  Visits are late. "),
        (9.3, 9.3),
        (1001, 1001),
        (2.0, 2),
        (True, "TRUE"),
        (date(2026, 3, 25), date(2026, 3, 25)),
        (datetime(2026, 3, 25), date(2026, 3, 25)),  # noqa: DTZ001 - a spreadsheet has no zones
        (datetime(2026, 3, 25, 14, 30), datetime(2026, 3, 25, 14, 30)),  # noqa: DTZ001
        (time(14, 30), "14:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_cell_keeps_what_kind_of_thing_it_is(
    given: str | float | date | time | timedelta, read: Cell
) -> None:
    found = finding_of(given)
    assert (type(found), found) == (type(read), read)


def test_rows_bear_the_spreadsheets_own_numbers_and_blank_ones_are_passed_over() -> None:
    rows: Rows = [["child_ref", "finding"], [], ["C-1", "a"], [None, "   "], ["C-2", "b"]]
    found = files.read(xlsx(rows), COLUMNS).rows
    assert [(row.number, row.cells) for row in found] == [(3, ("C-1", "a")), (5, ("C-2", "b"))]


def test_the_first_sheet_that_can_be_seen_is_the_one_that_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["Lists for the drop-downs"])
    book.worksheets[0].sheet_state = "hidden"
    for title in ("Findings", "Notes"):
        page = book.create_sheet(title)
        page.append(["child_ref", "finding"])
        page.append(["C-1", title])
    [row] = files.read(saved(book), COLUMNS).rows
    assert row.cells[1] == "Findings"


def test_a_sheet_that_is_wrong_about_its_own_size_is_read_whole() -> None:
    row = f'<row r="2">{text_cell("A2", "C-1")}{text_cell("B2", "x")}</row>'
    markup = (
        f'<dimension ref="A1"/><sheetData>{header_row("child_ref", "finding")}{row}</sheetData>'
    )
    data = with_parts({"xl/worksheets/sheet1.xml": f"<worksheet {MAIN}>{markup}</worksheet>"})
    [found] = files.read(data, COLUMNS).rows
    assert found.cells == ("C-1", "x")


def of_formula(cell: str) -> bytes:
    row = f'<row r="2">{text_cell("A2", "C-1")}{cell}</row>'
    return with_sheet(header_row("child_ref", "finding") + row)


def test_a_formula_gives_its_stored_result() -> None:
    data = of_formula('<c r="B2" t="str"><f>A2&amp;"!"</f><v>C-1!</v></c>')
    [row] = files.read(data, COLUMNS).rows
    assert row.cells[1] == "C-1!"


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell() -> None:
    [row] = files.read(of_formula('<c r="B2" t="str"><f>""</f><v></v></c>'), COLUMNS).rows
    assert row.cells[1] == ""


@pytest.mark.parametrize("result", ["", "<v/>", "<v></v>"])
def test_a_formula_never_calculated_is_refused_rather_than_read_as_empty(result: str) -> None:
    with pytest.raises(FileRefused, match="Cell B2 holds a formula without its result"):
        files.read(of_formula(f'<c r="B2"><f>1+1</f>{result}</c>'), COLUMNS)


def test_a_control_character_is_read_as_such_and_a_nul_is_refused_with_its_place() -> None:
    [row] = files.read(of_formula(text_cell("B2", "one_x000D_\ntwo")), COLUMNS).rows
    assert row.cells[1] == "one\r\ntwo"
    with pytest.raises(FileRefused, match=r"Row 2, column B holds a NUL") as refusal:
        files.read(of_formula(text_cell("B2", "a_x0000_b")), COLUMNS)
    assert [(e.row, e.column) for e in refusal.value.errors] == [(2, "B")]


def test_links_that_the_spreadsheet_makes_of_email_addresses_do_no_harm() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["child_ref", "finding"])
    page.append(["C-1", "amira.khan@midshire.gov.uk"])
    page["B2"].hyperlink = "mailto:amira.khan@midshire.gov.uk"
    [row] = files.read(saved(book), COLUMNS).rows
    assert row.cells[1] == "amira.khan@midshire.gov.uk"


def test_dates_counted_from_1904_are_the_days_that_were_shown() -> None:
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet has no zones
    book.worksheets[0].append(["child_ref", "finding"])
    book.worksheets[0].append(["C-1", date(2026, 3, 25)])
    [row] = files.read(saved(book), COLUMNS).rows
    assert row.cells[1] == date(2026, 3, 25)
