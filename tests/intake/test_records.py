"""A table is read cell by cell: every wrong cell is told, and a row with one gives no record."""

from datetime import date
from functools import partial

from closeloop.intake import day, files, records, values
from closeloop.intake.columns import Column
from closeloop.intake.written import Doubtful
from tests.intake.made import Rows, csv_file

COLUMNS = [
    Column("child_ref", values.reference, required=True),
    Column("due_on", partial(day.day, today=date(2026, 3, 2))),
    Column("owner_email", values.email),
]


def reading_of(rows: Rows) -> records.Reading:
    return records.read(files.read(csv_file(rows), COLUMNS), COLUMNS)


def test_a_record_says_what_its_row_says_and_nothing_of_columns_that_are_not_there() -> None:
    reading = reading_of([["due_on", "child_ref"], ["25/03/2026", "C-1"], ["", "C-2"]])
    assert [(record.row, record.values) for record in reading.records] == [
        (2, {"due_on": date(2026, 3, 25), "child_ref": "C-1"}),
        (3, {"due_on": None, "child_ref": "C-2"}),
    ]


def test_every_wrong_cell_of_a_row_is_told_by_row_column_value_and_cure() -> None:
    reading = reading_of(
        [["child_ref", "due_on", "owner_email"], ["C" * 31, "03/25/2026", "amira"], ["C-2", "", ""]]
    )
    assert [record.row for record in reading.records] == [3]
    assert [(e.row, e.column, e.value) for e in reading.errors] == [
        (2, "child_ref", "C" * 31),
        (2, "due_on", "03/25/2026"),
        (2, "owner_email", "amira"),
    ]
    assert reading.errors[0].message == "child_ref: 31 characters; at most 20."


def test_an_empty_cell_that_every_row_needs_is_an_error() -> None:
    [error] = reading_of([["child_ref", "due_on"], [" ", "25/03/2026"]]).errors
    assert error.message == "child_ref: this cell is empty. Every row needs one."


def test_a_day_out_of_reach_is_told_in_the_words_of_the_house() -> None:
    [error] = reading_of([["child_ref", "due_on"], ["C-1", "2206-03-02"]]).errors
    assert error.message == "due_on: 2206-03-02 is more than ten years away."


def test_a_row_that_goes_on_after_the_last_heading_gives_no_record() -> None:
    reading = reading_of([["child_ref", "due_on"], ["C-1", "", "x"], ["C-2", ""]])
    assert [record.row for record in reading.records] == [3]
    assert [error.row for error in reading.errors] == [2]


def test_a_doubtful_cell_is_taken_and_told() -> None:
    unsure = [Column("standard", lambda _cell: Doubtful("3.2a", "taken as 3.2a."), required=True)]
    table = files.read(csv_file([["standard"], ["3.2"]]), unsure)
    reading = records.read(table, unsure)
    assert reading.records[0].values == {"standard": "3.2a"}
    assert reading.warnings[0].message == "standard: taken as 3.2a."


def test_a_long_cell_is_repeated_only_in_part() -> None:
    [error] = reading_of([["child_ref"], ["C" * 5_000]]).errors
    assert error.value == "C" * 200
