"""Which column of a file is which of ours: by its heading, forgivingly, and never by guessing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from closeloop.intake.columns import Column
from closeloop.intake.refusals import CellError, FileRefused
from closeloop.intake.table import LONGEST_SHOWN, Cell, is_blank, letters, shown

ALIKE = re.compile("[\\s_\\-\u2010-\u2015\u200b\u2060\ufeff]+")
WORDS = re.compile(r"[a-z]+")

CHILD = {"child", "children", "childs", "pupil", "young", "person", "persons", "s", "client"}
NAMING = {"name", "names", "forename", "forenames", "surname", "firstname", "lastname", "fullname"}
WHICH = {"full", "first", "last", "middle", "family", "given", "preferred", "known", "legal"}
BIRTH = {"dob", "birth", "birthdate", "birthday", "dateofbirth", "born", "edd"}
ADDRESS = {"address", "addresses", "postcode", "postcodes", "street", "uprn"}
NUMBERS = {"upn": "UPN", "nhs": "NHS number", "nhsnumber": "NHS number", "nhsno": "NHS number"}

BEYOND = (
    "column {column}: this cell stands after the last heading. Put a text that holds a comma in"
    " quotation marks, or give the column a heading."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file that is not ours is laid out: where its header stands, what its headings mean."""

    header_row: int | None = None  # the first row that is not blank
    names: Mapping[str, str] = field(default_factory=dict)  # their heading: our column, "" for none


AS_IT_COMES = Layout()


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was understood: for each of our columns in it, its place, counted from 0."""

    row: int
    places: Mapping[str, int]
    blank: tuple[int, ...]  # places between the headings that have none
    width: int
    warnings: tuple[CellError, ...]

    def pick(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Of one row the cells of our columns, in the order of `places`."""
        cells += ("",) * (self.width - len(cells))
        return tuple([cells[place] for place in self.places.values()])

    def beyond(self, row: int, cells: tuple[Cell, ...]) -> list[CellError]:
        """One error where a row goes on after the last heading: a comma too many, most often."""
        for place, cell in enumerate(cells[self.width :], self.width):
            if not is_blank(cell):
                column, value = letters(place), shown(cell)[:LONGEST_SHOWN]
                return [CellError(row, column, value, BEYOND.format(column=column))]
        return []

    def note_unread(self, row: int, cells: tuple[Cell, ...], noted: dict[int, CellError]) -> None:
        """Add a warning for each column without a heading that has something in this row."""
        for place in self.blank:
            if place < len(cells) and place not in noted and not is_blank(cells[place]):
                column = letters(place)
                message = f"The column {column} was left out: it has no heading."
                noted[place] = CellError(row, column, None, message)


def match(
    row: int, headings: Sequence[Cell], wanted: Sequence[Column], layout: Layout = AS_IT_COMES
) -> Header:
    """The header's places. A column that is not ours is left out with a warning.

    Raises FileRefused where a column stands twice or a required one is missing, for all of them.
    """
    names = {plain(column.name): column.name for column in wanted}
    names |= {plain(theirs): ours for theirs, ours in layout.names.items()}
    found: dict[str, list[int]] = {}
    warnings = []
    for place, heading in enumerate(headings):
        if name := names.get(plain(shown(heading))):
            found.setdefault(name, []).append(place)
        elif not is_blank(heading):
            warnings.append(left_out(row, shown(heading).strip()))
    if errors := [*twice(row, found), *missing(row, found, wanted)]:
        raise FileRefused(errors[0].message, errors)
    places = {name: places[0] for name, places in found.items()}
    width = len(headings) - next(i for i, c in enumerate(reversed(headings)) if not is_blank(c))
    blank = tuple(place for place in range(width) if is_blank(headings[place]))
    return Header(row, places, blank, width, tuple(warnings))


def plain(heading: str) -> str:
    """A heading without what people write differently: case, spaces, underscores, hyphens."""
    return ALIKE.sub("", heading).casefold()


def twice(row: int, found: Mapping[str, Sequence[int]]) -> list[CellError]:
    """One error for each column that the header has more than once."""
    return [
        CellError(
            row,
            name,
            None,
            f"The column {name} stands more than once: {', '.join(map(letters, places))}."
            " Keep one and take the others out.",
        )
        for name, places in found.items()
        if len(places) > 1
    ]


def missing(row: int, found: Mapping[str, object], wanted: Sequence[Column]) -> list[CellError]:
    """One error for each required column that the header does not have."""
    return [
        CellError(
            row,
            column.name,
            None,
            f"The column {column.name} is missing. Add it to the header, row {row}.",
        )
        for column in wanted
        if column.required and column.name not in found
    ]


def left_out(row: int, heading: str) -> CellError:
    """The warning that a column is not read."""
    heading = heading[:200]
    if what := personal(heading):
        because = f"closeloop does not keep a child's {what}"
    else:
        because = "it is not a column of this kind of file"
    return CellError(row, heading, None, f"The column {heading} was left out: {because}.")


def personal(heading: str) -> str | None:
    """What of a child a heading seems to promise, that closeloop never keeps; None if nothing."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    words = WORDS.findall(spaced.casefold())
    said = set(words)
    if number := next((NUMBERS[word] for word in words if word in NUMBERS), None):
        return number
    if said & BIRTH:
        return "date of birth"
    if said & ADDRESS and "email" not in said:
        return "address"
    if any(word.startswith(("ethnic", "nationalit")) for word in words):
        return "ethnicity"
    if said & NAMING and said <= NAMING | WHICH | CHILD:
        return "name"
    return None
