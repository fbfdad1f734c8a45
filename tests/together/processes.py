"""Real closeloop processes, as an operator starts them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds until a test says that what it waits for does not come


@contextmanager
def started(*words: str, env: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A command that runs beside the test; killed at the end where it still does."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "closeloop", *words],
        env={**os.environ, **env},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


def done(*words: str, env: Mapping[str, str]) -> str:
    """What a command that ends by itself prints; it must end with 0."""
    with started(*words, env=env) as process:
        printed, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
        return printed


def until(so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    ends_at = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < ends_at, f"{what} did not come about"
        time.sleep(0.02)


def environment(database_url: str, mail: str, var: Path, now: str) -> dict[str, str]:
    """What a process needs to know: which database, which mail server, which time."""
    return {
        "CLOSELOOP_DATABASE_URL": database_url,
        "CLOSELOOP_MAIL": mail,
        "CLOSELOOP_VAR": str(var),
        "CLOSELOOP_SEALS": str(var / "seals"),
        "CLOSELOOP_NOW": now,
    }
