"""Long work at once, imports, exports and packs: one a person, four in all.

A place is a lock on a file in `var`, so that all processes of a machine count together, and the
kernel gives it back when one of them is killed.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Response
from werkzeug.exceptions import TooManyRequests

from closeloop.limits import DEFAULT, Limits
from closeloop.rules.people import PersonId
from closeloop.store import deadline
from closeloop.web.rate import TOO_MANY

SECONDS_TO_WAIT = 5


@contextmanager
def place(var: Path, person: PersonId, limits: Limits = DEFAULT) -> Iterator[None]:
    """A place for a person's long work, which then may take longer than a page.

    Raises TooManyRequests where there is none free.
    """
    folder = var / "at_once"
    folder.mkdir(parents=True, exist_ok=True)
    each, in_all = range(1, limits.long_work_each + 1), range(1, limits.long_work_in_all + 1)
    with ExitStack() as held:
        _take_one_of(held, [folder / f"person-{person}-{number}" for number in each])
        _take_one_of(held, [folder / f"place-{number}" for number in in_all])
        deadline.lift()
        yield


@contextmanager
def sending(
    var: Path, person: PersonId, limits: Limits = DEFAULT
) -> Iterator[Callable[[Response], Response]]:
    """A place that an export holds until its answer is closed, whatever becomes of the reader.

    Call what it gives with the answer. Raises TooManyRequests where there is none free.
    """
    with ExitStack() as held:
        held.enter_context(place(var, person, limits))

        def hand_over(response: Response) -> Response:
            kept = held.pop_all()
            response.response = _until_read(response.iter_encoded(), kept)
            response.call_on_close(kept.close)
            return response

        yield hand_over


def _until_read(parts: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    with held:
        yield from parts


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
