"""Whether a workbook may be unpacked at all: asked of its table of contents, then of its parts.

Nothing is unpacked before the sizes are known, and every part has been looked through as a
stream before a library builds anything from it.
"""

import io
import zipfile
import zlib
from collections.abc import Sequence

from closeloop.intake.limits import MEGABYTE, Limits
from closeloop.intake.markup import Markup
from closeloop.intake.refusals import FileRefused, TooLarge

ENTRY = b"PK\x01\x02"  # begins each line of a package's table of contents
ENCRYPTED = 0x1
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SMALL = MEGABYTE  # a short part may well pack to nothing: "x" twenty thousand times over

BROKEN = (
    "The workbook is damaged and cannot be read. Open it in the spreadsheet, save it again as"
    " XLSX and use the new file."
)
PROTECTED = (
    "The workbook is password protected. Take the password off (in Excel: File, Info, Protect"
    " Workbook, Encrypt with Password, leave it empty), save it and use the new file."
)
OTHER_FORMAT = "The file must be a CSV or XLSX. This is {what}: save it as XLSX and use that file."


def check(data: bytes, limits: Limits) -> None:
    """Raise FileRefused or TooLarge unless these bytes are a workbook that is safe to read."""
    if data.count(ENTRY) > limits.parts:  # before each entry is made an object of
        raise TooLarge(f"This file has more than {limits.parts} parts.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            check_contents(package.infolist(), limits)
            look_through(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise FileRefused(BROKEN) from None


def check_contents(parts: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    """Raise, by what the table of contents says of sizes, names and encryption."""
    names = {part.filename for part in parts}
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise FileRefused(PROTECTED)
    if any(part.compress_type not in PLAIN_METHODS for part in parts) or len(names) < len(parts):
        raise FileRefused(BROKEN)
    check_sizes(parts, limits)
    check_names(names)


def check_sizes(parts: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    """Raise TooLarge where the parts would unpack to too much, in all or for their packed size."""
    if sum(part.file_size for part in parts) > limits.unpacked_megabytes * MEGABYTE:
        raise TooLarge(f"This file unpacks to more than {limits.unpacked_megabytes} MB.")
    for part in parts:
        if part.file_size > max(SMALL, part.compress_size * limits.ratio):
            raise TooLarge(f"This file unpacks to more than {limits.ratio} times its size.")


def check_names(names: set[str]) -> None:
    """Raise FileRefused where the parts are those of another kind of file."""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(OTHER_FORMAT.format(what="a workbook with macros"))
    if "xl/workbook.bin" in names:
        raise FileRefused(OTHER_FORMAT.format(what="a binary workbook (XLSB)"))
    if {"mimetype", "content.xml"} <= names:
        raise FileRefused(OTHER_FORMAT.format(what="an OpenDocument file"))
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise FileRefused("The file must be a CSV or XLSX. This is a package of other files.")


def look_through(package: zipfile.ZipFile) -> None:
    """Raise as Markup does, or BadZipFile where a part is not what its entry says."""
    markup = Markup()
    for part in package.infolist():
        with package.open(part) as stream:
            markup.read(stream)
