"""The ids that people read and programs keep: `4F7K-22` for an action, `E-118` for the rest."""

import re

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
LOOKS_LIKE = str.maketrans("ILO", "110")  # what is read aloud or copied by hand
LENGTH, BITS = 6, 30
ALL = 1 << BITS  # how many actions can be told apart
HALF = BITS // 2

# Odd, so that each has an inverse: action 7 and action 8 must not look alike.
STRIDE, TURN = 0x2C1B3C6D, 0x297A2D39
BACK_STRIDE, BACK_TURN = pow(STRIDE, -1, ALL), pow(TURN, -1, ALL)

NUMBERED = re.compile(r"([A-Z])-?([1-9][0-9]{0,9})", re.ASCII)
LARGEST = 2**31 - 1  # the largest number that a database gives


def action_ref(number: int) -> str:
    """The id of an action, as letters and pages show it: `4F7K-22`, from its number.

    Raises ValueError for a number that is not from 1 to 32 ** 6 - 1.
    """
    if not 1 <= number < ALL:
        raise ValueError(f"{number} is not from 1 to {ALL - 1}.")
    left = _scatter(number)
    symbols = "".join(SYMBOLS[(left >> shift) & 31] for shift in range(BITS - 5, -1, -5))
    return f"{symbols[:4]}-{symbols[4:]}"


def action_id(ref: str) -> int | None:
    """The number of the action that an id names; None where it names none.

    Forgives small letters, spaces around, a hyphen left out, and I, L and O for 1, 1 and 0.
    """
    symbols = _spelt(ref).replace("-", "", 1).translate(LOOKS_LIKE)
    if len(symbols) != LENGTH or not set(symbols) <= set(SYMBOLS):
        return None
    left = 0
    for symbol in symbols:
        left = left << 5 | SYMBOLS.index(symbol)
    return _gather(left) or None


def ref(letter: str, number: int) -> str:
    """The id of anything but an action: `E-118` for escalation 118."""
    return f"{letter}-{number}"


def number(letter: str, ref: str) -> int | None:
    """The number in an id of that letter; None where it is none. Forgives as `action_id` does."""
    found = NUMBERED.fullmatch(_spelt(ref))
    if not found or found[1] != letter:
        return None
    named = int(found[2])
    return named if named <= LARGEST else None


def _spelt(ref: str) -> str:
    """In capitals; nothing where a letter is not plain, for some change into plain ones."""
    return ref.strip().upper() if ref.isascii() else ""


def _scatter(number: int) -> int:
    """A permutation of all numbers below 32 ** 6; it leaves 0 where it is."""
    turned = number * STRIDE % ALL
    return (turned ^ turned >> HALF) * TURN % ALL


def _gather(scattered: int) -> int:
    turned = scattered * BACK_TURN % ALL
    return (turned ^ turned >> HALF) * BACK_STRIDE % ALL
