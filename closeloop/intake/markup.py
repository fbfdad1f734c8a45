"""The markup inside a workbook, looked through as a stream: what it asks for, how much there is.

The library that reads workbooks builds a tree of each part; a part of a few megabytes can be
written so that the tree takes gigabytes. Here nothing is built and everything is counted.
"""

import re
from collections.abc import Mapping
from typing import IO
from xml.parsers import expat

from closeloop.intake.refusals import FileRefused, TooLarge

CHUNK = 65_536
LONGEST_TAG = 262_144  # bytes; a tag is held whole, however long
DEEPEST = 100
MOST_ROWS = 100_000  # with the blank ones, which cost as much as others
MOST_TEXTS = 1_200_000  # 20,000 rows of 60 columns, no text twice
MOST_IN_ONE = 65_536  # cells across a sheet, and what stands in them
MOST_IN_ALL = 4_000_000  # tags of all rows
MOST_ELSEWHERE = 450_000  # tags and attributes of styles, links, names
LAST_ROW = 1_048_576
ROW = re.compile(r"[0-9]{1,7}")

OVERGROWN = (
    "This workbook holds far more than a table. Copy the table into a new workbook, by values,"
    " and use that file."
)
BLANK_ROWS = (
    f"This workbook has a sheet of more than {MOST_ROWS:,} rows, blank ones included. Delete the"
    " blank rows below the table, save it and use the new file."
)
OUT_OF_ORDER = (
    "The rows of this workbook are not numbered in order. Open it in the spreadsheet, save it"
    " again as XLSX and use the new file."
)
DECLARES = (
    "The workbook has a document type declaration, which no spreadsheet writes. Save it again"
    " as XLSX from the spreadsheet and use the new file."
)
LINKED = (
    "The workbook takes something from another file or site. Break its links (in Excel: Data,"
    " Edit Links, Break Link), save it and use the new file."
)
MACROS = "The workbook has macros. Save it as an Excel Workbook (XLSX) and use that file."
UNCALCULATED = (
    "Cell {cell} holds a formula without its result. Open the workbook in the spreadsheet, save it"
    " again as XLSX and use the new file."
)


class Markup:
    """What has been seen of all parts of one workbook so far."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self.elsewhere = self.texts = self.inside = 0

    def read(self, stream: IO[bytes]) -> None:
        """Look through one part to its end; what is not markup is left to who reads it.

        Raises FileRefused or TooLarge where the part asks for or holds what no table needs.
        """
        parser = Part(self).parser
        fed = 0
        while chunk := stream.read(CHUNK):
            fed += len(chunk)
            try:
                parser.Parse(chunk)
            except expat.ExpatError:
                return
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise TooLarge(OVERGROWN)

    def count_row(self, tags: int) -> None:
        """Count what stood in one row. Raises TooLarge."""
        self.inside += tags
        if self.inside > MOST_IN_ALL:
            raise TooLarge(OVERGROWN)

    def count(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count one tag outside the rows of a sheet. Raises TooLarge."""
        if tag == "si":
            self.texts += 1
        else:
            self.elsewhere += 1 + len(attributes)
        if self.texts > MOST_TEXTS or self.elsewhere > MOST_ELSEWHERE:
            raise TooLarge(OVERGROWN)


class Part:
    """One part while it streams past: where in it we are, and what the present row holds."""

    def __init__(self, seen: Markup) -> None:
        """Before the first byte of the part."""
        self.seen = seen
        self.depth = self.within = self.inside = 0  # `within`: how deep the present row stands
        self.rows = self.last_row = 0
        self.cell: str | None = None  # its name, where a formula in it must have a result
        self.formula = self.result = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = refuse_declaration
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """One tag opens: count it, and look at it where it means something."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooLarge(OVERGROWN)
        if self.within:
            self.begin_inside(name, attributes)
        else:
            self.begin_outside(name.rpartition(" ")[2], attributes)

    def begin_inside(self, name: str, attributes: dict[str, str]) -> None:
        """A tag of a row or of a text: cells, formulas, their results."""
        self.inside += 1
        if self.inside > MOST_IN_ONE:
            raise TooLarge(OVERGROWN)
        if self.depth == self.within + 1:  # an empty text is a result too
            self.cell = None if attributes.get("t") == "str" else attributes.get("r", "?")
        elif name.endswith(" f"):
            self.formula = True
        elif self.formula:
            self.parser.CharacterDataHandler = self.see_result

    def begin_outside(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag of anything else."""
        if tag == "row":
            self.begin_row(attributes.get("r"))
        else:
            self.seen.count(tag, attributes)
            refuse_outside(tag, attributes)
        if tag in {"row", "si"}:
            self.within, self.inside = self.depth, 0

    def begin_row(self, said: str | None) -> None:
        """A row opens. Raises unless its number is beyond the last one and within a sheet."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise TooLarge(BLANK_ROWS)
        number = self.last_row + 1 if said is None else int(said) if ROW.fullmatch(said) else 0
        if not self.last_row < number <= LAST_ROW:
            raise FileRefused(OUT_OF_ORDER)
        self.last_row = number

    def end(self, _name: str) -> None:
        """A tag closes: a formula must have had its result by the end of its cell."""
        if self.depth == self.within:
            self.seen.count_row(self.inside)
            self.within = 0
        elif self.formula and self.depth == self.within + 1:
            if self.cell and not self.result:
                raise FileRefused(UNCALCULATED.format(cell=self.cell))
            self.formula = self.result = False
            self.parser.CharacterDataHandler = None
        self.depth -= 1

    def see_result(self, _text: str) -> None:
        """Something stands where the result of a formula belongs."""
        self.result = True


def refuse_declaration(_name: str, _system: str | None, _public: str | None, _inner: int) -> None:
    """Raise FileRefused: entities and outside files are declared in one of these."""
    raise FileRefused(DECLARES)


def refuse_outside(tag: str, attributes: Mapping[str, str]) -> None:
    """Raise FileRefused where a part is said to be elsewhere, or to be a program.

    A link that a person may click is neither: spreadsheets make one of every email address.
    """
    if tag == "Relationship" and attributes.get("TargetMode", "").lower() == "external":
        if not attributes.get("Type", "").endswith("/hyperlink"):
            raise FileRefused(LINKED)
    elif tag in {"Override", "Default"}:
        kind = attributes.get("ContentType", "").lower()
        if "macro" in kind or "vbaproject" in kind:
            raise FileRefused(MACROS)
        if "externallink" in kind:
            raise FileRefused(LINKED)
