"""What goes out as CSV opens in a spreadsheet as the text it is, never as a formula."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rules.csv_text import file_of, guarded, lines, unguarded

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize("first", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(first: str) -> None:
    assert guarded(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"


@pytest.mark.parametrize("number", [-5, -0.5, 1001, Decimal("-1.50")])
def test_numbers_that_we_made_stay_numbers(number: float | Decimal) -> None:
    assert file_of([[number]]) == f"{number}\r\n".encode()


def test_a_text_inside_which_such_a_sign_stands_is_left_alone() -> None:
    assert guarded("a=b") == "a=b"


@given(TEXTS)
def test_the_guard_comes_off_again(text: str) -> None:
    sent = guarded(text)
    assert isinstance(sent, str)
    if not text.startswith("'"):
        assert unguarded(sent) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=4))
def test_every_cell_stands_in_its_own_place(rows: list[list[str]]) -> None:
    text = "".join(lines(rows))
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        [guarded(cell) for cell in row] for row in rows
    ]


def test_a_day_is_written_as_a_day_and_nothing_as_nothing() -> None:
    assert file_of([[date(2026, 3, 25), None, "x"]]) == b"2026-03-25,,x\r\n"


def test_a_file_is_marked_as_utf8_only_where_a_letter_needs_it() -> None:
    assert file_of([["Zoe"]]) == b"Zoe\r\n"
    assert file_of([["Zoë"]]) == "\ufeffZoë\r\n".encode()
