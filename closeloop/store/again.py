"""A transaction that clashed with another is run again, whole: nobody hears of the first try."""

from collections.abc import Callable
from random import uniform
from time import sleep
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from closeloop.rules.refusals import MovedOn
from closeloop.store.database import Database

R = TypeVar("R")

TRIES = 4  # the first, and at most three more
SECONDS = 0.05  # at most before the second try, twice as long before each that follows
CLASHES = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock


def kept(database: Database, write: Callable[[Session], R]) -> R:
    """What `write` answers, in one transaction; again where another came between."""
    for number in range(1, TRIES + 1):
        try:
            with database.writing() as session:
                return write(session)
        except (DBAPIError, MovedOn) as error:
            if number == TRIES or not is_clash(error):
                raise
        sleep(uniform(0, SECONDS * 2**number))  # noqa: S311 - jitter, not a secret
    raise AssertionError("the last try either answers or raises")


def is_clash(error: Exception) -> bool:
    """Whether another transaction, not what was asked, is why this one could not be kept.

    Two who add the same thing at once are a clash too: the second try sees the first one's. So
    are two who move one item: the second is then answered by where the item stands.
    """
    said = getattr(getattr(error, "orig", None), "sqlstate", None)
    return said in CLASHES or isinstance(error, IntegrityError | MovedOn)
