"""Several processes that do the same work at once, each on a connection of its own."""

import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from time import perf_counter
from typing import Any

Work = Callable[[Any], object]  # one task
Begin = Callable[[], Work]  # opens what the work needs, in the process that does it


class Hands:
    """So many processes; where it is one, this one."""

    def __init__(self, count: int, begin: Begin, until: ExitStack) -> None:
        """Begin them; they end with `until`."""
        self._alone = begin() if count == 1 else None
        self._pipes: list[Connection] = []
        if self._alone:
            return
        forking = multiprocessing.get_context("fork")
        at_once = forking.Barrier(count)
        for _ in range(count):
            ours, theirs = forking.Pipe()
            hand = forking.Process(target=_live, args=(begin, theirs, at_once), daemon=True)
            hand.start()
            self._pipes.append(ours)
            until.callback(hand.join)
            until.callback(ours.send, None)

    def rate(self, tasks: Sequence[Any]) -> float:
        """Share out the tasks; how many a second were done, from the first's begin to the end."""
        if self._alone:
            spans = [_done(self._alone, tasks)]
        else:
            for place, pipe in enumerate(self._pipes):
                pipe.send(tasks[place :: len(self._pipes)])
            spans = [pipe.recv() for pipe in self._pipes]
        return len(tasks) / (max(end for _, end in spans) - min(begin for begin, _ in spans))


def _live(begin: Begin, pipe: Connection, at_once: Barrier) -> None:
    work = begin()
    while (tasks := pipe.recv()) is not None:
        at_once.wait()
        pipe.send(_done(work, tasks))


def _done(work: Work, tasks: Sequence[Any]) -> tuple[float, float]:
    """Do tasks one after the other; when that began and ended, by the machine's own clock."""
    began = perf_counter()
    for task in tasks:
        work(task)
    return began, perf_counter()
