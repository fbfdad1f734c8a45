"""How often somebody may ask: a window of a minute that slides.

Counts are kept in this process alone: with N worker processes up to N times as many requests pass.
"""

from collections import defaultdict, deque
from math import ceil
from threading import Lock
from time import monotonic

from werkzeug.exceptions import TooManyRequests

SECONDS = 60.0
OF_AN_ADDRESS = 300  # a minute, without token or sign-in; a whole council may share one
MOST_KEPT = 10_000  # windows, before those that are empty are forgotten
TOO_MANY = "Too many requests. Try again in {seconds} seconds."


class Windows:
    """When each asked in the last minute."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._asked: dict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def count(self, who: str, most: int, at: float | None = None) -> None:
        """Count a request. Raises TooManyRequests, with when to try again; that is not counted."""
        at = monotonic() if at is None else at
        with self._lock:
            asked = self._asked[who]
            while asked and asked[0] <= at - SECONDS:
                asked.popleft()
            if len(asked) >= most:
                seconds = max(1, ceil(asked[0] + SECONDS - at))
                raise TooManyRequests(TOO_MANY.format(seconds=seconds), retry_after=seconds)
            asked.append(at)
            if len(self._asked) > MOST_KEPT:
                self._forget(at)

    def known(self) -> int:
        """How many have a window."""
        return len(self._asked)

    def _forget(self, at: float) -> None:
        for who in [who for who, asked in self._asked.items() if asked[-1] <= at - SECONDS]:
            del self._asked[who]
