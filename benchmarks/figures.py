"""One figure: closeloop's rate over that of its bare counterpart, both run in turn."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured. `ours` and `beside` do a round of work and say how much a second."""

    name: str
    beside_what: str
    goal: float
    ours: Callable[[], float]
    beside: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Measured:
    """What it came to: medians over the rounds, of the ratios round by round too."""

    name: str
    beside_what: str
    goal: float
    ours_a_second: float
    beside_a_second: float
    ratio: float

    @property
    def in_words(self) -> str:
        """One line for a person."""
        verdict = "reached" if self.ratio >= self.goal else "not reached"
        return (
            f"{self.name}: {self.ours_a_second:,.0f} a second, {self.ratio:.2f} of "
            f"{self.beside_what} ({self.beside_a_second:,.0f}); goal {self.goal:.2f} {verdict}"
        )

    @property
    def in_numbers(self) -> dict[str, str | float]:
        """The same for a program."""
        return asdict(self)


def measure(figure: Figure, rounds: int) -> Measured:
    """Run both in turn, so that a machine that slows down slows both; the first round warms up."""
    figure.ours(), figure.beside()
    pairs = [(figure.ours(), figure.beside()) for _ in range(rounds)]
    return Measured(
        name=figure.name,
        beside_what=figure.beside_what,
        goal=figure.goal,
        ours_a_second=median(ours for ours, _ in pairs),
        beside_a_second=median(beside for _, beside in pairs),
        ratio=median(ours / beside for ours, beside in pairs),
    )
