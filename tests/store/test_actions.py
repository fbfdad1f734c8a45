"""Actions as people read them: what each holds, what comes next, a page at a time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from closeloop.rules.items import ItemId
from closeloop.rules.refusals import Unseen
from closeloop.store import actions
from closeloop.store.action_filters import Filters
from closeloop.store.actions import ActionView
from tests.authority import MONDAY, Authority
from tests.store.reading import counted, reading

LATER = datetime(2026, 3, 17, 9, tzinfo=UTC)  # 11 working days on


def read(
    authority: Authority, item: ItemId, by: str = "quinn", at: datetime = MONDAY
) -> ActionView:
    with reading(authority, by, at) as (session, reader):
        return actions.one(session, reader, item)


def listed(authority: Authority, filters: Filters, at: datetime = MONDAY) -> list[ItemId]:
    with reading(authority, "quinn", at) as (session, reader):
        return [view.id for view in actions.listing(session, reader, filters).items]


def test_an_action_says_what_was_found_whose_it_is_and_who_may_do_what(
    authority: Authority,
) -> None:
    authority.takes_in()
    action = authority.raised()
    owner, manager = (read(authority, action, who) for who in ("amira", "tia"))
    assert (owner.finding, owner.standard, owner.child_ref) == ("Finding 0", "9.3", "C-1001")
    assert owner.owner == authority.who("amira")
    assert owner.allowed == ("acknowledge", "challenge", "ask_for_time")
    assert manager.allowed == ("discuss", "reassign", "extend")
    assert owner.awaits is not None
    assert (owner.awaits.step, owner.awaits.person) == ("acknowledge", authority.who("amira"))


def test_who_does_not_need_to_know_is_told_that_there_is_no_such_action(
    authority: Authority,
) -> None:
    authority.takes_in()
    action = authority.raised()
    for stranger in ("ben", "bea", "tom", "arlo", "carl", "otto"):
        with pytest.raises(Unseen):
            read(authority, action, stranger)


def test_the_work_of_a_leaver_is_read_as_their_managers(authority: Authority) -> None:
    authority.takes_in(practitioner="ben")
    action = authority.raised()
    authority.changes("amira", leaves_on=date(2026, 3, 3))
    wednesday = MONDAY + timedelta(days=2)
    view = read(authority, action, "tia", wednesday)
    assert view.owner == authority.who("tia")
    assert "reassign" in view.allowed
    with pytest.raises(Unseen):
        read(authority, action, "amira", wednesday)


def test_the_next_notice_is_the_first_that_anybody_would_hear(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    unread = read(authority, action).next_notice
    assert unread is not None
    assert (unread.letter, unread.at.date()) == ("reminder", date(2026, 3, 4))
    authority.takes(action, "acknowledge", "amira")
    moving = read(authority, action).next_notice
    assert moving is not None
    assert moving.at.date() == date(2026, 3, 9)  # 5 working days without movement


def test_a_challenge_leaves_only_the_clock_of_its_decision(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.takes(action, "challenge", "amira", reason="It was done")
    view = read(authority, action)
    assert view.next_notice is not None
    assert (view.next_notice.letter, view.next_notice.at.date()) == ("request", date(2026, 3, 9))
    assert view.awaits is not None
    assert view.awaits.step == "decide"


def test_drift_is_said_with_its_rule_its_day_and_why(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.looks(LATER)
    view = read(authority, action, at=LATER)
    (drift,) = view.drift
    assert (drift.rule, drift.since.date()) == ("no_movement", date(2026, 3, 16))
    assert drift.why == "No discussion and no new state for 10 working days."
    assert view.escalation == authority.escalation_of(action)


def test_an_open_escalation_takes_further_drift_in_silence(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.takes(action, "acknowledge", "amira")
    authority.looks(LATER)
    view = read(authority, action, at=LATER)
    assert view.next_notice is not None
    assert view.next_notice.letter == "reminder"  # not of drift that is offered already


def test_a_list_is_sorted_by_due_date_and_what_has_none_comes_last(authority: Authority) -> None:
    authority.takes_in()
    standard, high, gone = authority.raises("standard", "high", "standard")
    authority.takes(gone, "withdraw", "ada", reason="Found twice")
    assert listed(authority, Filters()) == [high, standard, gone]


def test_filters_narrow_what_is_listed(authority: Authority) -> None:
    authority.takes_in()
    authority.takes_in("C-1002", practitioner="bea", team="Team B")
    standard, high = authority.raises("standard", "high")
    (other,) = authority.raises("standard", child="C-1002", owner="bea", at=LATER)
    authority.looks(LATER)
    amira = authority.who("amira")
    assert listed(authority, Filters(severity="high")) == [high]
    assert listed(authority, Filters(child_ref="C-1002")) == [other]
    assert listed(authority, Filters(owners={amira})) == [high, standard]
    assert listed(authority, Filters(overdue=True, now=LATER)) == [high]
    assert listed(authority, Filters(drifting=False)) == [other]
    assert listed(authority, Filters(standards={"1.1"})) == []
    assert listed(authority, Filters(state="discussed")) == []
    assert listed(authority, Filters(updated_since=LATER)) == [high, standard, other]


def test_pages_follow_one_another_without_a_gap_or_a_repeat(authority: Authority) -> None:
    authority.takes_in()
    raised = authority.raises(*["standard"] * 5, "high")
    authority.takes(raised[0], "withdraw", "ada", reason="Found twice")
    authority.takes(raised[1], "withdraw", "ada", reason="Found twice")
    met: list[ItemId] = []
    with reading(authority, "quinn") as (session, reader):
        page = actions.listing(session, reader, limit=2)
        met += [view.id for view in page.items]
        while page.next:
            page = actions.listing(session, reader, after=page.next, limit=2)
            met += [view.id for view in page.items]
    assert met == [raised[5], *raised[2:5], *raised[:2]]


@pytest.mark.parametrize("name", ["amira", "tia", "sam", "iris", "ada", "quinn", "dana"])
def test_a_page_of_fifty_asks_no_more_of_the_database_than_a_page_of_one(
    authority: Authority, name: str
) -> None:
    authority.takes_in()
    authority.raises("standard", "high")
    authority.looks(LATER)
    with reading(authority, name, LATER) as (session, reader), counted() as few:
        actions.listing(session, reader)
    authority.raises(*["standard", "high"] * 25)
    authority.looks(LATER + timedelta(days=30))
    with reading(authority, name, LATER) as (session, reader), counted() as many:
        assert len(actions.listing(session, reader).items) == 50
    assert len(many) == len(few)
