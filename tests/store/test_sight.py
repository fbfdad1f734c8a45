"""Need to know is said twice, for lists in SQL and for what was read: both say the same."""

from datetime import timedelta

from sqlalchemy import select

from closeloop.rules.items import ItemId
from closeloop.store import items, people, sight
from closeloop.store.tables import ActionRow, EscalationRow
from tests.authority import MONDAY, STAFF, Authority


def seen(authority: Authority, name: str) -> tuple[set[int], set[int]]:
    """The items that somebody may see, as lists ask for them and as steps do."""
    person = authority.who(name)
    with authority.database.reading() as session:
        sees = sight.of(people.directory(session), person, MONDAY.date())
        listed = set(session.scalars(select(ActionRow.item_id).where(sees.actions())))
        listed |= set(session.scalars(select(EscalationRow.item_id).where(sees.escalations())))
        every = [*session.scalars(select(ActionRow.item_id))]
        every += session.scalars(select(EscalationRow.item_id))
        read = items.seen_among(session, [ItemId(n) for n in every], sees, MONDAY.date())
    return listed, set(map(int, read))


def test_lists_and_steps_show_the_same_to_everybody(authority: Authority) -> None:
    authority.takes_in("C-1", iro="iris")
    authority.takes_in("C-2", practitioner="ben", iro=None)
    authority.takes_in("C-3", practitioner="ben", restricted=True)
    for ref in ("C-1", "C-2", "C-3"):
        authority.raises("standard", "high", child=ref)
    authority.looks(MONDAY + timedelta(days=60))
    authority.escalates(authority.raises("standard", child="C-2")[0], by="tia")
    for name in STAFF:
        listed, read = seen(authority, name)
        assert read == listed, name


def test_who_is_asked_about_one_action_sees_no_other_for_that(authority: Authority) -> None:
    authority.takes_in("C-1", iro="iris")
    authority.takes_in("C-2", practitioner="ben", iro=None)
    (drifting,) = authority.raises("standard", child="C-1")
    (other,) = authority.raises("standard", child="C-2", owner="ben")
    authority.looks(MONDAY + timedelta(days=60))
    assert authority.escalation_of(drifting)
    listed, read = seen(authority, "iris")
    assert drifting in listed & read
    assert other not in listed | read
