"""How often somebody may ask, and how much at once: counted by all processes of a machine.

The counts lie in one file in `var` that every process maps into its memory. Each name has a cell
for every second of the last minute, so that whatever a killed process had in hand is forgotten
within one. Who asked is a digest there: no address and no id. Machines count each for themselves.
"""

import fcntl
import logging
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from time import monotonic

from werkzeug.exceptions import TooManyRequests

SECONDS = 60
TOO_MANY = "Too many requests. Try again in {seconds} seconds."
SLOTS = 8192  # names at once; one more takes the place of who has not asked for longest
NEAR = 8  # slots in which a name may be kept
NAME, LAST, ASKED, OPEN, WORDS = 0, 4, 5, 65, 128  # of a slot: 32-bit words from there on
BYTES = SLOTS * WORDS * 4

log = logging.getLogger(__name__)
_turn = Lock()  # of this process's threads: the kernel's lock is the whole process's


class Windows:
    """Who asked in each second of the last minute, and what of it is not answered yet."""

    def __init__(self, path: Path | None = None) -> None:
        """Count in this file together with others; without one alone."""
        self._file, map_ = _opened(path)
        self._words = memoryview(map_).cast("I")

    def begin(self, who: str, most: int, at_once: int, at: float | None = None) -> int:
        """Count a request; the second in which it began. Raises TooManyRequests, uncounted."""
        now = int(monotonic() if at is None else at)
        with self._alone():
            slot = self._slot(who, now)
            seconds = self._to_wait(slot, most, at_once, now)
            if not seconds:
                cell = now % SECONDS
                slot[ASKED + cell] += 1
                slot[OPEN + cell] += 1
                return now
        raise TooManyRequests(TOO_MANY.format(seconds=seconds), retry_after=seconds)

    def end(self, who: str, begun: int, at: float | None = None) -> None:
        """A request that began in that second is answered."""
        now = int(monotonic() if at is None else at)
        if now - begun >= SECONDS:
            return
        with self._alone():
            slot = self._slot(who, now)
            cell = OPEN + begun % SECONDS
            slot[cell] = max(slot[cell], 1) - 1

    def _slot(self, who: str, now: int) -> memoryview:
        """The slot of a name, with the seconds since it was last touched set to nought."""
        name = blake2b(who.encode(), digest_size=16).digest()
        first = int.from_bytes(name[:4], "little")
        near = [self._at((first + step) % SLOTS) for step in range(NEAR)]
        for slot in near:
            if slot[NAME:LAST].tobytes() == name:
                break
        else:
            slot = min(near, key=lambda one: one[LAST])
            slot[:] = memoryview(bytes(WORDS * 4)).cast("I")
            slot[NAME:LAST] = memoryview(name).cast("I")
        since = now - slot[LAST]
        stale = range(now - since + 1, now + 1) if 0 <= since < SECONDS else range(SECONDS)
        for second in stale:
            slot[ASKED + second % SECONDS] = slot[OPEN + second % SECONDS] = 0
        slot[LAST] = now
        return slot

    def _at(self, number: int) -> memoryview:
        return self._words[number * WORDS : (number + 1) * WORDS]

    def _to_wait(self, slot: memoryview, most: int, at_once: int, now: int) -> int:
        """In how many seconds the next may come; 0 for now."""
        if sum(slot[OPEN : OPEN + SECONDS]) >= at_once:
            return 1
        over = sum(slot[ASKED : ASKED + SECONDS]) - most + 1
        for ago in range(SECONDS - 1, -1, -1):
            if over <= 0:
                return 0 if ago == SECONDS - 1 else SECONDS - ago - 1
            over -= slot[ASKED + (now - ago) % SECONDS]
        return SECONDS

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with _turn:
            if self._file is None:
                yield
                return
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def _opened(path: Path | None) -> tuple[int | None, mmap.mmap]:
    """The file and its memory; this process's own where the file cannot be had."""
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.posix_fallocate(file, 0, BYTES)  # a full disk says so here, not when it is written
            return file, mmap.mmap(file, BYTES)
        except OSError as error:
            log.warning("requests are counted for this process alone: %s", error.strerror)
    return None, mmap.mmap(-1, BYTES)
