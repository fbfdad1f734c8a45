"""A part of a transaction that is taken back alone: its rows, and what was kept in mind of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

from sqlalchemy.orm import Session


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """What the block writes is taken back if it raises; the transaction goes on without it.

    A session remembers the ends of the ledger's chains and of what nothing is asked: what is taken
    back is forgotten.
    """
    known = {name: copy(value) if isinstance(value, dict | set) else value
             for name, value in session.info.items()}  # fmt: skip
    try:
        with session.begin_nested():
            yield
    except BaseException:
        session.info.clear()
        session.info.update(known)
        raise
