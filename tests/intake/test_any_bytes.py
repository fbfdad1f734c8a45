"""Whatever bytes come, a table or a refusal comes out; and CSV and XLSX say the same."""

import io
import zipfile
from contextlib import suppress
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeloop.intake import files
from closeloop.intake.refusals import FileRefused
from closeloop.intake.table import Table, shown
from tests.intake.made import COLUMNS, csv_file, packed, parts_of, xlsx

WHOLE = xlsx([["child_ref", "finding"], ["C-1", "late"], [9.3, date(2026, 3, 25)], [True, None]])
PARTS = parts_of(WHOLE)
BROKEN = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
# What XML can hold and a CSV keeps as it is; a cell that is blank or a formula is another matter.
LETTERS = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff_=")
TEXTS = st.text(LETTERS, min_size=1, max_size=20).filter(str.strip)
CELLS = (
    TEXTS | st.integers(0, 10**12) | st.dates(date(1950, 1, 1), date(2100, 1, 1)) | st.booleans()
)


def table_or_refusal(data: bytes) -> None:
    try:
        came: Table | FileRefused = files.read(data, COLUMNS)
    except FileRefused as refusal:
        came = refusal
    assert came.rows if isinstance(came, Table) else str(came).strip()


@given(st.binary(max_size=400))
def test_any_bytes_at_all(data: bytes) -> None:
    table_or_refusal(data)


@given(st.binary(max_size=200))
def test_any_bytes_after_a_good_header(data: bytes) -> None:
    table_or_refusal(b"child_ref,finding\n" + data)


@given(st.text('ab,;"\t\r\n\0\ufeff', max_size=60))
def test_any_arrangement_of_what_a_csv_is_made_of(text: str) -> None:
    table_or_refusal(b"child_ref,finding\n" + text.encode())


@BROKEN
@given(st.data())
def test_a_workbook_with_bytes_changed_anywhere(data: st.DataObject) -> None:
    broken = bytearray(WHOLE)
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), min_size=1, max_size=8)):
        broken[place] = data.draw(st.integers(0, 255))
    table_or_refusal(bytes(broken))


@BROKEN
@given(st.data())
def test_a_workbook_with_one_part_changed_within(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PARTS)))
    part = PARTS[name]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(part))] * 2)))
    between = data.draw(st.sampled_from([b"", part[start:end] * 2, b"<row r='7'/>", b"-1", b"<c"]))
    table_or_refusal(packed({**PARTS, name: part[:start] + between + part[end:]}))


@BROKEN
@given(st.sampled_from(sorted(PARTS)), st.integers(0, 3))
def test_a_workbook_without_one_of_its_parts_or_with_another_in_its_place(
    name: str, what: int
) -> None:
    instead = [b"", b"<x/>", PARTS["xl/workbook.xml"], PARTS["xl/worksheets/sheet1.xml"]][what]
    table_or_refusal(packed({**PARTS, name: instead}))
    table_or_refusal(packed({other: part for other, part in PARTS.items() if other != name}))


@BROKEN
@given(st.integers(0, len(WHOLE)))
def test_a_workbook_cut_off_anywhere(length: int) -> None:
    table_or_refusal(WHOLE[:length])


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_the_same_table_as_csv_and_as_xlsx_says_the_same(rows: list[tuple[str, str]]) -> None:
    tables = [
        files.read(made([["child_ref", "finding"], *rows]), COLUMNS) for made in (csv_file, xlsx)
    ]
    said = [
        [(row.number, [shown(cell) for cell in row.cells]) for row in table.rows]
        for table in tables
    ]
    assert said[0] == said[1]


def test_a_refusal_leaves_no_file_open() -> None:
    with suppress(FileRefused):
        files.read(WHOLE[:-40], COLUMNS)
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as package:
        assert package.testzip() is None
