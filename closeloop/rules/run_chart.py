"""The rule of run charts: whether a measure has changed, or moves within its usual range.

Anhøj and Olesen 2014: of n points that are not on the median, a run on one side of it that is
longer than round(log2 n + 3) is hardly chance. Fewer than 12 points say nothing of change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log2
from statistics import median

FEWEST = 12


@dataclass(frozen=True, slots=True)
class Run:
    """Points that follow each other on one side of the median, by the places of both its ends.

    `points` leaves out those that lie on the median.
    """

    first: int
    last: int
    points: int
    is_above: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row of values says: its median, and the shift, where there is one."""

    median: float | None = None
    shift: Run | None = None

    @property
    def is_long_enough(self) -> bool:
        """Whether there are points enough to speak of change."""
        return self.median is not None


def read(values: Sequence[float | None]) -> Reading:
    """What values in order of time say. None is a month without any."""
    known = [value for value in values if value is not None]
    if len(known) < FEWEST:
        return Reading()
    middle = median(known)
    runs = list(_runs(values, middle))
    useful = sum(run.points for run in runs)
    longest = max(runs, key=lambda run: (run.points, run.last), default=None)
    is_shift = longest is not None and longest.points > longest_by_chance(useful)
    return Reading(middle, longest if is_shift else None)


def longest_by_chance(useful: int) -> int:
    """How long a run may be by chance among so many points that are not on the median."""
    return round(log2(useful) + 3)


def _runs(values: Sequence[float | None], middle: float) -> Iterator[Run]:
    """Each run on one side of the median; what lies on it neither ends a run nor counts."""
    sides = [
        (place, value > middle)
        for place, value in enumerate(values)
        if value is not None and value != middle
    ]
    for is_above, group in groupby(sides, key=lambda side: side[1]):
        places = [place for place, _ in group]
        yield Run(places[0], places[-1], len(places), is_above)
