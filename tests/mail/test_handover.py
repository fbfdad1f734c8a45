"""A handover is one letter to each new owner, however many actions it brings."""

from datetime import timedelta

from closeloop.loop import handover
from tests.authority import MONDAY
from tests.mail.postman import Pigeonholes, Postman, told


def test_eight_actions_of_a_leaver_are_one_letter_to_each_new_owner(
    post: Postman, carrier: Pigeonholes
) -> None:
    authority = post.authority
    for number in range(1002, 1010):
        authority.raised(child=authority.takes_in(f"C-{number}"))
    post.rounds(MONDAY)
    before = len(carrier.taken)
    amira, ben, tia = (authority.who(name) for name in ("amira", "ben", "tia"))
    given = {f"practitioner-C-{number}": ben if number % 2 else tia for number in range(1002, 1010)}
    later = MONDAY + timedelta(hours=1)
    with authority.database.writing() as session:
        rulebook = authority.house.rulebook(session)
        handover.hand_over(session, rulebook, amira, given, "Leaves", by=tia, now=later)
    post.rounds(later)
    letters = [kind for _, kind, _ in told(carrier.taken[before:])]
    whom = sorted(name for name, _, _ in told(carrier.taken[before:]))
    assert letters.count("acknowledge") == len(letters)
    assert whom.count("ben") == 1
    assert whom.count("tia") <= 1
