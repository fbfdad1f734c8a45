"""CSV comes in whichever way a council's programs write it, numbered as the spreadsheet does."""

import codecs

import pytest

from closeloop.intake import files
from closeloop.intake.refusals import FileRefused
from closeloop.intake.table import Cell
from tests.intake.made import COLUMNS, TWO_ROWS, csv_file


def only_row(data: bytes) -> tuple[Cell, ...]:
    [row] = files.read(data, COLUMNS).rows
    return row.cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_pound_sign_and_an_accent_survive_whatever_wrote_the_file(encoding: str) -> None:
    text = "child_ref,finding\r\nC-1001,Zoë\u2019s £20 was not paid.\r\n"
    assert only_row(text.encode(encoding)) == ("C-1001", "Zoë\u2019s £20 was not paid.")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_unicode_text_of_excel_is_read_by_its_mark_and_its_tabs(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    text = "child_ref\tfinding\nC-1001\tLate, again\n"
    assert only_row(mark + text.encode(encoding)) == ("C-1001", "Late, again")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_semicolons_and_tabs_are_taken_where_the_header_has_no_comma(separator: str) -> None:
    assert only_row(csv_file(TWO_ROWS, separator)) == ("C-1001", "Visits are late.")


def test_a_comma_inside_a_quoted_heading_does_not_make_the_file_comma_separated() -> None:
    assert only_row(b'child_ref;finding;"note, if any"\nC-1001;Late;\n') == ("C-1001", "Late")


def test_one_comma_in_the_header_is_enough_for_commas() -> None:
    text = b"child_ref,finding,roles (a;b;c;d)\nC-1001,late; and again,\n"
    assert only_row(text) == ("C-1001", "late; and again")


def test_the_line_by_which_excel_names_the_separator_is_not_a_row() -> None:
    [row] = files.read(b"sep=;\r\nchild_ref;finding\r\nC-1001;a, b\r\n", COLUMNS).rows
    assert (row.number, row.cells) == (2, ("C-1001", "a, b"))


def test_a_text_of_several_lines_is_one_row_and_blank_rows_count() -> None:
    text = b'child_ref,finding\r\nC-1,"first\r\nsecond\nthird"\r\n\r\n,,\r\nC-2,last\r\n'
    rows = files.read(text, COLUMNS).rows
    assert [(row.number, row.cells[0]) for row in rows] == [(2, "C-1"), (5, "C-2")]
    assert rows[0].cells[1] == "first\r\nsecond\nthird"


def test_line_ends_of_old_machines_end_lines() -> None:
    assert only_row(b"child_ref,finding\rC-1001,Late\r") == ("C-1001", "Late")


def test_a_doubled_quotation_mark_is_one() -> None:
    assert only_row(b'child_ref,finding\nC-1001,"She said ""no"""\n')[1] == 'She said "no"'


@pytest.mark.parametrize("broken", [b'C-2,"never closed\nC-3,x\n', b'C-2,"said "no" to us"\n'])
def test_quotation_marks_that_do_not_pair_are_refused_with_their_row(broken: bytes) -> None:
    with pytest.raises(FileRefused, match=r"Row 3 .* quotation mark"):
        files.read(b"child_ref,finding\nC-1,x\n" + broken, COLUMNS)


def test_a_nul_is_refused_with_its_row_and_column() -> None:
    with pytest.raises(FileRefused, match=r"Row 3, column B holds a NUL") as refusal:
        files.read(b"child_ref,finding\nC-1,x\nC-2,a\0b\n", COLUMNS)
    [error] = refusal.value.errors
    assert (error.row, error.column, error.value) == (3, "B", "a␀b")


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(FileRefused, match=r"Line 2 holds bytes that are no text"):
        files.read(b"child_ref,finding\nC-1,\x81\n", COLUMNS)


def test_a_file_that_says_it_is_utf8_and_is_not_is_refused_rather_than_guessed() -> None:
    with pytest.raises(FileRefused, match=r"Line 1 holds bytes that are no text"):
        files.read(codecs.BOM_UTF8 + b"child_ref,finding\xe9\nC-1,x\n", COLUMNS)
