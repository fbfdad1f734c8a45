"""Every file is judged by its content and held to the limits, each at its edge and one over."""

from collections.abc import Callable
from pathlib import Path

import pytest

from closeloop.intake import files
from closeloop.intake.columns import Column
from closeloop.intake.header import Layout
from closeloop.intake.refusals import FileRefused, TooLarge
from closeloop.intake.table import shown
from tests.intake.made import CHILD, COLUMNS, FINDING, Rows, csv_file, xlsx

MEGABYTE = 1024 * 1024
Maker = Callable[[Rows], bytes]
MAKERS = pytest.mark.parametrize("made", [csv_file, xlsx])


def refusal_of(data: bytes) -> str:
    with pytest.raises(FileRefused) as refusal:
        files.read(data, COLUMNS)
    return str(refusal.value)


def test_ten_megabytes_may_come_and_one_byte_more_may_not() -> None:
    data = csv_file()
    full = data + b"\n" * (10 * MEGABYTE - len(data))
    assert files.read(full, COLUMNS).rows
    with pytest.raises(TooLarge, match=r"^This file is larger than 10 MB\.$"):
        files.read(full + b"\n", COLUMNS)


@MAKERS
def test_twenty_thousand_rows_may_come_and_one_more_may_not(made: Maker) -> None:
    rows = [["child_ref", "finding"], *([f"C-{n}", "x"] for n in range(20_000))]
    assert len(files.read(made(rows), COLUMNS).rows) == 20_000
    assert refusal_of(made([*rows, ["C-1", "x"]])) == "Row 20,001: a file may have 20,000 rows."


@MAKERS
def test_sixty_columns_may_come_and_one_more_may_not(made: Maker) -> None:
    headings = ["child_ref", "finding", *(f"note {n}" for n in range(58))]
    rows = [headings, ["C-1", "x", *["n"] * 58]]
    assert files.read(made(rows), COLUMNS).rows
    assert refusal_of(made([[*headings, "one more"]])) == "Column 61: a file may have 60 columns."
    assert refusal_of(made([headings, ["C"] * 61])) == "Column 61: a file may have 60 columns."


@MAKERS
def test_a_header_and_no_rows_is_refused(made: Maker) -> None:
    words = "This file has a header and no rows. Add a row for each entry."
    assert refusal_of(made([["child_ref", "finding"], ["", " "]])) == words


@pytest.mark.parametrize("nothing", [b"", b"\r\n \n", b"\xef\xbb\xbf", b",,\n,,\n", xlsx([])])
def test_a_file_with_nothing_in_it_is_refused(nothing: bytes) -> None:
    assert refusal_of(nothing).startswith("This file is empty.")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html><body><table><tr><td>child_ref</td></tr></table></body></html>", "a web page"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE html><p>", "a web page"),
        (b'<?xml version="1.0"?><Workbook/>', "a web page or XML"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"{\\rtf1 child_ref", "a Word document"),
        (b"\x1f\x8b\x08\0", "a compressed file"),
        (b"\x89PNG\r\n\x1a\n\0", "a picture"),
    ],
)
def test_another_kind_of_file_is_named_for_what_it_is(content: bytes, what: str) -> None:
    assert refusal_of(content).startswith(f"The file must be a CSV or XLSX. This is {what}")


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def test_a_workbook_with_a_password_is_told_in_words() -> None:
    words = refusal_of(COMPOUND + "EncryptedPackage".encode("utf-16-le"))
    assert words.startswith("The workbook is password protected. Take the password off")


def test_a_workbook_of_before_2007_is_told_how_to_become_one_of_today() -> None:
    words = refusal_of(COMPOUND + "Workbook".encode("utf-16-le"))
    assert words == (
        "The file must be a CSV or XLSX. This is a workbook of before 2007 (XLS): save it as XLSX"
        " and use that file."
    )


def test_a_name_says_nothing_about_a_file(tmp_path: Path) -> None:
    misnamed = tmp_path / "people.xls"
    for content in (csv_file(), xlsx()):
        misnamed.write_bytes(content)
        assert [row.cells for row in files.read(misnamed, COLUMNS).rows] == [
            ("C-1001", "Visits are late.")
        ]


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"people\.csv cannot be read: No such file"):
        files.read(tmp_path / "people.csv", COLUMNS)


@MAKERS
def test_a_header_below_a_title_is_found_where_the_layout_says(made: Maker) -> None:
    rows: Rows = [["Audits, quarter 4"], [], ["Child", "finding"], ["C-1", "x"]]
    layout = Layout(header_row=3, names={"child": "child_ref"})
    [row] = files.read(made(rows), COLUMNS, layout).rows
    assert (row.number, row.cells) == (4, ("C-1", "x"))
    with pytest.raises(FileRefused, match=r"Row 2 has no headings\."):
        files.read(made(rows), COLUMNS, Layout(header_row=2))


@MAKERS
def test_a_cell_after_the_last_heading_is_an_error_of_its_row(made: Maker) -> None:
    table = files.read(made([["child_ref", "finding"], ["C-1", "late", " not noted"]]), COLUMNS)
    [error] = table.errors
    assert (error.row, error.column, error.value) == (2, "C", " not noted")
    assert "quotation marks" in error.message


@MAKERS
def test_a_column_without_a_heading_is_left_out_with_one_warning(made: Maker) -> None:
    rows: Rows = [["child_ref", "", "finding"], ["C-1", "", "a"], ["C-2", "x", "b"], ["C-3", "y"]]
    table = files.read(made(rows), COLUMNS)
    assert [row.cells for row in table.rows] == [("C-1", "a"), ("C-2", "b"), ("C-3", "")]
    assert [(w.row, w.column, w.message) for w in table.warnings] == [
        (3, "B", "The column B was left out: it has no heading.")
    ]


@MAKERS
def test_the_first_rows_can_be_shown_before_anything_is_matched(made: Maker) -> None:
    assert list(files.sheet(made([["a", "b"], [], ["c", "d"]]))) == [
        (1, ("a", "b")),
        (3, ("c", "d")),
    ]


def test_only_columns_that_are_wanted_are_kept() -> None:
    data = csv_file([["Date of birth", "finding", "child_ref"], ["2011-04-05", "x", "C-1"]])
    table = files.read(data, [CHILD, FINDING, Column("due_on", shown)])
    assert (table.columns, table.rows[0].cells) == (("finding", "child_ref"), ("x", "C-1"))
    assert "2011" not in repr(table)
