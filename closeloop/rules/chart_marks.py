"""Where the marks of a picture stand: lines, dots, bars and words, for one width in pixels.

Nothing is scaled, so that words are as large on a phone as on a desk: 16 px and never smaller.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from closeloop.rules.months import short_words
from closeloop.rules.pictures import Bar, Bars, Picture, RunChart, plain

NARROW, WIDE = 288, 620
TEXT, LINE = 16, 22  # a letter's height, and a line's
LETTER = 9  # about how wide a letter is
HEIGHT = {NARROW: 190, WIDE: 230}
INK, QUIET, RAIL = "#0b0c0c", "#505a5f", "#b1b4b6"
FOCUS = "#12436D"
COLOURS = {1: (FOCUS,), 2: (FOCUS, "#F46A25"), 4: (FOCUS, "#28A197", "#801650", "#F46A25")}
BAR, GAP, KEY = 22, 2, 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line through places; dashed where it is no measure but the middle of one."""

    places: tuple[tuple[float, float], ...]
    colour: str
    width: int = 1
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A value; hollow where its month is not over."""

    x: float
    y: float
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A bar or a part of one."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place: `anchor` says which end of them stands there."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    colour: str = INK
    is_bold: bool = False


Mark = Line | Dot | Block | Words


@dataclass(slots=True)
class Drawn:
    """A picture drawn for one width."""

    width: int
    height: int = 0
    marks: list[Mark] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """Its lines, which lie below all else."""
        return [mark for mark in self.marks if isinstance(mark, Line)]

    @property
    def dots(self) -> list[Dot]:
        """Its dots."""
        return [mark for mark in self.marks if isinstance(mark, Dot)]

    @property
    def blocks(self) -> list[Block]:
        """Its bars."""
        return [mark for mark in self.marks if isinstance(mark, Block)]

    @property
    def words(self) -> list[Words]:
        """Its words, which lie above all else."""
        return [mark for mark in self.marks if isinstance(mark, Words)]


def draw(picture: Picture, width: int) -> Drawn:
    """A picture, drawn NARROW or WIDE."""
    return _run(picture, width) if isinstance(picture, RunChart) else _bars(picture, width)


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where a run chart's months and values lie."""

    chart: RunChart
    width: int
    height: int

    @property
    def top(self) -> float:
        """The highest value that has a place."""
        known = [point.value for point in self.chart.points if point.value is not None]
        return 100.0 if self.chart.unit == "%" else max([1.0, *known])

    @property
    def left(self) -> float:
        """Where the first month lies, behind the words of the scale."""
        return len(plain(self.top)) * LETTER + 10

    @property
    def right(self) -> float:
        """Where the last month lies."""
        return self.width - 12

    def x(self, place: int) -> float:
        """Where a month lies."""
        steps = max(len(self.chart.points) - 1, 1)
        return round(self.left + (self.right - self.left) * place / steps, 1)

    def y(self, value: float) -> float:
        """Where a value lies: from zero upwards."""
        above, below = LINE + 4, self.height - LINE - 6
        return round(below - (below - above) * value / self.top, 1)

    def across(self, value: float, colour: str, width: int = 1, *, dashed: bool = False) -> Line:
        """A level line at a value."""
        ends = ((self.left, self.y(value)), (self.right, self.y(value)))
        return Line(ends, colour, width, dashed)


def _run(chart: RunChart, width: int) -> Drawn:
    """Months from left to right, the median dashed, the latest value beside its dot."""
    plane = _Plane(chart, width, HEIGHT[width])
    drawn = Drawn(width, plane.height)
    for value in (0.0, plane.top):
        drawn.marks.append(plane.across(value, RAIL))
        drawn.marks.append(Words(plane.left - 6, plane.y(value) + 5, plain(value), "end", QUIET))
    drawn.marks += _months(plane)
    if (middle := chart.reading.median) is not None:
        drawn.marks.append(plane.across(middle, QUIET, 2, dashed=True))
        drawn.marks.append(_median_words(plane, middle))
    drawn.marks += _measured(plane)
    return drawn


