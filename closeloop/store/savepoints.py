"""A part of a transaction that is taken back alone: its rows, and what was kept in mind of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """What the block writes is taken back if it raises; the transaction goes on without it.

    A session remembers the ends of the ledger's chains: those that are taken back are forgotten.
    """
    known = {name: dict(v) if isinstance(v, dict) else v for name, v in session.info.items()}
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info.clear()
        session.info.update(known)
        raise
