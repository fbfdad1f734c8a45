"""The ledger: an append-only chain for each item, each entry bound to the one before by a hash.

A hash covers the digest of what a person wrote, not the words: erasing the words by policy leaves
the chain whole, changing them does not.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.moves import TEXTS, Fact
from closeloop.rules.people import PersonId
from closeloop.store.tables import EntryRow, table_of

CLOSELOOP = "closeloop"  # the actor of clocks
OPERATOR = "operator"  # the actor of the command line


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line to add: who, when, what, from which state to which, with which facts."""

    item_id: ItemId
    at: datetime
    kind: str
    actor: str = CLOSELOOP
    actor_id: PersonId | None = None
    acting_for_id: PersonId | None = None
    before: str | None = None
    after: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


def append(session: Session, entries: Sequence[Entry]) -> None:
    """Add entries, one statement for all. The caller has locked the items' rows, or made them."""
    heads: dict[ItemId, tuple[int, str]] = session.info.setdefault(HEADS, {})
    unknown = {entry.item_id for entry in entries if entry.kind != "raise"} - heads.keys()
    heads.update(_heads(session, unknown))
    rows = []
    for entry in entries:
        seq, before = heads.get(entry.item_id, (0, ""))
        row = _row(entry, seq + 1, before)
        heads[entry.item_id] = (seq + 1, str(row["hash"]))
        rows.append(row)
    if rows:
        session.connection().execute(ADD, rows)


def know(session: Session, heads: Mapping[ItemId, str]) -> None:
    """Take the last entries of locked items as read: `seq hash` of each."""
    known: dict[ItemId, tuple[int, str]] = session.info.setdefault(HEADS, {})
    for item_id, head in heads.items():
        seq, _, last = head.partition(" ")
        known.setdefault(item_id, (int(seq), last))


HEADS = "heads"
ADD = insert(table_of(EntryRow))


def acted_on(
    session: Session, items: Collection[ItemId], *, but: Collection[str]
) -> frozenset[ItemId]:
    """Those of the items on which a person has taken a step other than these."""
    taken = (EntryRow.actor_id.is_not(None), EntryRow.kind.not_in(but))
    found: set[ItemId] = set()
    asked = list(items)
    for start in range(0, len(asked), 500):  # a statement takes a limited number of values
        some = EntryRow.item_id.in_(asked[start : start + 500])
        ids = session.scalars(select(EntryRow.item_id).where(some, *taken).distinct())
        found.update(map(ItemId, ids))
    return frozenset(found)


def digest_of(before: str, told: str) -> str:
    """The hash of an entry: of the one before it, and of what it tells."""
    return sha256((before + told).encode()).hexdigest()


def digest_of_text(text: str) -> str:
    """What stands in the chain for words that a person wrote."""
    return sha256(text.encode()).hexdigest()


def _heads(session: Session, items: Collection[ItemId]) -> dict[ItemId, tuple[int, str]]:
    """The last seq and hash of each chain."""
    if not items:
        return {}
    last = (
        select(EntryRow.item_id, func.max(EntryRow.seq).label("seq"))
        .where(EntryRow.item_id.in_(items))
        .group_by(EntryRow.item_id)
        .subquery()
    )
    found = select(EntryRow.item_id, EntryRow.seq, EntryRow.hash).join(
        last, (EntryRow.item_id == last.c.item_id) & (EntryRow.seq == last.c.seq)
    )
    return {ItemId(row.item_id): (row.seq, row.hash) for row in session.execute(found)}


def _row(entry: Entry, seq: int, before: str) -> dict[str, object]:
    texts = {k: str(v) for k, v in entry.facts.items() if k in TEXTS and v is not None}
    facts = {k: _plain(v) for k, v in entry.facts.items() if k not in TEXTS and v is not None}
    told = json.dumps(
        {
            "item": entry.item_id,
            "seq": seq,
            "at": entry.at.isoformat(),
            "actor": entry.actor,
            "for": entry.acting_for_id,
            "kind": entry.kind,
            "from": entry.before,
            "to": entry.after,
            "facts": facts,
            "texts": {name: digest_of_text(text) for name, text in texts.items()},
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return {
        "item_id": entry.item_id,
        "seq": seq,
        "at": entry.at,
        "actor_id": entry.actor_id,
        "actor": entry.actor,
        "acting_for_id": entry.acting_for_id,
        "kind": entry.kind,
        "before": entry.before,
        "after": entry.after,
        "told": told,
        "texts": texts,
        "hash": digest_of(before, told),
    }


def _plain(value: Fact) -> Fact:
    return value.isoformat() if isinstance(value, date) else value
