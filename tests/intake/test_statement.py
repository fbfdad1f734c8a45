"""A statement is known however an auditor writes its number, and both that are printed 3.2."""

from datetime import date
from pathlib import Path

import pytest

from closeloop.intake.statement import statement
from closeloop.intake.table import Cell
from closeloop.intake.written import Doubtful, Unreadable
from closeloop.rules import standards

FILE = Path(__file__).parents[2] / "workflows/standards/practice_standards_1.toml"
FRAMEWORK = standards.read(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "cell", ["9.3", 9.3, "S9.3", "s 9.3", " 9. 3 ", "Standard 9.3", "statement 9.3"]
)
def test_the_number_is_taken_in_every_way_of_writing_it(cell: Cell) -> None:
    assert statement(cell, FRAMEWORK) == "9.3"


@pytest.mark.parametrize("cell", ["3.2a", "3.2A", "S3.2a", "3.2 a"])
def test_a_statement_with_a_letter_is_the_one_that_is_meant(cell: str) -> None:
    assert statement(cell, FRAMEWORK) == "3.2a"
    assert statement("3.2b", FRAMEWORK) == "3.2b"


@pytest.mark.parametrize("cell", ["3.2", 3.2, "S3.2"])
def test_the_number_that_is_printed_twice_is_the_first_with_a_warning(cell: Cell) -> None:
    found = statement(cell, FRAMEWORK)
    assert isinstance(found, Doubtful)
    assert found.value == "3.2a"
    assert found.warning.startswith(
        "3.2 is printed twice; taken as 3.2a. Write 3.2b for “Genograms"
    )


@pytest.mark.parametrize(
    ("cell", "near"), [("9.7", "9."), ("39.3", "9.3"), ("3.2c", "3.2"), ("plans", "")]
)
def test_an_unknown_statement_is_refused_with_the_nearest(cell: str, near: str) -> None:
    with pytest.raises(Unreadable, match=rf"{cell} is not a statement.*The nearest are .*{near}"):
        statement(cell, FRAMEWORK)


def test_a_statement_that_the_spreadsheet_made_a_date_of_is_refused() -> None:
    with pytest.raises(Unreadable, match="made a date of it"):
        statement(date(2026, 3, 9), FRAMEWORK)


def test_a_cell_of_any_length_is_answered() -> None:
    with pytest.raises(Unreadable, match="is not a statement"):
        statement("s " * 10_000, FRAMEWORK)
