"""The pulse of a node: that it is alive, and whether its clock is right enough to work by."""

import logging
import os
import socket
from datetime import UTC, datetime

from closeloop.house import House
from closeloop.store import nodes

MOST_SECONDS_AHEAD = 120  # or behind the database's clock

log = logging.getLogger(__name__)


def name_of_this_node() -> str:
    """The machine and process; no two nodes that run at once have the same."""
    return f"{socket.gethostname()}/{os.getpid()}"


def beat(house: House, name: str, machine: datetime | None = None) -> bool:
    """Note that a node is alive; whether its clock lets it work. `machine` is what that says.

    A node whose clock is wrong fires and sends nothing, and says so. A clock that was set on
    purpose, for a rehearsal, is never wrong.
    """
    with house.database.writing() as session:
        ahead = nodes.beat(session, name, machine or datetime.now(UTC))
    if abs(ahead) <= MOST_SECONDS_AHEAD or not house.settings.clock.is_real:
        return True
    log.error("this node's clock is wrong: it fires and sends nothing", extra={"seconds": ahead})
    return False
