"""The ledger holds, and each way of tampering with it is found."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update

from closeloop.rules.items import ItemId
from closeloop.store import seals, verification
from closeloop.store.seals import Seal
from closeloop.store.tables import EntryRow, ItemRow, SealRow
from closeloop.store.verification import Broken
from tests.authority import MONDAY, Authority


def seal(authority: Authority, at: datetime = MONDAY) -> Seal | None:
    return seals.keep_up(authority.database, at, authority.house.settings.seals)


def broken(authority: Authority) -> Broken | None:
    with authority.database.snapshot() as session:
        return verification.verify(session, authority.house.settings.seals).broken


@pytest.fixture
def action(authority: Authority) -> ItemId:
    authority.takes_in()
    action = authority.raised()
    authority.takes(action, "acknowledge", "amira")
    authority.supervises("amira", {action: "on_track"}, by="tia")
    return action


def test_an_untouched_ledger_holds_before_and_after_a_seal(
    authority: Authority, action: ItemId
) -> None:
    assert broken(authority) is None
    assert seal(authority) is not None
    authority.takes(action, "address", "amira", note="Done", evidence="Case note")
    assert seal(authority, MONDAY + timedelta(days=1)) is not None
    assert broken(authority) is None


def test_one_day_has_one_seal_and_a_clock_behind_makes_none(
    authority: Authority, action: ItemId
) -> None:
    assert action
    assert seal(authority) is not None
    assert seal(authority, MONDAY + timedelta(hours=3)) is None
    assert seal(authority, MONDAY - timedelta(days=3)) is None


def test_a_changed_entry_is_found(authority: Authority, action: ItemId) -> None:
    with authority.database.writing() as session:
        change = update(EntryRow).where(EntryRow.item_id == action, EntryRow.seq == 2)
        session.execute(change.values(told=EntryRow.told.concat(" ")))
    found = broken(authority)
    assert (found.item_id, found.seq) == (action, 2) if found else False


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "verify"},
        {"actor": "somebody@else.example"},
        {"after": "verified"},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"texts": {"note": "Something nicer"}},
    ],
)
def test_a_changed_column_is_found(
    authority: Authority, action: ItemId, columns: dict[str, object]
) -> None:
    with authority.database.writing() as session:
        change = update(EntryRow).where(EntryRow.item_id == action, EntryRow.seq == 3)
        session.execute(change.values(**columns))
    found = broken(authority)
    assert (found.item_id, found.seq) == (action, 3) if found else False


def test_two_entries_that_changed_places_are_found(authority: Authority, action: ItemId) -> None:
    with authority.database.writing() as session:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            swap = update(EntryRow).where(EntryRow.item_id == action, EntryRow.seq == old)
            session.execute(swap.values(seq=new))
    assert broken(authority) is not None


def test_an_entry_taken_out_of_the_middle_is_found(authority: Authority, action: ItemId) -> None:
    with authority.database.writing() as session:
        session.execute(delete(EntryRow).where(EntryRow.item_id == action, EntryRow.seq == 2))
    assert broken(authority) == Broken("entry 2 is missing", action, 2)


def test_an_entry_put_in_between_is_found(authority: Authority, action: ItemId) -> None:
    with authority.database.writing() as session:
        third = session.execute(
            select(*EntryRow.__table__.columns).where(EntryRow.item_id == action, EntryRow.seq == 3)
        ).one()
        copied = dict(third._mapping) | {"seq": 4}  # noqa: SLF001 - its public name
        copied.pop("id")
        session.execute(insert(EntryRow).values(**copied))
    assert broken(authority) is not None


def test_what_is_cut_off_the_end_after_a_seal_is_found(
    authority: Authority, action: ItemId
) -> None:
    seal(authority)
    with authority.database.writing() as session:
        cut = delete(EntryRow).where(EntryRow.item_id == action, EntryRow.seq == 3)
        session.execute(cut)
        session.execute(update(ItemRow).where(ItemRow.id == action).values(state="raised"))
    found = broken(authority)
    assert found is not None
    assert found.seal == 1


def test_a_chain_that_is_gone_altogether_is_found(authority: Authority, action: ItemId) -> None:
    with authority.database.writing() as session:
        session.execute(delete(EntryRow).where(EntryRow.item_id == action))
    assert broken(authority) == Broken("every entry of this item is gone", action)


def test_an_item_that_is_gone_with_its_chain_is_found_by_the_seal(
    authority: Authority, action: ItemId
) -> None:
    seal(authority)
    with authority.database.writing() as session:
        if not authority.database.is_sqlite:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("PRAGMA defer_foreign_keys = ON")) if (
            authority.database.is_sqlite
        ) else None
        session.execute(delete(EntryRow).where(EntryRow.item_id == action))
        for table in ("timer", "notice", "discussed", "ownership", "action"):
            session.execute(text(f"DELETE FROM {table} WHERE item_id = :item"), {"item": action})  # noqa: S608 - names of ours
        session.execute(delete(ItemRow).where(ItemRow.id == action))
    found = broken(authority)
    assert found is not None
    assert found.seal == 1


def test_seals_rewritten_in_the_database_alone_are_found_by_the_file(
    authority: Authority, action: ItemId
) -> None:
    seal(authority)
    with authority.database.writing() as session:
        session.execute(delete(EntryRow).where(EntryRow.item_id == action, EntryRow.seq == 3))
        session.execute(update(ItemRow).where(ItemRow.id == action).values(state="raised"))
        session.execute(delete(SealRow))
        seals.seal_if_due(session, MONDAY)
    found = broken(authority)
    assert found == Broken("the file outside tells otherwise", seal=1)


def test_a_file_of_seals_that_is_gone_is_found(authority: Authority, action: ItemId) -> None:
    assert action
    seal(authority)
    seal(authority, MONDAY + timedelta(days=1))
    for file in authority.house.settings.seals.iterdir():
        file.unlink()
    seal(authority, MONDAY + timedelta(days=2))
    found = broken(authority)
    assert found is not None
    assert found.what.startswith("there is no file of seals")


def test_a_seal_that_never_reached_its_file_is_written_the_next_time(
    authority: Authority, action: ItemId
) -> None:
    assert action
    with authority.database.writing() as session:
        seals.seal_if_due(session, MONDAY)
    seal(authority, MONDAY + timedelta(days=1))
    assert broken(authority) is None
