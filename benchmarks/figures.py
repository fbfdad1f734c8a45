"""What is measured: pieces of work run in turn, and figures that are ratios of what they came to.

A machine that slows down slows all of a round, so that ratios are taken round by round and their
median is what counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Round = Mapping[str, float]  # what each piece of work came to, by what it is and its unit
Run = Callable[[], Round]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What is read of a round, beside what, and the goal; without a goal it is told all the same.

    `goal` is the least, or with `at_most` the most, that reaches it.
    """

    name: str
    of: Callable[[Round], float]
    beside: str
    goal: float | None = None
    at_most: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Work that is run in turn, round by round, and the figures that are read of it."""

    runs: Sequence[Run]
    figures: Sequence[Figure]

    def round(self, number: int) -> Round:
        """Run each once, in the other order every second time."""
        order = -1 if number % 2 else 1
        came_to = [run() for run in self.runs[::order]][::order]
        return {what: value for one in came_to for what, value in one.items()}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a trial came to, round by round."""

    trial: Trial
    rounds: Sequence[Round]

    @property
    def in_words(self) -> list[str]:
        """A line for what each piece of work came to, and one for each figure."""
        came_to = [f"{what}: {_shown(value)}" for what, value in self._medians().items()]
        return came_to + [_line(figure, self._median(figure)) for figure in self.trial.figures]

    @property
    def in_numbers(self) -> dict[str, object]:
        """The same for a program."""
        figures = [
            {
                "name": figure.name,
                "beside": figure.beside,
                "value": self._median(figure),
                "goal": figure.goal,
                "at_most": figure.at_most,
                "reached": reached(figure, self._median(figure)),
            }
            for figure in self.trial.figures
        ]
        return {"figures": figures, "medians": self._medians(), "rounds": self.rounds}

    def _medians(self) -> dict[str, float]:
        return {what: median(one[what] for one in self.rounds) for what in self.rounds[0]}

    def _median(self, figure: Figure) -> float:
        return median(figure.of(one) for one in self.rounds)


def ratio(over: str, under: str) -> Callable[[Round], float]:
    """What one piece of work came to, over what another did."""
    return lambda one: one[over] / one[under]


def reached(figure: Figure, value: float) -> bool | None:
    """Whether a value reaches its goal; None where it has none."""
    if figure.goal is None:
        return None
    return value <= figure.goal if figure.at_most else value >= figure.goal


def _line(figure: Figure, value: float) -> str:
    said = f"{figure.name} = {value:.2f} {figure.beside}"
    if figure.goal is None:
        return said
    bound = "most" if figure.at_most else "least"
    verdict = "reached" if reached(figure, value) else "NOT REACHED"
    return f"{said}; goal at {bound} {figure.goal:g}: {verdict}"


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - enough figures
