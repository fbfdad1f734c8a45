"""A transaction that clashed is run again, whole, and nobody hears of the first try."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store import again, people
from closeloop.store.tables import PersonRow
from tests.authority import Authority

COLLEAGUE = {"email": "rosa@midshire.example", "name": "Rosa", "roles": "practitioner"}


def test_two_who_wait_for_each_other_both_get_through(authority: Authority) -> None:
    if authority.database.is_sqlite:
        pytest.skip("writers queue: nobody ever waits for another's row")
    amira, ben = authority.who("amira"), authority.who("ben")
    meet = Barrier(2, timeout=10)

    def rename(first: PersonId, then: PersonId, name: str) -> None:
        tries = []

        def write(session: Session) -> None:
            tries.append(name)
            session.execute(update(PersonRow).where(PersonRow.id == first).values(name=name))
            if len(tries) == 1:
                meet.wait()
            session.execute(update(PersonRow).where(PersonRow.id == then).values(name=name))

        again.kept(authority.database, write)

    both = [
        Thread(target=rename, args=(amira, ben, "One")),
        Thread(target=rename, args=(ben, amira, "Other")),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    with authority.database.reading() as session:
        names = set(session.scalars(select(PersonRow.name).where(PersonRow.id.in_([amira, ben]))))
    assert names in ({"One"}, {"Other"})


def test_what_clashes_each_time_is_given_up_after_the_fourth_try(authority: Authority) -> None:
    tries = []

    def write(session: Session) -> None:
        tries.append(1)
        people.add(session, [COLLEAGUE, COLLEAGUE])

    with pytest.raises(IntegrityError):
        again.kept(authority.database, write)
    assert len(tries) == again.TRIES


def test_another_fault_is_nobody_elses_doing_and_is_not_tried_again(authority: Authority) -> None:
    tries = []

    def write(_: Session) -> None:
        tries.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        again.kept(authority.database, write)
    assert len(tries) == 1
