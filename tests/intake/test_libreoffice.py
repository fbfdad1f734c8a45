"""A workbook that a spreadsheet really made, and the CSV that it saves of it, say the same."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from closeloop.intake import files
from closeloop.intake.refusals import FileRefused
from closeloop.intake.table import shown
from tests.authority import Authority
from tests.intake.handing_in import STRENGTH, Counter, findings
from tests.intake.made import COLUMNS, Rows, csv_file

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")

ROWS: Rows = [
    ["Child Ref", "finding", "owner_email", "due"],
    [
        "C-1001",
        "Visits are late,\nand Zoë\u2019s £20 was not paid.",
        "amira.khan@example.org",
        "=1+1",
    ],
    [],
    [1002, date(2026, 3, 25), "", "x"],
]


def converted(source: Path, to: str, *options: str) -> Path:
    """The file as LibreOffice saves it in another format, beside the source."""
    assert OFFICE
    profile = source.parent / "profile"
    subprocess.run(  # noqa: S603 - of files that this test wrote
        [
            OFFICE,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            *options,
            "--convert-to",
            to,
            "--outdir",
            source.parent,
            source,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return source.with_suffix("." + to.partition(":")[0])


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook made by LibreOffice of a CSV that it took formulas and days from."""
    folder = tmp_path_factory.mktemp("office")
    source = folder / "findings.csv"
    source.write_bytes(csv_file(ROWS))
    # comma, quotation mark, UTF-8, from the first line; numbers and days are made of what looks so
    return converted(source, "xlsx", "--infilter=CSV:44,34,76,1,,0,false,true")


def test_a_workbook_of_libreoffice_is_read_cell_for_cell(workbook: Path) -> None:
    table = files.read(workbook, COLUMNS)
    assert [(row.number, row.cells) for row in table.rows] == [
        (
            2,
            (
                "C-1001",
                "Visits are late,\nand Zoë\u2019s £20 was not paid.",
                "amira.khan@example.org",
            ),
        ),
        (4, (1002, date(2026, 3, 25), "")),
    ]


def test_the_csv_that_libreoffice_saves_of_it_says_the_same(workbook: Path) -> None:
    saved = files.read(converted(workbook, "csv:Text - txt - csv (StarCalc):44,34,76"), COLUMNS)
    kept = files.read(workbook, COLUMNS)
    assert [(row.number, row.cells) for row in saved.rows] == [
        (row.number, tuple(shown(cell) for cell in row.cells)) for row in kept.rows
    ]


def test_the_formats_beside_it_are_refused_by_name(workbook: Path) -> None:
    for format_, what in (("ods", "OpenDocument"), ("xls", "before 2007")):
        other = converted(workbook, format_)
        with pytest.raises(FileRefused, match=what):
            files.read(other, COLUMNS)


def test_audits_from_a_workbook_of_libreoffice_load_as_from_the_csv(
    authority: Authority, tmp_path: Path
) -> None:
    authority.takes_in()
    counter = Counter(authority)
    source = tmp_path / "audits.csv"
    source.write_bytes(findings({"audited_on": "25/02/2026"}, STRENGTH | {"standard": "4.1"}))
    made = converted(source, "xlsx", "--infilter=CSV:44,34,76,1,,0,false,false")
    assert counter.takes("audits", made.read_bytes()).created == 2
    assert counter.takes("audits", source.read_bytes()).unchanged == 2
