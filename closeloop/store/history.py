"""The history of an item: its ledger as it is read, the words beside the facts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.store import keyset, people
from closeloop.store.keyset import Page, Place
from closeloop.store.tables import EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry. `actor` is an email, `closeloop` or `operator`; `data` is facts and words."""

    seq: int
    at: datetime
    actor: str
    actor_id: PersonId | None
    acting_for: str | None  # the email of whom somebody stood in for
    kind: str
    before: str | None
    after: str | None
    data: Mapping[str, Any]
    hash: str


def events(
    session: Session, item_id: ItemId, *, after: Place | None = None, limit: int = 50
) -> Page[Event]:
    """A page of an item's history, oldest first. The caller has asked whether it may be seen."""
    chosen = select(
        EntryRow.id,
        EntryRow.seq,
        EntryRow.at,
        EntryRow.actor,
        EntryRow.actor_id,
        EntryRow.acting_for_id,
        EntryRow.kind,
        EntryRow.before,
        EntryRow.after,
        EntryRow.told,
        EntryRow.texts,
        EntryRow.hash,
    ).where(EntryRow.item_id == item_id)
    asked = keyset.rising(chosen, EntryRow.seq, EntryRow.id, after).limit(limit + 1)
    rows, onward = keyset.cut(session.execute(asked).all(), limit, "seq")
    return Page(tuple(_event(session, row) for row in rows), onward)


def _event(session: Session, row: Any) -> Event:  # noqa: ANN401 - a row of the columns above
    stood_in_for = people.directory(session).people.get(row.acting_for_id)
    return Event(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        actor_id=None if row.actor_id is None else PersonId(row.actor_id),
        acting_for=stood_in_for.email if stood_in_for else None,
        kind=row.kind,
        before=row.before,
        after=row.after,
        data=json.loads(row.told)["facts"] | row.texts,
        hash=row.hash,
    )
