"""The database: one door to read, one to write. Above here SQLite and PostgreSQL are the same."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from time import sleep

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from closeloop.rules.refusals import NotReady, TooLong
from closeloop.store import deadline, people

STATEMENT_SECONDS = 15  # a statement that runs longer is ended, and its transaction with it
IDLE_SECONDS = 30
BUSY_MILLISECONDS = 10_000
BETWEEN_LOOKS = 0.002  # seconds, at the lock of another process, of who has a deadline
STEPS = 100_000  # of SQLite's machine between two looks at the clock: some milliseconds


class Database:
    """The door a page takes says what it may do: a GET that writes is refused by the database."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        """Open the database at a URL; connections are made when they are needed.

        Raises NotReady for a URL that is not an SQLite file or PostgreSQL.
        """
        try:
            self.url = make_url(url)
        except ArgumentError:
            raise NotReady(f"{SETTING}: {url!r} is no database address. {CURE}") from None
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if not self.is_sqlite and self.url.get_backend_name() != "postgresql":
            raise NotReady(f"{SETTING}: {self.url.get_backend_name()!r} is not kept here. {CURE}")
        self.engine = self._open(pool_size, reads_only=False)
        self._reader = self._open(pool_size, reads_only=True)
        self._write, self._read = sessionmaker(self.engine), sessionmaker(self._reader)
        self.directory = people.Kept()
        self._mine = Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on a connection that cannot write."""
        with self._read.begin() as session:
            session.info["directory"] = self.directory
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that sees one moment, however long it reads, and cannot write."""
        with self._read() as session:
            session.info["directory"] = self.directory
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                session.execute(text("SET LOCAL statement_timeout = 0"))
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: kept if the block ends well, gone if it raises.

        On SQLite writers queue on a lock file, which the kernel frees when a process is killed:
        SQLite's own busy handler sleeps and polls, many times slower.
        """
        with self._in_turn(), self._write.begin() as session:
            session.info["directory"] = self.directory
            session.info["writes"] = True
            yield session
        deadline.lift()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        self._reader.dispose()

    def _open(self, pool_size: int, *, reads_only: bool) -> Engine:
        if self.is_sqlite:
            engine = create_engine(self.url, pool_size=pool_size, max_overflow=pool_size)
            event.listen(engine, "connect", _sqlite_opened)
            if reads_only:
                event.listen(engine, "connect", _sqlite_reads_only)
            event.listen(engine, "begin", _begin if reads_only else _begin_immediate)
            event.listen(engine, "before_cursor_execute", _in_time)
            return engine
        milliseconds = STATEMENT_SECONDS * 1000, IDLE_SECONDS * 1000
        settings = (
            "-c statement_timeout={} -c idle_in_transaction_session_timeout={} -c TimeZone=UTC"
        )
        engine = create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=5,
            connect_args={"options": settings.format(*milliseconds), "connect_timeout": 5},
            execution_options={"postgresql_readonly": True} if reads_only else {},
        )
        event.listen(engine, "begin", _ends_in_time)
        event.listen(engine, "before_cursor_execute", _in_time)
        return engine

    def _in_turn(self) -> "_Turn | nullcontext[None]":
        if self.is_sqlite and (path := self.url.database):
            return _Turn(Path(f"{path}.writers"), self._mine)
        return nullcontext()


SETTING = "CLOSELOOP_DATABASE_URL"
CURE = "Give sqlite:///FILE or postgresql://USER@HOST/NAME."


class _Turn:
    """A place in the queue of writers: among the threads of a process, then by `flock`.

    Who has a deadline gives way when it has passed. Raises TooLong.
    """

    def __init__(self, path: Path, mine: Lock) -> None:
        self._path, self._mine = path, mine
        self._file = -1

    def __enter__(self) -> None:
        left = deadline.seconds_left()
        if not self._mine.acquire(timeout=-1 if left is None else max(left, 0)):
            raise TooLong
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._lock()
        except BaseException:
            self.__exit__()
            raise

    def _lock(self) -> None:
        if deadline.seconds_left() is None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            return
        while not _locked(self._file):
            deadline.check()
            sleep(BETWEEN_LOOKS)

    def __exit__(self, *_: object) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._mine.release()


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


OUT_OF_REACH = (OperationalError, InterfaceError, PoolTimeout)  # it, not we, is at fault
CLASHED = (DBAPIError,)  # with whatever another process did


def explained(error: Exception) -> str:
    """One line on why the database cannot be used, without what was asked of it."""
    said = str(getattr(error, "orig", error)).strip().splitlines()
    return f"{SETTING}: the database cannot be used: {said[0] if said else 'no answer'}. {CURE}"


def _sqlite_opened(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Stop SQLite's driver from opening transactions of its own; keep what was promised."""
    connection.isolation_level = None
    connection.set_progress_handler(deadline.has_passed, STEPS)
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",  # in WAL a commit survives the end of any process
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")


def _sqlite_reads_only(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Make SQLite refuse what PostgreSQL refuses in a read-only transaction."""
    connection.cursor().execute("PRAGMA query_only = ON")


def _in_time(*_: object) -> None:
    """Ask nothing more of the database once it is too late for the answer."""
    deadline.check()


def _ends_in_time(connection: Connection) -> None:
    """Have PostgreSQL end a statement that would answer too late."""
    left = deadline.seconds_left()
    if left is not None and left < STATEMENT_SECONDS:
        milliseconds = max(int(left * 1000), 1)
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {milliseconds}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    """Say at the start that we will write: a second writer then waits instead of failing."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
