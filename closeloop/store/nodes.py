"""Nodes: the processes that tick, and when each last did, by the database's clock if it has one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from closeloop.store.tables import NodeRow

LISTED = 20


@dataclass(frozen=True, slots=True)
class Node:
    """A process that ticks: since when, when it was last heard of, how far ahead its clock is."""

    name: str
    begun_at: datetime
    pulse_at: datetime
    skew_seconds: int


def clock(session: Session, machine: datetime) -> datetime:
    """The instant by which pulses are judged: the database's, else the machine's (never false)."""
    if session.get_bind().dialect.name != "postgresql":
        return machine
    return session.scalar(select(func.clock_timestamp())) or machine


def beat(session: Session, name: str, machine: datetime) -> int:
    """Note that a node is alive; answers by how many seconds its clock is ahead."""
    at = clock(session, machine)
    skew = round((machine - at).total_seconds())
    there = update(NodeRow).where(NodeRow.name == name).values(pulse_at=at, skew_seconds=skew)
    if session.execute(there.returning(NodeRow.name)).first() is None:
        new = {"name": name, "begun_at": at, "pulse_at": at, "skew_seconds": skew}
        session.execute(insert(NodeRow).values(**new))
    return skew


def seconds_silent(session: Session, machine: datetime) -> float | None:
    """How long ago the last pulse of any node was; None where there never was one."""
    last = session.scalar(select(func.max(NodeRow.pulse_at)))
    return None if last is None else (clock(session, machine) - last).total_seconds()


def last_heard_of(session: Session) -> list[Node]:
    """The nodes that were heard of, the last one first."""
    columns = (NodeRow.name, NodeRow.begun_at, NodeRow.pulse_at, NodeRow.skew_seconds)
    found = select(*columns).order_by(NodeRow.pulse_at.desc(), NodeRow.name).limit(LISTED)
    return [Node(*row) for row in session.execute(found)]
