"""Processes beside the web server, which begins and ends them: a scheduler, a mailbox.

Each is a child in a session of its own, so that Ctrl-C reaches the parent alone, which ends them
in order. A child whose parent is gone ends by itself.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from closeloop.cli.process import orphaned

SECONDS_TO_END = 20.0
LOOKED_EVERY = 0.05

Run = Callable[[Callable[[], bool]], None]  # a program, told how to ask whether its parent is gone

log = logging.getLogger(__name__)


@dataclass
class Companions:
    """What runs beside the web server, by process id."""

    programs: Sequence[Run]
    running: list[int] = field(default_factory=list)

    def begin(self, let_go: Callable[[], None]) -> None:
        """Begin each as a child; `let_go` closes there what is the parent's alone."""
        parent = os.getpid()
        for program in self.programs:
            child = os.fork()
            if child == 0:
                _live(program, parent, let_go)
            self.running.append(child)

    def ask(self) -> None:
        """Ask each to end, after what it has in hand."""
        self._send(signal.SIGTERM)

    def insist(self) -> None:
        """End each at once."""
        self._send(signal.SIGKILL)

    def wait(self) -> None:
        """Wait until each has ended; end those that take too long."""
        ends_at = time.monotonic() + SECONDS_TO_END
        while any(map(_runs, self.running)) and time.monotonic() < ends_at:
            time.sleep(LOOKED_EVERY)
        self.insist()

    def _send(self, number: signal.Signals) -> None:
        for child in self.running:
            if _runs(child):
                os.kill(child, number)


def _runs(child: int) -> bool:
    """Whether a child of ours still runs; one that has ended is counted off."""
    try:
        return os.waitpid(child, os.WNOHANG)[0] == 0
    except ChildProcessError:  # the web server has counted it off already
        return False


def _live(program: Run, parent: int, let_go: Callable[[], None]) -> None:
    """The life of a child; it never returns to what its parent was doing."""
    status = 1
    try:
        os.setsid()
        for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)
        let_go()
        program(orphaned(parent))
        status = 0
    except BaseException:
        log.exception("a companion of the web server ended unexpectedly")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
