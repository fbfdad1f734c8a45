"""A table's cells read by their columns: a record for each row, a complaint for each wrong cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from closeloop.intake.columns import Column
from closeloop.intake.refusals import CellError
from closeloop.intake.table import LONGEST_SHOWN, Cell, Row, Table, is_blank, shown
from closeloop.intake.written import Doubtful, Unreadable


@dataclass(frozen=True, slots=True)
class Record:
    """One row that could be read: by column what it says, None where its cell is empty.

    A column that the file does not have is not in `values`: what is not listed stays as it was.
    """

    row: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of a table: those that could be read, and what is wrong or doubtful in the file.

    `wrong` are the other rows, with what could be read of them: a row that cannot be taken still
    says that somebody stands in the file.
    """

    records: tuple[Record, ...]
    errors: tuple[CellError, ...]
    warnings: tuple[CellError, ...]
    wrong: tuple[Record, ...] = ()


def read(table: Table, columns: Sequence[Column]) -> Reading:
    """Every row read cell by cell; a row with a wrong cell gives no record."""
    by_name = {column.name: column for column in columns}
    ordered = [by_name[name] for name in table.columns]
    wrong_rows = {error.row for error in table.errors}
    records: list[Record] = []
    wrong: list[Record] = []
    errors, warnings = list(table.errors), list(table.warnings)
    for row in table.rows:
        before = len(errors)
        values = read_row(row, ordered, errors, warnings)
        is_right = len(errors) == before and row.number not in wrong_rows
        (records if is_right else wrong).append(Record(row.number, values))
    return Reading(tuple(records), tuple(errors), tuple(warnings), tuple(wrong))


def read_row(
    row: Row, columns: Sequence[Column], errors: list[CellError], warnings: list[CellError]
) -> dict[str, object]:
    """What the cells of one row say; complaints are added to `errors` and `warnings`."""
    values: dict[str, object] = {}
    for column, cell in zip(columns, row.cells, strict=True):
        try:
            value = read_cell(column, cell)
        except Unreadable as wrong:
            errors.append(complaint(row.number, column.name, cell, str(wrong)))
            continue
        if isinstance(value, Doubtful):
            warnings.append(complaint(row.number, column.name, cell, value.warning))
            value = value.value
        values[column.name] = value
    return values


def read_cell(column: Column, cell: Cell) -> object:
    """What one cell says, None where it is blank. Raises Unreadable."""
    if not is_blank(cell):
        return column.read(cell)
    if column.required:
        raise Unreadable("this cell is empty. Every row needs one.")
    return None


def complaint(row: int, column: str, cell: Cell, message: str) -> CellError:
    """The complaint about one cell, beginning with its column, as every refusal does."""
    return CellError(row, column, shown(cell)[:LONGEST_SHOWN], f"{column}: {message}")
