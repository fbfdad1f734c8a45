"""The staff list as it is kept in memory: what stands, and never what was taken back."""

import pytest

from closeloop.store import people
from tests.authority import Authority


def test_a_change_that_was_rolled_back_is_never_seen_again(authority: Authority) -> None:
    amira, ben = authority.who("amira"), authority.who("ben")

    def change_and_fall_over() -> None:
        with authority.database.writing() as session:
            people.change(session, amira, name="Nobody")
            assert people.directory(session).people[amira].name == "Nobody"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fall_over()
    with authority.database.writing() as session:
        people.change(session, ben, name="Benedict")
    with authority.database.reading() as session:
        known = people.directory(session).people
    assert (known[amira].name, known[ben].name) == ("Amira", "Benedict")