def _median_words(plane: _Plane, middle: float) -> Words:
    """What the dashed line is: at that end of it, and on that side, where fewest values lie."""
    says = f"median {plain(middle)}"
    reach = len(says) * LETTER
    places = [
        (plane.left + 4, "start", plane.left, plane.left + reach),
        (plane.right, "end", plane.right - reach, plane.right + 1),
    ]
    values = [
        (plane.x(n), p.value) for n, p in enumerate(plane.chart.points) if p.value is not None
    ]
    free: list[tuple[int, Words]] = []
    for x, anchor, first, last in places:
        near = [value for at, value in values if first <= at <= last]
        over, under = sum(v > middle for v in near), sum(v < middle for v in near)
        free.append((over, Words(x, plane.y(middle) - 6, says, anchor, QUIET)))
        if plane.y(middle) + 2 * TEXT < plane.y(0):
            free.append((under, Words(x, plane.y(middle) + TEXT + 2, says, anchor, QUIET)))
    return min(free, key=lambda one: one[0])[1]


def _measured(plane: _Plane) -> Iterator[Mark]:
    """The values: joined where months follow each other, the latest one in words."""
    known = [(n, p.value) for n, p in enumerate(plane.chart.points) if p.value is not None]
    following = groupby(enumerate(known), key=lambda one: one[1][0] - one[0])
    for _, group in following:
        places = tuple((plane.x(n), plane.y(value)) for _, (n, value) in group)
        yield Line(places, FOCUS, 3)
    for n, value in known:
        yield Dot(plane.x(n), plane.y(value), is_hollow=n == len(plane.chart.points) - 1)
    if known:
        n, value = known[-1]
        says = plain(value) + ("%" if plane.chart.unit == "%" else "")
        x = min(plane.x(n) + len(says) * LETTER / 2, plane.width)
        yield Words(x, plane.y(value) - 10, says, "end", FOCUS, is_bold=True)


def _months(plane: _Plane) -> Iterator[Words]:
    """The first and the last month; where there is room, the one between."""
    points, y = plane.chart.points, plane.height - 4
    yield Words(plane.left, y, short_words(points[0].month))
    middle = len(points) // 2
    if plane.width == WIDE and middle not in (0, len(points) - 1):
        yield Words(plane.x(middle), y, short_words(points[middle].month), "middle")
    if len(points) > 1:
        yield Words(plane.width, y, short_words(points[-1].month), "end")


def _bars(picture: Bars, width: int) -> Drawn:
    """A bar a line, its words above it; of several parts, each is named below with its number."""
    drawn = Drawn(width)
    longest = max([1, *(bar.whole for bar in picture.bars)])
    for bar in picture.bars:
        y = drawn.height
        drawn.marks.append(Words(0, y + TEXT, f"{bar.words}: {bar.whole}", is_bold=True))
        drawn.marks += _parts(picture, bar, y + LINE + 2, width / longest)
        drawn.height = y + LINE + BAR + 2 * GAP
        if len(picture.parts) > 1:
            drawn.height = _name_parts(picture, bar, drawn)
        drawn.height += LINE // 2
    return drawn


def _parts(picture: Bars, bar: Bar, y: float, scale: float) -> Iterator[Block]:
    """The parts of a bar from zero on, with white between them."""
    x = 0.0
    for count, colour in zip(bar.parts, colours(len(picture.parts)), strict=False):
        if count:
            yield Block(round(x, 1), y, max(round(count * scale - GAP, 1), 1.0), BAR, colour)
            x += count * scale


def _name_parts(picture: Bars, bar: Bar, drawn: Drawn) -> int:
    """Name each part with its number and colour, in the order of the bar; say how low that goes."""
    x, y = 0.0, drawn.height
    for name, count, colour in zip(
        picture.parts, bar.parts, colours(len(picture.parts)), strict=False
    ):
        says = f"{count} {name.lower()}"
        wide = KEY + 4 + len(says) * LETTER
        if x and x + wide > drawn.width:
            x, y = 0.0, y + LINE
        drawn.marks.append(Block(x, y + 6, KEY, KEY, colour))
        drawn.marks.append(Words(x + KEY + 4, y + TEXT + 1, says))
        x += wide
    return y + LINE


def colours(parts: int) -> tuple[str, ...]:
    """The colours of so many series, in order: four at most."""
    return COLOURS[next(most for most in COLOURS if most >= parts)]
