"""One reader for each kind of cell: what it says, or what is wrong with it and the cure.

Days have theirs in `day`, practice statements in `statement`.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from closeloop.intake.table import Cell
from closeloop.intake.written import Unreadable, brief, refuse_day, written

NAME_LIMIT, REFERENCE_LIMIT, EMAIL_LIMIT, TEXT_LIMIT = 200, 20, 254, 20_000
AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
ADDRESS = re.compile(r"[^@\s<>(),;:\"\\\[\]]+@[^@\s<>(),;:\"\\\[\].]+(\.[^@\s<>(),;:\"\\\[\].]+)+")
LOOSE = re.compile(r"[\s_\-]+")
# control, bidi and zero-width characters: nobody sees them, and two names look like one
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def text(cell: Cell, limit: int = TEXT_LIMIT) -> str:
    """Free text: a finding, an action, a note. Raises Unreadable where it is too long."""
    said = written(cell)
    if len(said) > limit:
        raise Unreadable(f"{len(said):,} characters; at most {limit:,}.")
    return said


def name(cell: Cell, limit: int = NAME_LIMIT) -> str:
    """A name or title, on one line, without characters that cannot be seen. Raises Unreadable."""
    said = text(cell, limit)
    if unseen := UNSEEN.search(said):
        raise Unreadable(
            f"character {unseen.start() + 1} cannot be seen (U+{ord(unseen[0]):04X})."
            " Type the text again."
        )
    return said


def reference(cell: Cell) -> str:
    """A child's reference in the case system, exactly as written. Raises Unreadable."""
    refuse_day(cell)
    said = name(cell, REFERENCE_LIMIT)
    if "/" in said:  # it stands in addresses
        raise Unreadable("a reference has no slash. Write it with a hyphen.")
    return said


def email(cell: Cell) -> str:
    """An address, in ASCII lower case, as addresses are compared. Raises Unreadable."""
    said = name(cell, EMAIL_LIMIT)
    if not ADDRESS.fullmatch(said):
        raise Unreadable(
            f"{brief(said)} is not an email address. Write one, such as amira.khan@midshire.gov.uk."
        )
    return lowered(said)


def lowered(address: str) -> str:
    """The address with its ASCII letters in lower case and all others as they are."""
    return address.translate(ASCII_LOWER)


ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def amount(cell: Cell) -> float:
    """A number that is nought or more, with a point for its decimals. Raises Unreadable."""
    refuse_day(cell)
    said = written(cell)
    if not AMOUNT.fullmatch(said):
        raise Unreadable(f"{brief(said)} is not a number of 0 or more. Write it in figures: 12.5.")
    return float(said)


def choice(cell: Cell, offered: tuple[str, ...]) -> str:
    """The one of the `offered` codes that is meant, whatever the case, spaces, hyphens.

    Raises Unreadable with all that are offered.
    """
    said = written(cell)
    if code := by_loose(offered).get(loose(said)):
        return code
    raise Unreadable(f"{brief(said)} is not one of {', '.join(offered)}.")


def roles(cell: Cell, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The roles that a cell lists between semicolons, each once, in its order.

    Raises Unreadable at the first that is not `offered`.
    """
    listed = [part for part in written(cell).split(";") if part.strip()]
    if not listed:
        raise Unreadable(f"no role stands here. Write one or more of {', '.join(offered)}.")
    return tuple(dict.fromkeys(choice(part, offered) for part in listed))


def yes_no(cell: Cell) -> bool:
    """Yes or no, in any case. Raises Unreadable."""
    said = written(cell)
    if said.casefold() not in {"yes", "no"}:
        raise Unreadable(
            f"{brief(said)} is neither yes nor no. Write one, or leave the cell empty."
        )
    return said.casefold() == "yes"


@lru_cache
def by_loose(offered: tuple[str, ...]) -> Mapping[str, str]:
    """The codes that are offered, by what is the same in every way of writing them."""
    return {loose(code): code for code in offered}


def loose(said: str) -> str:
    """A code without what people write differently: case, spaces, underscores, hyphens."""
    return LOOSE.sub("", said).casefold()
