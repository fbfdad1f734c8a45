"""What a checked file comes to: what would become of each row, what is wrong, what to know."""

from dataclasses import dataclass, field
from datetime import date

from closeloop.intake.records import Record, complaint
from closeloop.intake.refusals import CellError
from closeloop.intake.report import Outcome
from closeloop.intake.table import Cell


@dataclass(slots=True)
class Plan:
    """What one kind's check finds. With an error in it nothing of the file is taken."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)  # by row
    errors: list[CellError] = field(default_factory=list)
    warnings: list[CellError] = field(default_factory=list)

    def refuse(self, record: Record, column: str, message: str) -> None:
        """Refuse a row because of one of its cells."""
        self.errors.append(_about(record, column, message))

    def warn(self, record: Record, column: str, message: str) -> None:
        """Say something of a cell that is taken all the same."""
        self.warnings.append(_about(record, column, message))


def _about(record: Record, column: str, message: str) -> CellError:
    return complaint(record.row, column, as_cell(record.values.get(column)), message)


def as_cell(value: object) -> Cell:
    """A value as its cell would say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(value)
    return value if isinstance(value, int | float | date) else str(value)
