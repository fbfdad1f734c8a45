"""Recompute the whole ledger: every chain, every seal, the file outside the database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from closeloop.store import ledger, seals
from closeloop.store.register import REGISTER
from closeloop.store.tables import EntryRow, ItemRow

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the ledger does not hold."""

    what: str
    item_id: int | None = None
    seq: int | None = None
    seal: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was recomputed, and the first place that does not hold."""

    entries: int
    chains: int
    seals: int
    broken: Broken | None


def verify(session: Session, folder: Path) -> Verified:
    """Recompute everything, in one pass over the chains and one over the seals."""
    counts = _Counts()
    broken = (
        next(_broken_chains(session, counts), None)
        or next(_lost_chains(session), None)
        or next(_broken_seals(session), None)
        or next(_broken_file(session, folder), None)
    )
    sealed = len(seals.every(session))
    return Verified(counts.entries, counts.chains, sealed, broken)


@dataclass(slots=True)
class _Counts:
    entries: int = 0
    chains: int = 0


def _broken_chains(session: Session, counts: _Counts) -> Iterator[Broken]:
    """Each entry that does not follow from the one before, or was changed since."""
    rows = select(*EntryRow.__table__.columns).order_by(EntryRow.item_id, EntryRow.seq)
    item, seq, before = 0, 0, ""
    for row in _streamed(session, rows):
        if row.item_id != item:
            item, seq, before = row.item_id, 0, ""
            counts.chains += 1
        counts.entries += 1
        seq += 1
        if row.seq != seq:
            yield Broken(f"entry {seq} is missing", item, seq)
            seq = row.seq
        elif row.hash != ledger.digest_of(before, row.told):
            yield Broken("the entry does not follow from the one before it", item, seq)
        elif said := _says_otherwise(row):
            yield Broken(f"{said} is not what the entry was written with", item, seq)
        before = row.hash


def _streamed(session: Session, rows: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Rows in chunks; the cursor is closed when nobody wants more."""
    with session.execute(rows.execution_options(yield_per=CHUNK)) as found:
        yield from found


def _says_otherwise(row: Any) -> str | None:  # noqa: ANN401 - a row of `entry`
    """The first column that differs from what the hash covers."""
    told: dict[str, Any] = json.loads(row.told)
    columns = {
        "item": row.item_id,
        "seq": row.seq,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "for": row.acting_for_id,
        "kind": row.kind,
        "from": row.before,
        "to": row.after,
        "texts": {name: ledger.digest_of_text(words) for name, words in row.texts.items()},
    }
    return next((name for name, value in columns.items() if told.get(name) != value), None)


def _lost_chains(session: Session) -> Iterator[Broken]:
    """Items without any entry, or in a state to which no entry leads."""
    last = (
        select(EntryRow.after)
        .where(EntryRow.item_id == ItemRow.id)
        .order_by(EntryRow.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = select(ItemRow.id, ItemRow.state, last.label("after"))
    rows = rows.where(ItemRow.workflow != REGISTER).order_by(ItemRow.id)
    for row in _streamed(session, rows):
        if row.after is None:
            yield Broken("every entry of this item is gone", row.id)
        elif row.after != row.state:
            yield Broken(f"it stands as {row.state}, its entries end with {row.after}", row.id)


def _broken_seals(session: Session) -> Iterator[Broken]:
    """Each seal that what it covers does not lead to any longer."""
    before: seals.Seal | None = None
    for seal in seals.every(session):
        after = before.last_entry_id if before else 0
        digest, count, chains, _ = seals.digest_since(session, after, seal.last_entry_id)
        again = seals.bound(
            before,
            at=seal.at,
            last_entry_id=seal.last_entry_id,
            entries=count + (before.entries if before else 0),
            chains=chains + (before.chains if before else 0),
            digest=digest,
        )
        if again != seal:
            yield Broken(_what_differs(seal, again), seal=seal.number)
        before = seal


def _what_differs(seal: seals.Seal, again: seals.Seal) -> str:
    if again.entries != seal.entries:
        return f"the seal counts {seal.entries} entries; there are {again.entries}"
    if again.chains != seal.chains:
        return f"the seal counts {seal.chains} chains; there are {again.chains}"
    return "the entries that the seal covers are not those that were sealed"


def _broken_file(session: Session, folder: Path) -> Iterator[Broken]:
    """Where the file outside the database tells otherwise."""
    path = seals.file_of(session, folder)
    sealed = [seal.line() for seal in seals.every(session)]
    there = seals.read_file(path)
    if there is None:
        if sealed:
            yield Broken(f"there is no file of seals at {path}")
        return
    if len(there) > len(sealed):
        yield Broken("the file outside holds a seal that the database lacks", seal=len(sealed) + 1)
    for number, (outside, inside) in enumerate(zip(there, sealed, strict=False), 1):
        if outside != inside:
            yield Broken("the file outside tells otherwise", seal=number)
    if len(there) < len(sealed):
        yield Broken("the file outside lacks the last seal", seal=len(there) + 1)
