"""A workbook that was made to do harm is refused before it can, in words that a person can use."""

import io
import resource
import struct
import subprocess
import sys
import zipfile

import pytest

from closeloop.intake import files
from closeloop.intake.limits import Limits
from closeloop.intake.refusals import FileRefused, TooLarge
from tests.intake.made import (
    COLUMNS,
    MAIN,
    SHEET,
    header_row,
    packed,
    parts_of,
    text_cell,
    with_parts,
    with_sheet,
    xlsx,
)

MEGABYTE = 1024 * 1024
HEADER = header_row("child_ref", "finding")
ROW = f'<row r="2">{text_cell("A2", "C-1")}{text_cell("B2", "x")}</row>'
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def refusal_of(data: bytes) -> str:
    with pytest.raises(FileRefused) as refusal:
        files.read(data, COLUMNS)
    return str(refusal.value)


def test_a_bomb_is_refused_by_its_table_of_contents() -> None:
    with pytest.raises(TooLarge, match=r"^This file unpacks to more than 50 MB\.$"):
        files.read(with_parts({"xl/media/image1.png": bytes(51 * MEGABYTE)}), COLUMNS)


def test_a_part_that_packs_better_than_any_sheet_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"^This file unpacks to more than 200 times its size\.$"):
        files.read(with_parts({"xl/media/image1.png": bytes(5 * MEGABYTE)}), COLUMNS)


def test_a_table_of_contents_that_lies_about_a_size_is_found_out() -> None:
    data = with_sheet(HEADER + ROW + f"<!--{'x' * 90_000}-->")
    size = len(parts_of(data)[SHEET])
    lie = data.replace(struct.pack("<L", size), struct.pack("<L", size - 80_000))
    assert refusal_of(lie).startswith("The workbook is damaged")


def test_200_parts_may_come_and_201_may_not() -> None:
    parts: dict[str, bytes | str] = dict(parts_of(xlsx()))
    while len(parts) < 200:
        parts[f"xl/media/{len(parts)}.png"] = b"x"
    assert files.read(packed(parts), COLUMNS).rows
    parts["xl/media/one.png"] = b"x"
    with pytest.raises(TooLarge, match=r"^This file has more than 200 parts\.$"):
        files.read(packed(parts), COLUMNS)


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE worksheet SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE, "<!DOCTYPE worksheet>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_part_may_declare_entities_or_ask_for_files(declaration: str, encoding: str) -> None:
    markup = f"{declaration}<worksheet {MAIN}><sheetData>{HEADER}{ROW}</sheetData></worksheet>"
    data = with_parts({SHEET: markup.encode(encoding)})
    assert refusal_of(data).startswith("The workbook has a document type declaration")


def test_a_declaration_in_any_part_is_one_too_many() -> None:
    data = with_parts({"xl/theme/theme1.xml": f"{BOMB}<theme>&c;</theme>"})
    assert refusal_of(data).startswith("The workbook has a document type declaration")


def test_a_workbook_that_fetches_from_outside_is_refused() -> None:
    relation = (
        f'<Relationship Id="r9" Type="{OFFICE}/externalLinkPath" Target="file:///c:/x.xlsx"'
        ' TargetMode="External"/>'
    )
    part = f'<Relationships xmlns="{RELATIONSHIPS}">{relation}</Relationships>'
    data = with_parts({"xl/externalLinks/_rels/externalLink1.xml.rels": part})
    assert refusal_of(data).startswith("The workbook takes something from another file")


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-office.vbaProject",
    ],
)
def test_a_workbook_with_macros_is_refused_whatever_its_name(kind: str) -> None:
    contents = parts_of(xlsx())["[Content_Types].xml"].decode()
    declared = contents.replace(
        "</Types>", f'<Override PartName="/x" ContentType="{kind}"/></Types>'
    )
    data = with_parts({"[Content_Types].xml": declared})
    assert refusal_of(data).startswith("The workbook has macros. Save it as")


def test_a_macro_part_is_enough() -> None:
    words = refusal_of(with_parts({"xl/vbaProject.bin": b"x"}))
    assert words.startswith("The file must be a CSV or XLSX. This is a workbook with macros")


