"""A process that goes on until somebody ends it: the first signal asks, the second insists."""

import os
import signal
from collections.abc import Callable
from types import FrameType

INSISTED = 1


def end_by_signal(stop: Callable[[], None]) -> None:
    """Let SIGTERM and Ctrl-C end this process: after the letter in hand, the second at once."""
    asked: list[int] = []

    def hear(number: int, _: FrameType | None) -> None:
        if asked:
            os._exit(INSISTED)
        asked.append(number)
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, hear)


def orphaned(parent: int) -> Callable[[], bool]:
    """Ask, whenever it is called, whether the process that began this one has gone."""
    return lambda: os.getppid() != parent
