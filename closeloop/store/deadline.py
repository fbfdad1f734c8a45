"""By when an answer must be there: whoever waits for one sets it, and the database ends the work.

Nothing that was kept is ever taken back: the first commit lifts the deadline, so that who is told
"nothing was changed" is told the truth.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from closeloop.rules.refusals import TooLong

_ends: ContextVar[float | None] = ContextVar("deadline", default=None)


def set_in(seconds: float) -> None:
    """Begin: so many seconds from now."""
    _ends.set(monotonic() + seconds)


def lift() -> None:
    """There is none any longer: the work is done, or is known to be long."""
    _ends.set(None)


@contextmanager
def apart() -> Iterator[None]:
    """What is kept in this block is not what was asked for: the deadline stands afterwards."""
    before = _ends.get()
    yield
    _ends.set(before)


def seconds_left() -> float | None:
    """How long there is; None without a deadline."""
    ends = _ends.get()
    return None if ends is None else ends - monotonic()


def has_passed() -> bool:
    """Whether it is too late."""
    left = seconds_left()
    return left is not None and left <= 0


def check() -> None:
    """Raise TooLong where it is too late."""
    if has_passed():
        raise TooLong
