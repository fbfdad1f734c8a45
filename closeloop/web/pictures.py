"""Pictures on a page: each drawn for a phone and for a desk, with its numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from closeloop.rules.chart_marks import NARROW, WIDE, Drawn, draw
from closeloop.rules.months import month_words
from closeloop.rules.pictures import Bars, Picture, RunChart, plain

SHORT = 12  # rows of a table that is shown open


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a page shows it; of the two drawings, the style sheet shows one."""

    picture: Picture
    drawings: tuple[tuple[str, Drawn], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_short(self) -> bool:
        """Whether the table is shown open."""
        return len(self.rows) <= SHORT


def shown(pictures: Sequence[Picture]) -> list[Shown]:
    """Pictures, drawn."""
    return [
        Shown(
            one,
            (("narrow", draw(one, NARROW)), ("wide", draw(one, WIDE))),
            *(_of_months(one) if isinstance(one, RunChart) else _of_bars(one)),
        )
        for one in pictures
    ]


Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def _of_months(chart: RunChart) -> Table:
    unit = "Percent" if chart.unit == "%" else f"{chart.unit.capitalize()}s"
    present = " today" if chart.is_of_today else " so far"
    months = tuple(
        (
            month_words(point.month) + (present if point is chart.points[-1] else ""),
            "none" if point.value is None else plain(point.value),
            str(point.count),
        )
        for point in chart.points
    )
    if f"{chart.unit}s" == chart.counts:  # the value is the number itself
        return ("Month", unit), tuple(row[:2] for row in months)
    return ("Month", unit, chart.counts.capitalize()), months


def _of_bars(bars: Bars) -> Table:
    rows = tuple((bar.words, *map(str, bar.parts)) for bar in bars.bars)
    return ("", *bars.parts), rows
