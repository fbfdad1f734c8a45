"""A report counts rows that add up, and the rows to mend come back as a file to mend them in."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from closeloop.intake import files, report
from closeloop.intake.refusals import CellError, FileRefused
from closeloop.intake.report import Outcome
from tests.intake.made import COLUMNS, csv_file

OUTCOMES = st.sampled_from(["created", "updated", "unchanged"])
WRONG = CellError(3, "finding", "=1+1", "finding: this cell is empty. Every row needs one.")


def total(found: report.Report) -> int:
    return found.created + found.updated + found.unchanged + found.rejected


@given(st.dictionaries(st.integers(2, 20_001), OUTCOMES))
def test_the_four_counts_of_a_file_that_was_taken_add_up(outcomes: dict[int, Outcome]) -> None:
    found = report.taken(outcomes)
    assert (total(found), found.refused) == (found.rows, False)


@given(st.sets(st.integers(2, 50), min_size=1))
def test_the_four_counts_of_a_file_that_was_refused_add_up(wrong: set[int]) -> None:
    twice = [CellError(row, column, "", "x") for row in wrong for column in ("a", "b")]
    found = report.refused(49, twice)
    assert (total(found), found.rejected, found.created) == (49, len(wrong), 0)


def test_an_error_of_the_whole_file_rejects_every_row() -> None:
    found = report.refused(7, [CellError(None, None, None, "x"), WRONG])
    assert (found.rejected, found.unchanged) == (7, 0)


def test_errors_stand_in_the_order_of_the_rows() -> None:
    later = CellError(9, "finding", "", "x")
    assert report.refused(10, [later, WRONG]).errors == (WRONG, later)


def test_the_json_has_the_keys_of_the_contract_and_no_others() -> None:
    said = json.loads(json.dumps(report.refused(2, [WRONG], [WRONG]).as_json()))
    counts = ["rows", "created", "updated", "unchanged", "rejected"]
    assert list(said) == [*counts, "errors", "warnings"]
    assert (
        said["errors"]
        == said["warnings"]
        == [{"row": 3, "column": "finding", "value": "=1+1", "message": WRONG.message}]
    )


def test_a_file_that_cannot_be_read_is_reported_as_a_whole() -> None:
    said = report.unread(FileRefused("This file is larger than 10 MB.")).as_json()
    assert said["rows"] == said["rejected"] == 0
    assert said["errors"] == (
        {"row": None, "column": None, "value": None, "message": "This file is larger than 10 MB."},
    )


def test_the_rows_to_mend_come_with_their_messages_and_without_the_others() -> None:
    rows = [["child_ref", "finding"], ["C-1", "fine"], ["C-2", "=cmd|' /C calc'!A0"], ["C-3", "x"]]
    table = files.read(csv_file(rows), COLUMNS)
    data = report.rejects([WRONG, CellError(3, "child_ref", "", "Second.")], table)
    header, *found = csv.reader(io.StringIO(data.decode()))
    assert header == ["child_ref", "finding", "row", "message"]
    assert found == [["C-2", "'=cmd|' /C calc'!A0", "3", f"{WRONG.message} Second."]]


def test_an_error_of_the_whole_file_has_a_line_of_its_own() -> None:
    data = report.rejects([CellError(None, None, None, "This file is empty.")])
    assert data == b"row,message\r\n,This file is empty.\r\n"


def test_a_file_of_rows_to_mend_can_be_brought_in_again_once_mended() -> None:
    table = files.read(
        csv_file([["child_ref", "finding"], ["C-1", "a"], ["C-2", "-no, Zoë"]]), COLUMNS
    )
    again = files.read(report.rejects([WRONG], table), COLUMNS)
    assert [row.cells for row in again.rows] == [("C-2", "'-no, Zoë")]
    assert [warning.column for warning in again.warnings] == ["row", "message"]
