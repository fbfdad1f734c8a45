"""The register: the ledger's own chain for what is about no single item.

People, children, imports, settings, restores: who changed what, when. Like every chain it hangs on
an item's row, which is locked while an entry is added.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.moves import Fact
from closeloop.rules.people import Person
from closeloop.store import ledger
from closeloop.store.ledger import OPERATOR, Entry
from closeloop.store.tables import ItemRow

Noted = tuple[str, Mapping[str, Fact]]  # a kind of entry, and its facts

REGISTER = "register"  # the workflow of the one item that the chain hangs on


def begin(session: Session, now: datetime) -> None:
    """Make the item that the chain hangs on. Safe to repeat."""
    if _item(session) is None:
        values = {"workflow": REGISTER, "version": 0, "severity": "standard", "state": "kept"}
        session.execute(insert(ItemRow).values(ended=True, begun_at=now, moved_at=now, **values))


def note(
    session: Session,
    kind: str,
    facts: Mapping[str, Fact],
    *,
    now: datetime,
    by: Person | None,
) -> None:
    """Add an entry; by nobody: the operator."""
    note_all(session, [(kind, facts)], now=now, by=by)


def note_all(
    session: Session,
    noted: Sequence[Noted],
    *,
    now: datetime,
    by: Person | None,
) -> None:
    """Add entries in order, one statement for all."""
    item = _item(session, lock=True)
    if item is None:
        raise LookupError("the register begins with `init`")
    entries = [
        Entry(
            item_id=item,
            at=now,
            kind=kind,
            actor=by.email if by else OPERATOR,
            actor_id=by.id if by else None,
            facts=facts,
        )
        for kind, facts in noted
    ]
    ledger.append(session, entries)


def _item(session: Session, *, lock: bool = False) -> ItemId | None:
    found = select(ItemRow.id).where(ItemRow.workflow == REGISTER)
    item = session.scalar(found.with_for_update() if lock else found)
    return None if item is None else ItemId(item)
