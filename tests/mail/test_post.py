"""Letters that do not go at once: tried again, given up, held back, set aside; never lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from closeloop.mail import holders, retry
from closeloop.mail.messages import Letter
from closeloop.mail.post import LEASE, send_all
from closeloop.mail.refusals import Misconfigured, Refused, Unreachable
from closeloop.rules import refs
from closeloop.rules.working_days import WorkingDays
from closeloop.store import delivery, kept, letters, trouble
from closeloop.store.tables import LetterRow
from tests.authority import MONDAY
from tests.mail.postman import Pigeonholes, Postman, at, counted, told

AWAY = Unreachable("The mail server cannot be reached: Connection refused.", ends_batch=True)
NO_SUCH = Refused("550 no such mailbox", code=550)
SIGN_IN = Misconfigured("535 no", code=535, ends_batch=True)


def test_a_server_that_is_away_is_tried_at_1_2_5_15_30_60_minutes_then_hourly(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.raised()
    carrier.takes_none = AWAY
    now = MONDAY
    for minutes in (1, 2, 5, 15, 30, 60, 60, 60):
        post.rounds(now)
        (letter,) = post.letters()
        assert (letter.again_at - now, letter.why) == (timedelta(minutes=minutes), str(AWAY))
        now = letter.again_at
    (owed,) = post.letters()
    carrier.takes_none = None
    post.rounds(now)
    assert [letter.state for letter in post.letters()] == ["sent"]
    assert carrier.taken[0].message_id == owed.message_id


def test_after_three_days_it_is_not_delivered_and_the_manager_hears(
    post: Postman, carrier: Pigeonholes
) -> None:
    action = post.authority.raised()
    post.authority.takes(action, "acknowledge", "amira")
    post.authority.takes(action, "extend", "tia", due_on=at(31).date(), reason="Court")
    carrier.refuses["amira"] = Unreachable("451 later", code=451)
    now = MONDAY
    while now <= MONDAY + timedelta(hours=73):
        post.rounds(now)
        now += timedelta(hours=1)
    assert post.letters()[0].state == "not_delivered"
    with post.authority.database.reading() as session:
        assert delivery.not_delivered_to(session, post.authority.who("amira"))
    assert ("tia", "notice", refs.action_ref(action)) in told(carrier.taken)
    assert "did not reach Amira" in carrier.taken[-1].text


def test_a_mailbox_that_does_not_exist_is_not_tried_again(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.raised()
    carrier.refuses["amira"] = NO_SUCH
    post.rounds(MONDAY)
    post.rounds(at(2, 11))
    (first, about_it) = post.letters()
    assert (first.state, first.tries) == ("not_delivered", 1)
    assert (about_it.kind, about_it.person_id) == ("notice", post.authority.who("tia"))


def test_an_escalation_that_cannot_be_delivered_goes_to_the_next_and_the_next(
    post: Postman, carrier: Pigeonholes
) -> None:
    action = post.authority.raised()
    post.authority.takes(action, "acknowledge", "amira")
    carrier.refuses = {"iris": NO_SUCH, "sam": NO_SUCH}
    for minute in range(5):
        post.rounds(at(17, 8, minute))
    escalations = [who for who, kind, _ in told(carrier.taken) if kind == "escalation"]
    assert escalations == ["hal"]
    carrier.refuses = {}
    with counted(carrier.taken) as new:
        post.rounds(at(25, 8))
    assert ("sam", "escalation", refs.action_ref(action)) in told(new)  # the ladder went on


def test_a_wrong_sign_in_keeps_letters_owed_and_is_probed_every_five_minutes(
    post: Postman, carrier: Pigeonholes
) -> None:
    for auditor in ("ada", "arlo"):
        post.authority.raises("critical", "critical", by=auditor)
    carrier.takes_none = SIGN_IN
    tries = [post.rounds(MONDAY + timedelta(minutes=minute)).failed for minute in range(60)]
    assert tries[:10] == [1, 1, 1, 1, 1, 0, 0, 0, 0, 1]
    assert sum(tries[10:]) == 10
    with post.authority.database.reading() as session:
        met = trouble.get(session)
    assert met is not None
    assert (met.why, met.stops_letters) == ("535 no", True)
    carrier.takes_none = None
    post.rounds(at(2, 11))
    post.rounds(at(2, 11, 6))
    assert {letter.state for letter in post.letters()} == {"sent"}
    with post.authority.database.reading() as session:
        assert trouble.get(session) is None


def test_a_letter_that_cannot_be_written_is_set_aside_and_the_others_go(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.changes("amira", name="Amira\nKhan")
    post.authority.raised()
    post.authority.raised(owner="ben")
    now = MONDAY
    for _ in range(5):
        post.rounds(now)
        now = max(letter.again_at for letter in post.letters())
    assert [who for who, _, _ in told(carrier.taken)] == ["ben"]
    assert {letter.state for letter in post.letters()} == {"aside", "sent"}
    with post.authority.database.reading() as session:
        (lost,) = delivery.fates(session, failed=True)
    assert lost.why == "It could not be written (Unwritable)."
    post.authority.changes("amira", name="Amira Khan")
    with post.authority.database.writing() as session:
        assert delivery.resend(session, lost.id, now)
    post.rounds(now)
    assert [who for who, _, _ in told(carrier.taken)] == ["ben", "amira"]


def test_letters_that_a_restore_has_held_wait_for_a_person(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.raised()
    post.composes(MONDAY)
    with post.authority.database.writing() as session:
        kept.put(session, kept.LETTERS_HELD, "yes")
    post.authority.raised(by="arlo", owner="ben")
    post.rounds(at(2, 10))
    assert carrier.taken == []
    with post.authority.database.writing() as session:
        kept.forget(session, kept.LETTERS_HELD)
    post.rounds(at(2, 11))
    assert len(carrier.taken) == 2


def test_a_node_that_wakes_after_its_time_settles_nothing(post: Postman) -> None:
    post.authority.raised()
    post.authority.raised(owner="ben")
    other = Pigeonholes()

    class Sleeper(Pigeonholes):
        def send(self, letter: Letter) -> None:
            super().send(letter)
            if len(self.taken) == 1:  # meanwhile another node takes over and sends both
                awake = Postman(post.authority, other)
                awake.now = MONDAY + LEASE + timedelta(seconds=1)
                send_all(awake.office)

    sleeper = Sleeper()
    post.carrier = sleeper
    assert post.rounds(MONDAY).sent == 0
    assert len(other.taken) == 2
    assert len(sleeper.taken) == 1
    assert sleeper.taken[0].message_id in {letter.message_id for letter in other.taken}
    assert {letter.state for letter in post.letters()} == {"sent"}


def test_a_slow_server_never_lets_a_hold_run_out(post: Postman) -> None:
    for owner in ("amira", "ben", "bea", "tia", "tom", "sam"):
        post.authority.raised(owner=owner)
    others: list[int] = []

    class Slow(Pigeonholes):
        def send(self, letter: Letter) -> None:
            super().send(letter)
            post.now += timedelta(seconds=115)
            with post.authority.database.writing() as session:
                held = letters.hold(
                    session, "other", now=post.now, until=post.now, urgent_only=False
                )
                others.append(len(held))

    post.carrier = Slow()
    assert post.rounds(MONDAY).sent == 6
    assert others == [0] * 6


def test_what_a_dead_process_held_is_free_at_once(post: Postman, carrier: Pigeonholes) -> None:
    post.authority.raised()
    post.composes(MONDAY)
    place, _, rest = holders.new_token().partition("/")
    dead = f"{place}/2147483646/1/{rest}"
    with post.authority.database.writing() as session:
        letters.hold(session, dead, now=MONDAY, until=MONDAY + LEASE, urgent_only=False)
    assert post.rounds(MONDAY).sent == 1
    assert carrier.taken[0].again  # nobody saw how the first try ended


def test_what_a_process_elsewhere_holds_waits_for_its_time(
    post: Postman, carrier: Pigeonholes
) -> None:
    post.authority.raised()
    post.composes(MONDAY)
    with post.authority.database.writing() as session:
        letters.hold(
            session, "elsewhere/1/1/x", now=MONDAY, until=MONDAY + LEASE, urgent_only=False
        )
    post.rounds(MONDAY + timedelta(minutes=4))
    assert carrier.taken == []
    post.rounds(MONDAY + LEASE)
    assert len(carrier.taken) == 1


def test_stopping_lets_go_of_what_is_not_sent(post: Postman, carrier: Pigeonholes) -> None:
    for owner in ("amira", "ben", "bea"):
        post.authority.raised(owner=owner)
    post.composes(MONDAY)
    sent = send_all(post.office, stopping=lambda: bool(carrier.taken))
    assert sent.sent == 1
    assert sorted(letter.state for letter in post.letters()) == ["sent", "waiting", "waiting"]
    post.rounds(MONDAY)
    assert len({letter.message_id for letter in carrier.taken}) == 3


def test_nothing_is_open_in_the_database_while_a_letter_is_handed_over(post: Postman) -> None:
    post.authority.raised()

    class Busy(Pigeonholes):
        def send(self, letter: Letter) -> None:
            with post.authority.database.writing() as session:  # waits if anything is open
                session.execute(update(LetterRow).values(why=None))
            super().send(letter)

    post.carrier = Busy()
    assert post.rounds(MONDAY).sent == 1


@pytest.mark.parametrize(
    ("failed_at", "again_at"),
    [
        (at(6, 17, 30), at(9, 7, 30)),  # Friday evening: not before Monday
        (at(2, 20, month=4), at(7, 6, 30, month=4)),  # before Easter, 7:30am in London
        (at(2, 10), at(2, 11)),
    ],
)
def test_a_letter_that_failed_is_not_tried_at_an_hour_at_which_none_may_go(
    failed_at: datetime, again_at: datetime
) -> None:
    easter = WorkingDays(frozenset({at(3, month=4).date(), at(6, month=4).date()}))
    again = retry.again_at(7, failed_at, goes="ordinary", days=easter)
    assert again == again_at
    assert retry.again_at(7, failed_at, goes="critical", days=easter) == failed_at + timedelta(
        hours=1
    )
