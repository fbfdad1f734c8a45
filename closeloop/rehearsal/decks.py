"""Decks: texts dealt in a chance order, each once before any comes again."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def _anything(_: object) -> bool:
    return True


class Deck(Generic[T]):
    """Cards, shuffled; those that were dealt go under the rest once none is left that fits."""

    def __init__(self, cards: Sequence[T], chance: Random) -> None:
        """A shuffled deck."""
        self._chance = chance
        self._left: list[T] = []
        self._dealt = list(cards)

    def deal(self, fits: Callable[[T], bool] = _anything) -> T:
        """The next card that fits. At least one of the deck does, else LookupError."""
        for _ in range(2):
            for place, card in enumerate(self._left):
                if fits(card):
                    self._dealt.append(self._left.pop(place))
                    return card
            self._chance.shuffle(self._dealt)
            self._left, self._dealt = self._left + self._dealt, []
        raise LookupError("no card of the deck fits")