def test_other_packages_are_named_for_what_they_are() -> None:
    ods = packed({"mimetype": "x", "content.xml": "<x/>"})
    assert "This is an OpenDocument file" in refusal_of(ods)
    assert "a binary workbook (XLSB)" in refusal_of(packed({"xl/workbook.bin": b"x"}))
    assert "This is a package of other files" in refusal_of(packed({"a.txt": "x"}))


def test_a_package_with_a_password_on_its_parts_is_told_in_words() -> None:
    data = bytearray(xlsx())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert refusal_of(bytes(data)).startswith("The workbook is password protected")


def test_a_workbook_that_ends_too_soon_is_damaged() -> None:
    data = xlsx()
    assert refusal_of(data[: len(data) // 2]).startswith("The workbook is damaged")


def test_a_part_packed_in_a_way_no_spreadsheet_uses_is_damage() -> None:
    file = io.BytesIO(xlsx())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_LZMA) as package:
        package.writestr("xl/extra.xml", "<x/>")
    assert refusal_of(file.getvalue()).startswith("The workbook is damaged")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="3"/><row r="2"/>',
        '<row r="2"/><row r="2"/>',
        '<row r="1048577"/>',
        '<row r="99999999999999999999"/>',
        '<row r="-1"/>',
        '<row r="two"/>',
    ],
)
def test_rows_out_of_order_would_be_lost_and_are_refused(rows: str) -> None:
    assert refusal_of(with_sheet(HEADER + rows)).startswith("The rows of this workbook are not")


def test_a_hundred_thousand_blank_rows_are_refused_with_the_cure() -> None:
    blank = "".join(f'<row r="{number}" ht="{number % 97}"/>' for number in range(2, 100_002))
    words = refusal_of(with_sheet(HEADER + blank))
    assert words.startswith("This workbook has a sheet of more than 100,000 rows")


@pytest.mark.parametrize(
    "markup",
    [
        f"<q {'x' * 400_000}='1'/>",
        "".join(f"<n{depth}>" for depth in range(120)),
        "".join(f'<q a="{number}" b="c"/>' for number in range(160_000)),
    ],
    ids=["a tag without end", "a hundred deep", "half a million tags"],
)
def test_markup_that_no_table_needs_is_refused(markup: str) -> None:
    assert refusal_of(with_sheet(HEADER + ROW, after=markup)).startswith("This workbook holds far")


def test_a_row_of_more_cells_than_any_sheet_has_is_refused() -> None:
    cells = "".join(f"<c s='{number % 89}'/>" for number in range(70_000))
    assert refusal_of(with_sheet(f"{HEADER}<row>{cells}</row>")).startswith("This workbook holds")


SPARSE = f'{HEADER}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
TALL = f'{HEADER}<row r="1048576">{text_cell("A1048576", "C-1")}{text_cell("B1048576", "x")}</row>'
MEASURE = """
import sys
from closeloop.intake import files
from closeloop.intake.refusals import FileRefused
from tests.intake.made import COLUMNS
data = sys.stdin.buffer.read()
try:
    print(len(files.read(data, COLUMNS).rows))
except FileRefused as refusal:
    print(refusal)
"""


def read_within(data: bytes, megabytes: int, seconds: int) -> str:
    """What came of reading a file in a process that may have no more memory and time."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds,) * 2)

    done = subprocess.run(  # noqa: S603 - our own words, to our own Python
        [sys.executable, "-c", MEASURE],
        input=data,
        capture_output=True,
        check=True,
        preexec_fn=bound,
    )
    return done.stdout.decode().strip()


def test_a_sheet_with_its_first_and_last_cell_is_quick_and_small() -> None:
    assert read_within(with_sheet(SPARSE), 120, 10) == "Column 61: a file may have 60 columns."
    assert read_within(with_sheet(TALL), 120, 10) == "1"


def test_ten_million_commas_stay_within_200_megabytes() -> None:
    data = b"child_ref,finding\nC-1,x\n" + b"," * (9 * MEGABYTE)
    assert read_within(data, 250, 20) == "1"


def test_an_authority_may_set_its_own_limits() -> None:
    with pytest.raises(TooLarge, match="unpacks to more than 0 MB"):
        files.read(xlsx(), COLUMNS, limits=Limits(unpacked_megabytes=0))
