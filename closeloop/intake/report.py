"""What became of a file, row by row: what the command line, the API and the pages show of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from closeloop.intake.refusals import CellError, FileRefused
from closeloop.intake.table import Table
from closeloop.rules.csv_text import Given, file_of

Outcome = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Report:
    """The four counts are of rows and add up to `rows`; a file with an error changes nothing."""

    rows: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: tuple[CellError, ...] = ()
    warnings: tuple[CellError, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing of the file was taken."""
        return bool(self.errors)

    def as_json(self) -> dict[str, object]:
        """The report as the contract shapes it."""
        return asdict(self)


def taken(outcomes: Mapping[int, Outcome], warnings: Sequence[CellError] = ()) -> Report:
    """The report of a file that was taken: by row what became of it."""
    counts = Counter(outcomes.values())
    return Report(
        rows=len(outcomes),
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        warnings=tuple(warnings),
    )


def refused(rows: int, errors: Iterable[CellError], warnings: Sequence[CellError] = ()) -> Report:
    """The report of a file with wrong rows: those are rejected, all others stay as they were.

    Where an error means the whole file, every row is rejected.
    """
    errors = tuple(sorted(errors, key=lambda error: error.row or 0))
    wrong = {error.row for error in errors}
    rejected = rows if None in wrong else len(wrong)
    return Report(
        rows, unchanged=rows - rejected, rejected=rejected, errors=errors, warnings=tuple(warnings)
    )


def unread(refusal: FileRefused) -> Report:
    """The report of a file that could not be read as a table: no row was seen."""
    return Report(rows=0, errors=refusal.errors)


def rejects(errors: Sequence[CellError], table: Table | None = None) -> bytes:
    """A CSV of the rows to mend: their cells, then the row's number and what is wrong with it.

    An error that no row of the table bears has a line of its own, without cells.
    """
    wrong: dict[int | None, list[str]] = {}
    for error in errors:
        wrong.setdefault(error.row, []).append(error.message)
    columns, rows = (table.columns, table.rows) if table else ((), ())
    lines: list[Sequence[Given]] = [(*columns, "row", "message")]
    lines += [
        (*row.cells, row.number, " ".join(wrong.pop(row.number)))
        for row in rows
        if row.number in wrong
    ]
    no_cells = [None] * len(columns)
    lines += [(*no_cells, number, " ".join(said)) for number, said in wrong.items()]
    return file_of(lines)
