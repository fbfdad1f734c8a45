"""Lists a page at a time: the place after which the next begins, kept in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from closeloop.store.keyset import Page, Place

T = TypeVar("T")
SIZE = 25


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page this is, and where the first and the next one are."""

    number: int
    first: str
    following: str | None


def asked() -> Place | None:
    """The place after which this page begins; none for the first, or for one that was made up."""
    said, _, row = request.args.get("after", "").rpartition("~")
    if not row.isdecimal() or len(row) > 12:  # noqa: PLR2004 - no list is that long
        return None
    try:
        return (_instant_or_day(said) if said else None), int(row)
    except ValueError:
        return None


def paging(page: Page[T], query: Mapping[str, str]) -> Paging:
    """The links under a page of a list with this query."""
    number = max(request.args.get("page", 1, int), 1)
    endpoint = str(request.endpoint)
    following = None
    if page.next is not None:
        value, row = page.next
        said = value.isoformat() if isinstance(value, date) else ""
        following = _address(endpoint, {**query, "after": f"{said}~{row}", "page": str(number + 1)})
    return Paging(number, _address(endpoint, query), following)


def _address(endpoint: str, query: Mapping[str, str]) -> str:
    return f"{url_for(endpoint)}?{urlencode(query)}" if query else url_for(endpoint)


def _instant_or_day(said: str) -> date:
    return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
