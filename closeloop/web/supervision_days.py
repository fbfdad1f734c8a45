"""When supervision comes next: for one's people, and for oneself."""

from dataclasses import dataclass
from datetime import date, timedelta

from closeloop.rules.people import Person, PersonId
from closeloop.store import agenda, supervision_views, workload
from closeloop.store.workload import Workload
from closeloop.web.reading import Look
from closeloop.web.visitor import me

EVERY = timedelta(days=28)  # how often people are seen, one to one


@dataclass(frozen=True, slots=True)
class Next:
    """Somebody to see: when last and by whom, by when next, and what is open."""

    person: Person
    last_on: date | None
    last_by: PersonId | None
    expected_by: date | None
    load: Workload


def of_my_people(look: Look) -> list[Next]:
    """The people whom the reader line-manages, or stands in for their manager; next first."""
    directory, day = look.directory, look.reader.day
    people = {
        report
        for manager in look.acts_for()
        for report in directory.answers_to(manager, day)
        if directory.is_here(report, day)
    }
    last = supervision_views.last_held(look.session, people)
    loads = workload.of(look.session, look.reader.sight, people, look.clock.now)
    found = [_next(look, person, last, loads.get(person, Workload())) for person in people]
    return sorted(found, key=lambda one: (one.expected_by or day, one.person.name))


def mine(look: Look) -> Next | None:
    """One's own next supervision; none for who has no manager."""
    person = me().id
    if look.directory.manager_of(person, look.reader.day) is None:
        return None
    last = supervision_views.last_held(look.session, [person])
    count = len(agenda.of(look.session, look.reader, person, look.clock.now))
    return _next(look, person, last, Workload(open=count))


def _next(
    look: Look, person: PersonId, last: dict[PersonId, tuple[date, PersonId]], load: Workload
) -> Next:
    held_on, by = last.get(person, (None, None))
    return Next(
        look.directory.people[person], held_on, by, held_on + EVERY if held_on else None, load
    )
