"""The demonstration shows every stage of the loop, and gives everybody something to do today."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from closeloop.app import open_house
from closeloop.rehearsal import demonstration
from closeloop.rules.refusals import NotReady
from closeloop.rules.working_days import london_day
from closeloop.scheduler import work
from closeloop.store import actions, census, sight, verification
from closeloop.store.actions import Reader
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    CelebratedRow,
    ChildRow,
    DriftRow,
    EntryRow,
    EscalationRow,
    FindingRow,
    ImpactRow,
    ItemRow,
    LetterRow,
    NoticeRow,
    PersonRow,
    SupervisionRow,
)
from tests.authority import settle_in
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.rehearsal.conftest import loaded
from tests.rehearsal.played import Played, load_at, stopped_at, stopped_at_five_past_nine

DRIFT = {
    "past_due", "no_movement", "date_moved", "not_discussed", "owner_changed", "returned_twice",
}  # fmt: skip
LEVELS = {
    "independent", "informal", "team_manager", "service_manager", "head_of_service", "director",
}  # fmt: skip
AUDITORS = {"ada.bello", "stephen.pike", "meera.nair", "joanne.tully"}
HEADS = {"hal.brennan", "ngozi.eze", "margaret.llewellyn"}
ODD_MOMENTS = {
    "a Sunday in the Christmas closure, at night": datetime(2026, 12, 27, 2, 30, tzinfo=UTC),
    "the hour after the clocks went forward, at Easter": datetime(2024, 3, 31, 1, 5, tzinfo=UTC),
}

# What stands -------------------------------------------------------------------------------------


def test_it_is_a_small_authority_with_three_months_of_audits(midshire: Played) -> None:
    with midshire.house.database.reading() as session:
        counted = census.take(session)
    assert (counted["people"], counted["children"]) == (60, 250)
    assert 60 <= counted["audits"] <= 90
    assert 120 <= counted["actions"] <= 200
    assert counted["strengths"] >= counted["audits"]


def test_every_state_of_an_action_is_there_read_and_unread(midshire: Played) -> None:
    states = Counter(item.state for item in midshire.actions())
    assert set(states) == {"raised", "discussed", "addressed", "verified", "withdrawn"}
    assert min(states.values()) >= 4
    read = {"acknowledged" in item.marks for item in midshire.actions() if item.state == "raised"}
    assert read == {True, False}


def test_every_rule_of_drift_has_found_something_that_stands(midshire: Played) -> None:
    standing = midshire.rows(select(DriftRow.rule).where(DriftRow.standing_as.is_not(None)))
    assert {rule for (rule,) in standing} == DRIFT


def test_most_of_what_is_open_does_not_drift(midshire: Played) -> None:
    drifting = [item for item in midshire.open_items("audit_action") if item.drifting]
    assert len(drifting) * 3 < len(midshire.open_items("audit_action"))


def test_an_escalation_is_open_at_every_level_and_in_every_state(midshire: Played) -> None:
    found = midshire.open_items("escalation")
    assert {item.level for item in found} == LEVELS
    assert {item.state for item in found} == {"waiting", "answered", "passed_up"}
    ended = select(func.count()).where(ItemRow.workflow == "escalation", ItemRow.ended)
    assert midshire.rows(ended)[0][0] >= 5


def test_some_escalations_are_of_people_and_some_are_drift_that_was_offered(
    midshire: Played,
) -> None:
    raised_by = {person for (person,) in midshire.rows(select(EscalationRow.raised_by))}
    assert None in raised_by
    assert len(raised_by) >= 4


def test_challenges_are_open_and_were_decided_each_way(midshire: Played) -> None:
    assert sum("challenged" in item.marks for item in midshire.actions()) >= 2
    decided = " ".join(told for _, told in midshire.took("decide"))
    assert all(f'"decision":"{one}"' in decided for one in ("stands", "reworded", "withdrawn"))


def test_time_is_asked_for_and_was_given(midshire: Played) -> None:
    assert any("time_asked" in item.marks for item in midshire.actions())
    assert midshire.took("extend")


def test_actions_came_back_once_and_twice_were_reopened_and_withdrawn(midshire: Played) -> None:
    assert {item.tallies.get("returned", 0) for item in midshire.actions()} == {0, 1, 2}
    assert midshire.took("reopen")
    assert midshire.took("withdraw")


def test_what_was_verified_made_a_difference_or_none_or_it_is_too_early(midshire: Played) -> None:
    said = Counter(said for (said,) in midshire.rows(select(ImpactRow.difference)))
    assert set(said) == {"yes", "too_early", "no"}
    assert said["yes"] > said["too_early"] > 0


def test_critical_actions_are_open_wait_for_and_have_a_countersignature(midshire: Played) -> None:
    found = [item for item in midshire.actions() if item.severity == "critical"]
    stands = {(item.state, "countersigned" in item.marks) for item in found}
    assert stands == {("raised", False), ("verified", False), ("verified", True)}
    raised = next(item for item in found if item.state == "raised")
    assert raised.due_at is not None
    assert raised.due_at > midshire.house.now()


def test_restricted_children_were_audited_by_who_is_named_on_them(midshire: Played) -> None:
    named = select(AuditRow.auditor_id, ChildRow.iro_id, ChildRow.cp_chair_id)
    of_child = named.join(ChildRow, ChildRow.id == AuditRow.child_id)
    found = midshire.rows(of_child.where(ChildRow.restricted))
    assert len(found) >= 2
    assert all(auditor in chairs for auditor, *chairs in found)


def test_something_found_before_is_found_again(midshire: Played) -> None:
    again = select(FindingRow.id).where(FindingRow.repeats_id.is_not(None))
    assert midshire.rows(again)


# Who has something to do, and something good to see -----------------------------------------------


def test_a_manager_has_people_to_supervise_with_much_to_talk_about(midshire: Played) -> None:
    of_tia = midshire.names(midshire.open_items("audit_action"), "owners_manager")["tia.marsh"]
    assert of_tia >= 8
    held = select(SupervisionRow.by_id).join(PersonRow, PersonRow.id == SupervisionRow.by_id)
    assert len(midshire.rows(held.where(PersonRow.email.startswith("tia.")))) >= 15


def test_drift_is_offered_and_answers_are_asked_at_every_level(midshire: Played) -> None:
    waiting = [item for item in midshire.open_items("escalation") if item.state != "answered"]
    asked = set(midshire.names(waiting, "receiver"))
    assert asked >= {"iris.novak", "desmond.clarke", "precious.moyo", "leila.haddad"}
    assert asked >= {"tia.marsh", "sam.osei", "rebecca.lowe", "yusuf.demir"}
    assert asked >= {"ngozi.eze", "margaret.llewellyn", "dana.whitfield"}


def test_every_head_of_service_has_something_to_decide(midshire: Played) -> None:
    waiting = [item for item in midshire.open_items("escalation") if item.state != "answered"]
    asked = set(midshire.names(waiting, "receiver"))
    unsigned = [
        item
        for item in midshire.actions()
        if (item.severity, item.state) == ("critical", "verified")
        and "countersigned" not in item.marks
    ]
    assert asked | set(midshire.names(unsigned, "head_of_service")) >= HEADS


def test_every_auditor_has_something_to_verify(midshire: Played) -> None:
    addressed = [item for item in midshire.actions() if item.state == "addressed"]
    assert set(midshire.names(addressed, "who_verifies")) >= AUDITORS


def test_both_qa_leads_have_a_challenge_to_decide(midshire: Played) -> None:
    contested = [item for item in midshire.actions() if "challenged" in item.marks]
    assert set(midshire.names(contested, "who_decides")) >= {"quinn.carter", "parveen.sandhu"}


def test_strengths_were_celebrated_and_more_wait_to_be(midshire: Played) -> None:
    celebrated = len(midshire.rows(select(CelebratedRow.finding_id)))
    all_ = len(midshire.rows(select(FindingRow.id).where(FindingRow.kind == "strength")))
    assert 0 < celebrated < all_


def test_somebody_who_leaves_and_somebody_who_is_away_have_work(midshire: Played) -> None:
    owners = midshire.names(midshire.open_items("audit_action"), "owner")
    assert owners["kieran.doyle"] >= 3
    assert owners["lucy.dawson"] >= 2
    may = [item.around.may("owner") for item in midshire.open_items("audit_action")]
    jack = midshire.directory().by_email["jack.thornton@midshire.example"].id
    assert sum(jack in people for people in may) > owners["jack.thornton"]


# What holds ---------------------------------------------------------------------------------------


def test_the_ledger_holds(midshire: Played, tmp_path: Path) -> None:
    with midshire.house.database.reading() as session:
        found = verification.verify(session, tmp_path / "seals")
    assert found.broken is None
    assert found.entries > 1000


def test_everything_open_has_a_next_notice(midshire: Played) -> None:
    ids = [item.id for item in midshire.open_items("audit_action")]
    with midshire.house.database.reading() as session:
        rulebook = midshire.house.rulebook(session)
        reader = Reader(rulebook, sight.whole(), None, midshire.today)
        silent = [view.id for view in actions.many(session, reader, ids) if not view.next_notice]
    assert silent == []


def test_nobody_who_has_left_owns_anything_open(midshire: Played) -> None:
    known = midshire.directory().people
    open_ones = select(ActionRow.owner_id).join(ItemRow, ItemRow.id == ActionRow.item_id)
    owners = {owner for (owner,) in midshire.rows(open_ones.where(~ItemRow.ended))}
    assert all(known[owner].is_here(midshire.today) for owner in owners)


def test_nothing_of_the_past_is_still_owed(midshire: Played) -> None:
    waits = midshire.rows(select(NoticeRow.owed_at).where(NoticeRow.state == "waiting"))
    assert waits
    assert all(london_day(owed_at) == midshire.today for (owed_at,) in waits)
    assert {state for (state,) in midshire.rows(select(LetterRow.state))} == {"sent"}


def test_the_first_tick_sends_todays_letters_alone(midshire: Played) -> None:
    before = midshire.rows(select(func.count()).select_from(LetterRow))[0][0]
    waits = midshire.rows(select(NoticeRow.person_id).where(NoticeRow.state == "waiting"))
    done = work.tick(midshire.house, clock=midshire.house.now)
    assert (done.timers_fired, done.emails_failed) == (0, 0)
    assert 1 <= done.emails_sent <= len(set(waits)) + 3  # critical and escalation go apart
    letters_now = midshire.rows(select(func.count()).select_from(LetterRow))[0][0]
    assert letters_now == before + done.emails_sent


def test_nobody_had_two_letters_on_one_morning(midshire: Played) -> None:
    sent = Counter(midshire.rows(select(LetterRow.person_id, LetterRow.sent_at)))
    assert max(sent.values()) == 1


def test_nothing_happened_out_of_turn_or_has_yet_to_happen(midshire: Played) -> None:
    ordered = select(EntryRow.item_id, EntryRow.at).order_by(EntryRow.item_id, EntryRow.seq)
    entries = midshire.rows(ordered)
    assert entries == sorted(entries)
    assert max(at for _, at in entries) <= midshire.house.now()


def test_clocks_ran_out_on_time(midshire: Played) -> None:
    assert midshire.rows(select(EntryRow.id).where(EntryRow.told.contains("late_seconds"))) == []


# Loading ------------------------------------------------------------------------------------------


def test_the_same_day_gives_the_same_history_on_either_database(
    of_sqlite: SqliteDatabases, of_postgresql: PostgresDatabases, tmp_path: Path
) -> None:
    histories = []
    for databases in (of_sqlite, of_postgresql):
        played = Played(open_house(stopped_at_five_past_nine(databases.like(loaded), tmp_path)))
        entries = select(EntryRow.item_id, EntryRow.seq, EntryRow.hash)
        histories.append(played.rows(entries.order_by(EntryRow.item_id, EntryRow.seq)))
        played.house.database.close()
        databases.forget()
    assert histories[0] == histories[1]


def test_it_is_never_loaded_where_people_are(database_url: str, tmp_path: Path) -> None:
    house = open_house(stopped_at_five_past_nine(database_url, tmp_path))
    settle_in(house)
    with pytest.raises(NotReady, match="empty database"):
        demonstration.load(house)
    house.database.close()


def test_it_is_never_loaded_in_production(database_url: str, tmp_path: Path) -> None:
    settings = stopped_at_five_past_nine(database_url, tmp_path)
    with pytest.raises(NotReady, match="CLOSELOOP_ENV"):
        load_at(replace(settings, env="production"))


@pytest.mark.parametrize("moment", ODD_MOMENTS)
def test_it_shows_the_same_at(moment: str, of_sqlite: SqliteDatabases, tmp_path: Path) -> None:
    settings = stopped_at(ODD_MOMENTS[moment], of_sqlite.empty(), tmp_path)
    load_at(settings)
    midshire = Played(open_house(settings))
    try:
        for shows in SHOWN_ALWAYS:
            shows(midshire)
    finally:
        midshire.house.database.close()
        of_sqlite.forget()


SHOWN_ALWAYS = (
    test_every_state_of_an_action_is_there_read_and_unread,
    test_every_rule_of_drift_has_found_something_that_stands,
    test_an_escalation_is_open_at_every_level_and_in_every_state,
    test_challenges_are_open_and_were_decided_each_way,
    test_critical_actions_are_open_wait_for_and_have_a_countersignature,
    test_every_auditor_has_something_to_verify,
    test_everything_open_has_a_next_notice,
    test_nothing_happened_out_of_turn_or_has_yet_to_happen,
)
