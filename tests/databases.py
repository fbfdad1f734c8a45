"""Fresh databases by the hundred: each is made once by whoever prepares it, then copied."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Protocol

from tests.postgres import Postgres

Prepare = Callable[[str], None]


class Databases(Protocol):
    """Where databases of one kind come from."""

    def empty(self) -> str:
        """The URL of a database without a table."""

    def like(self, prepare: Prepare) -> str:
        """The URL of a copy of what `prepare` makes, given the URL of an empty database."""

    def forget(self) -> None:
        """Throw away what was given out; what was prepared is kept for the next test."""


class SqliteDatabases:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        """Begin with none."""
        self._folder, self._number = folder, count(1)
        self._prepared: dict[Prepare, Path] = {}
        self._given: list[Path] = []

    def empty(self) -> str:
        """The URL of a file that is not there yet."""
        return _sqlite_url(self._next())

    def like(self, prepare: Prepare) -> str:
        """The URL of a copied file."""
        if prepare not in self._prepared:
            path = self._folder / f"prepared-{len(self._prepared)}.db"
            prepare(_sqlite_url(path))
            self._prepared[prepare] = path
        path = self._next()
        with (
            closing(sqlite3.connect(self._prepared[prepare])) as made,
            closing(sqlite3.connect(path)) as fresh,
        ):
            made.backup(fresh)
        return _sqlite_url(path)

    def forget(self) -> None:
        """Remove the files, with the logs and locks that lie beside them."""
        for path in self._given:
            for beside in self._folder.glob(f"{path.name}*"):
                beside.unlink()
        self._given.clear()

    def _next(self) -> Path:
        self._given.append(self._folder / f"given-{next(self._number)}.db")
        return self._given[-1]


class PostgresDatabases:
    """Databases of one server."""

    def __init__(self, server: Postgres) -> None:
        """Begin with none."""
        self._server, self._number = server, count(1)
        self._prepared: dict[Prepare, str] = {}
        self._given: list[str] = []

    def empty(self) -> str:
        """The URL of a new database."""
        return self._server.create(self._next())

    def like(self, prepare: Prepare) -> str:
        """The URL of a copied database."""
        if prepare not in self._prepared:
            name = f"prepared_{len(self._prepared)}"
            prepare(self._server.create(name))
            self._prepared[prepare] = name
        return self._server.create(self._next(), like=self._prepared[prepare])

    def forget(self) -> None:
        """Drop them, whoever is still connected."""
        for name in self._given:
            self._server.drop(name)
        self._given.clear()

    def _next(self) -> str:
        self._given.append(f"given_{next(self._number)}")
        return self._given[-1]


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"
