"""What readers have chosen of their letters: a later hour, fewer days, no news."""

from datetime import date, time

import pytest

from closeloop.rules.noise import Owed, Wishes, next_morning, plan
from closeloop.rules.working_days import WorkingDays, london_day
from closeloop.store import wishes
from tests.authority import MONDAY
from tests.mail.postman import Pigeonholes, Postman, at, counted, told

DAYS = WorkingDays(frozenset({date(2026, 4, 3), date(2026, 4, 6)}))  # Easter
MONDAYS = frozenset({0})


def chooses(post: Postman, name: str, chosen: Wishes) -> None:
    """Somebody chooses."""
    with post.authority.database.writing() as session:
        wishes.keep(session, post.authority.who(name), chosen)


def test_who_chose_a_later_hour_hears_then_and_not_before(
    post: Postman, carrier: Pigeonholes
) -> None:
    chooses(post, "amira", Wishes(at=time(10)))
    post.authority.raised()
    for hour, minute in ((9, 0), (9, 59)):
        post.rounds(at(2, hour, minute))
    assert carrier.taken == []
    post.rounds(at(2, 10))
    assert [who for who, _, _ in told(carrier.taken)] == ["amira"]


def test_several_things_owed_before_that_hour_are_one_letter(
    post: Postman, carrier: Pigeonholes
) -> None:
    chooses(post, "amira", Wishes(at=time(10)))
    post.authority.raised()
    post.rounds(at(2, 9))
    post.authority.raised(by="arlo", at=at(2, 9, 30))
    post.rounds(at(2, 9, 30))
    post.authority.raised(by="quinn", at=at(2, 9, 45))
    for minute in (0, 5):
        post.rounds(at(2, 10, minute))
    assert told(carrier.taken) == [("amira", "digest", None)]


def test_nothing_but_what_is_critical_goes_on_a_day_that_is_not_theirs(
    post: Postman, carrier: Pigeonholes
) -> None:
    chooses(post, "amira", Wishes(weekdays=frozenset({2, 3})))
    post.authority.raised()
    post.authority.raised("critical", by="arlo")
    for day in (2, 3):
        post.rounds(at(day, 11))
    amira = post.authority.who("amira")
    assert {one.goes for one in post.letters() if one.person_id == amira} == {"critical"}
    with counted(carrier.taken) as new:
        post.rounds(at(4, 8))
    assert "amira" in [who for who, _, _ in told(new)]
    assert "ordinary" in {one.goes for one in post.letters() if one.person_id == amira}


def test_news_is_left_out_for_who_does_not_want_it(post: Postman, carrier: Pigeonholes) -> None:
    action = post.authority.raised()
    chooses(post, "amira", Wishes(news=False))
    post.rounds(MONDAY)
    post.authority.takes(action, "acknowledge", "amira", at=at(2, 10))
    post.authority.takes(action, "withdraw", "quinn", at=at(2, 11), reason="Not theirs")
    with counted(carrier.taken) as new:
        for day in (3, 4, 5):
            post.rounds(at(day, 8))
    assert "amira" not in [who for who, _, _ in told(new)]


def test_news_comes_to_who_has_chosen_nothing(post: Postman, carrier: Pigeonholes) -> None:
    action = post.authority.raised()
    post.rounds(MONDAY)
    post.authority.takes(action, "acknowledge", "amira", at=at(2, 10))
    post.authority.takes(action, "withdraw", "quinn", at=at(2, 11), reason="Not theirs")
    with counted(carrier.taken) as new:
        post.rounds(at(3, 8))
    assert ("amira", "notice") in [(who, kind) for who, kind, _ in told(new)]


@pytest.mark.parametrize("hour", [time(7, 30), time(8), time(9), time(10)])
@pytest.mark.parametrize("weekday", range(5))
def test_the_next_morning_is_a_working_day_of_theirs_at_their_hour(
    hour: time, weekday: int
) -> None:
    chosen = Wishes(at=hour, weekdays=frozenset({weekday}))
    for day in range(2, 30):
        morning = next_morning(at(day, 12), DAYS, chosen)
        assert morning > at(day, 12)
        assert chosen.works_on(london_day(morning), DAYS)
        assert morning == chosen.morning_of(london_day(morning))


def test_an_escalation_waits_for_their_day_but_not_for_their_hour() -> None:
    owed = [Owed(notice=1, letter="escalation", goes="apart", about=1)]
    early = plan(owed, may_have_one=True, now=at(2, 8), days=DAYS, wishes=Wishes(at=time(10)))
    assert [letter.goes for letter in early.letters] == ["apart"]
    tuesday = plan(
        owed, may_have_one=True, now=at(3, 9), days=DAYS, wishes=Wishes(weekdays=MONDAYS)
    )
    assert tuesday.letters == ()
    assert tuesday.until == at(9, 8)
