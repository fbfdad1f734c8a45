"""Long work at once, imports, exports and packs: one a person, four in all.

A place is a lock on a file in `var`, so that all processes of a machine count together, and the
kernel gives it back when one of them is killed.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from werkzeug.exceptions import TooManyRequests

from closeloop.rules.people import PersonId
from closeloop.web.rate import TOO_MANY

IN_ALL = 4
SECONDS_TO_WAIT = 5


@contextmanager
def place(var: Path, person: PersonId) -> Iterator[None]:
    """A place for a person's long work. Raises TooManyRequests where there is none free."""
    folder = var / "at_once"
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        _take_one_of(held, [folder / f"person-{person}"])
        _take_one_of(held, [folder / f"place-{number}" for number in range(1, IN_ALL + 1)])
        yield


def _take_one_of(held: ExitStack, paths: Sequence[Path]) -> None:
    for path in paths:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
        else:
            held.callback(os.close, file)
            return
    detail = TOO_MANY.format(seconds=SECONDS_TO_WAIT)
    raise TooManyRequests(detail, retry_after=SECONDS_TO_WAIT)
