"""What intake says when a file cannot be taken as a whole, and the shape of each complaint."""

from collections.abc import Sequence
from dataclasses import dataclass

from closeloop.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing to mend, or to know.

    `row` is the row as the spreadsheet numbers it (the header is 1) and `column` the heading in
    our own spelling; both are None only where the whole file is meant. `value` is what stands
    there, cut to 200 characters. `message` says what is wrong and how to mend it.
    """

    row: int | None
    column: str | None
    value: str | None
    message: str


class FileRefused(Refusal):
    """Nothing of the file can be taken; `errors` say why, at least one."""

    says = "{names}"

    def __init__(self, message: str, errors: Sequence[CellError] = ()) -> None:
        """Refuse the whole file, or for the places that `errors` name."""
        super().__init__(names=[message])
        self.errors = tuple(errors) or (CellError(None, None, None, message),)


class TooLarge(FileRefused):
    """The file is larger than anybody's file has to be."""


def refused_at(row: int, column: str, value: str | None, message: str) -> FileRefused:
    """The refusal of a file because of one cell of it."""
    return FileRefused(message, [CellError(row, column, value, message)])
