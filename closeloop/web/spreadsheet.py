"""A page's rows as a file for a spreadsheet: CSV in which nothing that was typed is a formula."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import Response

from closeloop.rules import csv_text
from closeloop.rules.csv_text import Given


def answer(
    name: str, day: date, columns: Sequence[str], rows: Iterable[Sequence[Given]]
) -> Response:
    """The file, named after what it is and the day on which it was made."""
    body = csv_text.file_of([columns, *([_plain(cell) for cell in row] for row in rows)])
    made = Response(body, mimetype="text/csv")
    made.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return made


def _plain(cell: Given) -> Given:
    """A day or a moment as ISO 8601 writes it."""
    return cell.isoformat().replace("+00:00", "Z") if isinstance(cell, date) else cell
