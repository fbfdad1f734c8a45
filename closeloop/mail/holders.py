"""Who holds letters: a token that names its process, so that those of a dead one are free at once.

Elsewhere nobody can tell whether a process lives: there the hold ends by its time alone.
"""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import uuid4

PROC = Path("/proc")
DEAD = frozenset("ZX")  # states of a process that runs no more and has not been counted yet
STATE, STARTED = 0, 19  # fields of /proc/PID/stat after the name


def new_token() -> str:
    """A token of this process, different each time."""
    pid = os.getpid()
    return f"{_place()}/{pid}/{_started(pid)}/{uuid4().hex}"


def gone(tokens: Iterable[str]) -> set[str]:
    """Those of the tokens whose process ran on this machine and runs no more."""
    return {token for token in tokens if _is_gone(token)}


def _is_gone(token: str) -> bool:
    place, _, rest = token.partition("/")
    pid, _, rest = rest.partition("/")
    if not place or place != _place() or not pid.isdigit():
        return False
    return _started(int(pid)) != rest.partition("/")[0]


@cache
def _place() -> str:
    """This start of this machine, and the namespace in which process ids mean something."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}:{(PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When a process began, by the machine's count; nothing where it does not run."""
    try:
        said = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    fields = said.rpartition(")")[2].split()
    return "" if fields[STATE] in DEAD else fields[STARTED]
