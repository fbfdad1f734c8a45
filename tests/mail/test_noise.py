"""The noise rule as people live it: one letter a working day, what presses apart from that."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from closeloop.rules import refs
from closeloop.rules.working_days import LONDON, london_day
from tests.authority import MONDAY
from tests.mail.postman import BASE, Pigeonholes, Postman, at, counted, told


def test_the_first_of_the_day_goes_at_once(post: Postman, carrier: Pigeonholes) -> None:
    action = post.authority.raised()
    post.rounds(MONDAY)
    assert told(carrier.taken) == [("amira", "acknowledge", refs.action_ref(action))]
    (letter,) = carrier.taken
    assert letter.subject == "closeloop: 1 finding to read by Wednesday 4 March"
    assert f"{BASE}/actions/{refs.action_ref(action)}/acknowledge" in letter.text
    assert "C-1001" not in letter.text + letter.html + letter.subject
    assert "Finding" not in letter.text


def test_an_audit_with_several_findings_is_one_letter_with_a_link_for_each(
    post: Postman, carrier: Pigeonholes
) -> None:
    actions = post.authority.raises("standard", "high", "standard")
    post.rounds(MONDAY)
    (letter,) = carrier.taken
    assert (letter.kind, letter.action) == ("acknowledge", None)
    assert letter.subject == "closeloop: 3 findings to read by Wednesday 4 March"
    assert all(f"{BASE}/actions/{refs.action_ref(one)}" in letter.text for one in actions)


def test_the_second_of_a_day_waits_for_the_next_morning(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.raised()
    post.rounds(MONDAY)
    post.authority.raised(by="arlo", at=at(2, 10))
    for hour in (10, 12, 17):
        post.rounds(at(2, hour))
    assert len(carrier.taken) == 1
    post.rounds(at(3, 7, 59))
    assert len(carrier.taken) == 1
    with counted(carrier.taken) as new:
        post.rounds(at(3, 8))
    assert [kind for _, kind, _ in told(new)] == ["acknowledge"]


def test_a_morning_about_two_actions_is_one_digest(post: Postman, carrier: Pigeonholes) -> None:
    post.authority.raised()
    post.rounds(MONDAY)
    post.authority.raised(by="arlo", at=at(2, 10))
    post.authority.raised(by="quinn", at=at(2, 11))
    post.rounds(at(2, 12))
    with counted(carrier.taken) as new:
        post.rounds(at(3, 8))
    assert told(new) == [("amira", "digest", None)]
    assert new[0].subject == "closeloop: 2 things, first due Wednesday 4 March"


def test_what_comes_in_the_evening_or_on_a_day_off_waits(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.raised(at=at(6, 19))  # Friday
    for when in (at(6, 19), at(7, 10), at(8, 10), at(9, 7, 29)):
        post.rounds(when)
    assert carrier.taken == []
    post.rounds(at(9, 8))
    assert len(carrier.taken) == 1


def test_easter_is_passed_over(post: Postman, carrier: Pigeonholes) -> None:
    post.authority.raised(at=at(2, 19, month=4))  # the evening before Good Friday
    when = at(2, 19, month=4)
    while not carrier.taken:
        post.rounds(when)
        when += timedelta(hours=1)
    assert post.now == at(7, 7, month=4)  # 8am in London on Tuesday


def test_what_is_critical_goes_at_any_hour_and_to_the_manager_too(
    post: Postman, carrier: Pigeonholes
) -> None:
    saturday = at(7, 23)
    first, second = post.authority.raises("critical", "critical", at=saturday)
    post.rounds(saturday)
    refs_ = [refs.action_ref(first), refs.action_ref(second)]
    assert Counter(told(carrier.taken)) == Counter(
        (who, "acknowledge", ref) for who in ("amira", "tia") for ref in refs_
    )
    subject = f"closeloop: critical, speak to your manager now ({refs_[0]})"
    assert subject in {letter.subject for letter in carrier.taken if letter.to.startswith("amira")}


def test_what_is_critical_leaves_the_ordinary_letter_of_the_day(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.raised("critical")
    post.authority.raised(by="arlo")
    post.rounds(MONDAY)
    kinds = [(who, kind) for who, kind, _ in told(carrier.taken)]
    assert kinds.count(("amira", "acknowledge")) == 2


def test_an_escalation_goes_apart_from_the_letter_of_the_day(
    post: Postman, carrier: Pigeonholes
) -> None:
    first = post.authority.raised()
    second = post.authority.raised(by="arlo")
    for action in (first, second):
        post.authority.takes(action, "acknowledge", "amira")
    post.rounds(at(16, 23))  # the 10th working day ends at midnight
    with counted(carrier.taken) as new:
        post.rounds(at(17, 8))
    about = {(kind, ref) for who, kind, ref in told(new) if who == "iris"}
    assert about == {("escalation", refs.action_ref(one)) for one in (first, second)}
    subjects = {letter.subject for letter in new if letter.to.startswith("iris")}
    assert subjects == {"closeloop: drift seen, your view wanted by Tuesday 24 March"}


def test_what_was_read_meanwhile_is_not_asked_again(post: Postman, carrier: Pigeonholes) -> None:
    action = post.authority.raised(at=at(2, 19))
    post.rounds(at(2, 19))
    post.authority.takes(action, "acknowledge", "amira", at=at(2, 20))
    post.rounds(at(3, 8))
    assert carrier.taken == []
    assert post.letters() == []


def test_a_letter_that_waits_is_dropped_when_it_is_no_longer_true(
    post: Postman, carrier: Pigeonholes
) -> None:
    action = post.authority.raised()
    post.composes(MONDAY)
    post.authority.takes(action, "acknowledge", "amira")
    post.rounds(at(2, 9, 5))
    assert carrier.taken == []
    assert [letter.state for letter in post.letters()] == ["dropped"]


def test_a_digest_of_which_one_thing_stays_true_is_a_letter_about_that(
    post: Postman, carrier: Pigeonholes
) -> None:
    first = post.authority.raised()
    second = post.authority.raised(by="arlo")
    post.composes(MONDAY)
    post.authority.takes(first, "acknowledge", "amira")
    post.rounds(at(2, 9, 5))
    assert told(carrier.taken) == [("amira", "acknowledge", refs.action_ref(second))]


def test_after_days_without_a_tick_there_is_one_digest(post: Postman, carrier: Pigeonholes) -> None:
    for auditor in ("ada", "arlo", "quinn"):
        post.authority.raises("standard", "standard", by=auditor)
    with counted(carrier.taken) as new:
        post.rounds(at(27, 12))
    assert [kind for who, kind, _ in told(new) if who == "amira"] == ["digest"]


def test_nobody_gets_two_ordinary_letters_on_a_day_nor_one_on_a_day_off(
    post: Postman, carrier: Pigeonholes
) -> None:
    for number, auditor in enumerate(("ada", "arlo", "quinn")):
        post.authority.raises("standard", "high", by=auditor, at=at(2 + number, 9 + number))
    days: Counter[tuple[str, date]] = Counter()
    when = MONDAY
    while when < at(24):
        with counted(carrier.taken) as new:
            post.rounds(when)
        for letter in new:
            local = when.astimezone(LONDON)
            assert post.office.now() == when
            with post.authority.database.reading() as session:
                assert post.authority.house.rulebook(session).days.includes(local.date())
            assert 7.5 <= local.hour + local.minute / 60 < 18
            if letter.kind != "escalation":
                days[letter.to, london_day(when)] += 1
        when += timedelta(hours=4)
    assert days
    assert max(days.values()) == 1


@pytest.mark.parametrize("begun", [at(28, 12), at(24, 12, month=10)])
def test_the_morning_letter_goes_at_8_in_london_once_whatever_the_clocks_do(
    post: Postman, carrier: Pigeonholes, begun: datetime
) -> None:
    post.authority.raised(at=begun)
    when, gone = begun, list[int]()
    while when < begun + timedelta(days=2, hours=12):
        with counted(carrier.taken) as new:
            post.rounds(when)
        gone += [when.astimezone(LONDON).hour for letter in new if letter.to.startswith("amira")]
        when += timedelta(hours=1)
    assert gone == [8]
