"""Killing an act in mid-transaction: at its n-th statement, or when it would commit."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import event

from closeloop.store.database import Database


class Killed(BaseException):
    """The act was ended here: by nothing that any part of it may catch and mend."""


class Fault(Exception):  # noqa: N818 - it is one
    """Something went wrong here, once."""


@dataclass
class Count:
    """How many statements a block has come to, its commits among them."""

    statements: int = 0
    dies_at: int | None = None
    ends: Callable[[], None] = lambda: None

    def met(self, *_: object, **__: object) -> None:
        """Count one more, and end the act where its time has come."""
        self.statements += 1
        if self.statements == self.dies_at:
            self.ends()


def raises() -> None:
    """End an act as an error does."""
    raise Killed


def fails() -> None:
    """Fail, as a constraint or a bug does."""
    raise Fault


def dies() -> None:
    """End the process as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def killed_at(
    database: Database, statement: int | None, ends: Callable[[], None] = raises
) -> Iterator[Count]:
    """Within the block, end what writes at its n-th statement; None lets it live."""
    count = Count(dies_at=statement, ends=ends)
    event.listen(database.engine, "before_cursor_execute", count.met)
    event.listen(database.engine, "commit", count.met)
    try:
        yield count
    finally:
        event.remove(database.engine, "before_cursor_execute", count.met)
        event.remove(database.engine, "commit", count.met)


def survives_in_a_child(act: Callable[[], None]) -> bool:
    """Whether a process of its own, which does the act, lives to its end.

    A copy of this process: it must open its own database, and leaves by its own door.
    """
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:  # noqa: BLE001 - no copy of a test may run on as a test
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.waitstatus_to_exitcode(status) == 0, "the child met something else"
    return True
