"""How much of anything is taken: the counts of docs/limits.md, which an authority may set."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

MOST = 1_000_000  # of anything; what is larger was mistyped


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Each limit with the default of the house."""

    requests_at_once: int = 200  # of one person or token
    address_requests: int = 300  # a minute, with neither: a whole council may share an address
    long_work_each: int = 1  # imports, exports, packs at once: of a person
    long_work_in_all: int = 4
    answer_seconds: int = 10  # to answer a page or call
    file_megabytes: int = 10
    file_unpacked_megabytes: int = 50
    file_parts: int = 200
    file_rows: int = 20_000
    file_columns: int = 60
    findings: int = 60  # in one audit
    entries: int = 200  # in one supervision
    list_items: int = 200  # on one page of a list over the API


DEFAULT = Limits()
NAMES = tuple(one.name for one in fields(Limits))


def read(said: str) -> Limits:
    """The limits where `name=number …` sets some of them. ValueError, with what is wrong."""
    found: dict[str, int] = {}
    for part in said.replace(",", " ").split():
        name, _, number = part.partition("=")
        if name not in NAMES:
            raise ValueError(f"there is no {name!r}. There are {', '.join(NAMES)}.")
        if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= MOST:
            raise ValueError(f"{part!r} gives no number from 1 to {MOST:,}. Write {name}=100.")
        found[name] = int(number)
    return _with(found)


def _with(found: Mapping[str, int]) -> Limits:
    return replace(DEFAULT, **found)
