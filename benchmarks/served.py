"""Real servers, as an operator starts them: processes of their own, their log in a file."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.authority import MONDAY, Authority
from tests.together.processes import environment

WORKERS = 2
PATIENCE = 60.0  # seconds until a server that does not answer is taken for one that never will


@contextmanager
def serving(program: str, *words: str, env: Mapping[str, str], folder: Path) -> Iterator[int]:
    """Let `python -m program words` serve, by two processes; the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", program, *words, "--workers", str(WORKERS)]
    with (folder / "served.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--port", str(port)], env={**os.environ, **env}, stdout=log, stderr=log
        )
    try:
        _await(process, port, folder)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def at(authority: Authority, folder: Path, *, mail: str = "null://") -> dict[str, str]:
    """What a server of an authority is told: where it is, and that nobody is held to a rate."""
    settings = authority.house.settings
    told = environment(settings.database_url, mail, folder, MONDAY.isoformat())
    return told | {"CLOSELOOP_RATE": "0"}


def _await(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    ends_at = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            said = (folder / "served.log").read_text
            assert process.poll() is None, said()
            assert time.monotonic() < ends_at, said()
            time.sleep(0.05)
        else:
            return
