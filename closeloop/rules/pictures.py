"""What a picture shows, and the sentence that says it: a run chart, or bars.

A picture is the same whoever draws it: a page, a pack, a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from closeloop.rules import run_chart
from closeloop.rules.months import month_words
from closeloop.rules.run_chart import Reading


@dataclass(frozen=True, slots=True)
class Point:
    """A month: what was measured, None where nothing was, and among how many."""

    month: date
    value: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChart:
    """A measure month by month. The last point is the present month, which is not over.

    `unit`: what a value counts, as "working day"; "%" stands close behind it.
    """

    name: str  # made of letters: what its marks are called by in a page
    measure: str
    unit: str
    counts: str  # what `count` counts, as "actions"
    points: tuple[Point, ...]
    is_of_today: bool = False  # its last point says what stands today, and needs no whole month

    @property
    def kind(self) -> str:
        """How it is drawn."""
        return "run"

    @property
    def reading(self) -> Reading:
        """What its whole months say by the rule of run charts."""
        return run_chart.read([point.value for point in self.points[:-1]])

    @property
    def says(self) -> str:
        """The sentence: the latest value, and whether it has changed."""
        whole = () if self.is_of_today else self.points[:-1]
        found = next((one for one in reversed(whole) if one.value is not None), self.points[-1])
        if found.value is None:
            return f"{self.measure}: nothing to count yet"
        when = "today" if self.is_of_today else f"in {month_words(found.month)}"
        so_far = " so far" if found is self.points[-1] and not self.is_of_today else ""
        return f"{self.measure}: {self.amount(found.value)} {when}{so_far}, {self._change()}"

    @property
    def describes(self) -> str:
        """The first, last, highest and lowest value, for who hears the picture."""
        known = [point for point in self.points if point.value is not None]
        if not known:
            return "No month has a value."
        ends = (
            ("First", known[0]),
            ("last", known[-1]),
            ("highest", max(known, key=_value)),
            ("lowest", min(known, key=_value)),
        )
        return "; ".join(f"{word} {self._at(point)}" for word, point in ends) + "."

    def amount(self, value: float) -> str:
        """A value with its unit: "9 working days", "85%"."""
        number = plain(value)
        if self.unit == "%":
            return f"{number}%"
        return f"{number} {self.unit}{'' if number == '1' else 's'}"

    def _at(self, point: Point) -> str:
        return f"{self.amount(_value(point))} in {month_words(point.month)}"

    def _change(self) -> str:
        reading = self.reading
        if reading.median is None:
            return "too few months to speak of change"
        middle = plain(reading.median) + ("%" if self.unit == "%" else "")
        if reading.shift is None:
            return f"moving within its usual range around {middle}"
        side = "above" if reading.shift.is_above else "below"
        first, last = (self.points[at].month for at in (reading.shift.first, reading.shift.last))
        return f"a shift: {side} {middle} from {month_words(first)} to {month_words(last)}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, and its parts in the order of the picture's."""

    words: str
    parts: tuple[int, ...]

    @property
    def whole(self) -> int:
        """All its parts together."""
        return sum(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars from zero, one below the other, each of one part or stacked of a few."""

    name: str
    measure: str
    says: str
    parts: tuple[str, ...]  # what each part is called
    bars: tuple[Bar, ...]

    @property
    def kind(self) -> str:
        """How it is drawn."""
        return "bars"

    @property
    def describes(self) -> str:
        """The highest and lowest bar, for who hears the picture."""
        if not self.bars:
            return "There is no bar."
        high = max(self.bars, key=lambda bar: bar.whole)
        low = min(self.bars, key=lambda bar: bar.whole)
        first, last = self.bars[0], self.bars[-1]
        ends = (("First", first), ("last", last), ("highest", high), ("lowest", low))
        return "; ".join(f"{word} {bar.words}: {bar.whole}" for word, bar in ends) + "."


Picture = RunChart | Bars


def plain(value: float) -> str:
    """A number as people write it: "9", "9.5"."""
    return f"{value:.1f}".removesuffix(".0")


def percent(part: int, whole: int) -> float | None:
    """How many in a hundred; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def points(
    months: Sequence[date], values: dict[date, float], counts: dict[date, int]
) -> tuple[Point, ...]:
    """The points of a run chart: every month, whether anything was measured or not."""
    return tuple(Point(month, values.get(month), counts.get(month, 0)) for month in months)


def _value(point: Point) -> float:
    return point.value if point.value is not None else 0.0
