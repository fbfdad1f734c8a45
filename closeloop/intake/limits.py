"""How large a file may be: the defaults of the house, which an authority may set otherwise."""

from dataclasses import dataclass

from closeloop.intake.refusals import FileRefused
from closeloop.limits import Limits as AsSet

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold; sizes in megabytes, the rest counted."""

    megabytes: int = 10
    unpacked_megabytes: int = 50
    ratio: int = 200  # sheets pack 20 to 60 times smaller; what packs more was made to
    parts: int = 200
    rows: int = 20_000
    columns: int = 60

    @property
    def too_wide(self) -> FileRefused:
        """The refusal of a file in which something stands beyond the last column."""
        return FileRefused(f"Column {self.columns + 1}: a file may have {self.columns} columns.")


DEFAULT = Limits()


def of_file(limits: AsSet) -> Limits:
    """What one file may hold where these limits are set."""
    return Limits(
        megabytes=limits.file_megabytes,
        unpacked_megabytes=limits.file_unpacked_megabytes,
        parts=limits.file_parts,
        rows=limits.file_rows,
        columns=limits.file_columns,
    )
