"""When supervision comes next: for one's people, and for oneself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask import url_for

from closeloop.rules.clock_words import expected_words
from closeloop.rules.items import ItemId
from closeloop.rules.people import Person, PersonId
from closeloop.store import agenda, drafts, strengths, supervision_views, workload
from closeloop.store.agenda import LastTime
from closeloop.store.workload import Workload
from closeloop.web.here import house
from closeloop.web.reading import Look
from closeloop.web.visitor import me
from closeloop.web.words import counted

NOTHING = Workload()


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """Somebody to see: when last and by whom, by when next, and what there is to discuss."""

    person: Person
    last_on: date | None = None
    last_by: PersonId | None = None
    expected_by: date | None = None
    expected: str = ""  # the same in words
    load: Workload = NOTHING
    strengths: int = 0
    agreed: tuple[tuple[ItemId, LastTime], ...] = ()  # what was agreed last time, still to do
    draft_at: datetime | None = None  # when the reader last kept what they have begun

    @property
    def to_discuss(self) -> str:
        """What there is to discuss: "8 to discuss: 1 critical, 2 drifting, 1 strength"."""
        load = self.load
        kinds = [
            (load.critical, f"{load.critical} critical"),
            (load.was_due, f"{load.was_due} past its date"),
            (load.to_do_drifting, f"{load.to_do_drifting} drifting"),
            (self.strengths, counted(self.strengths, "strength")),
        ]
        named = [words for count, words in kinds if count]
        says = f"{load.to_do} to discuss"
        return f"{says}: {', '.join(named)}" if named else says


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
    held = {person: directory.held_by(person, day) for person in people}
    every = {one for several in held.values() for one in several}
    loads = workload.of(look.session, look.reader, every, look.clock.now)
    well = strengths.count_to_celebrate(look.session, look.reader.sight, people)
    begun = drafts.begun(look.session, me().id, look.clock.now)
    found = [
        replace(
            _days(look, person, last),
            load=workload.together(loads, held[person]),
            strengths=well.get(person, 0),
            draft_at=begun.get(url_for("supervision.agenda_of", person=person)),
        )
        for person in people
    ]
    return sorted(found, key=lambda one: (one.expected_by or day, one.person.name))


def mine(look: Look) -> Next | None:
    """One's own next supervision; none for who has no manager."""
    person = me().id
    if look.directory.manager_of(person, look.reader.day) is None:
        return None
    last = supervision_views.last_held(look.session, [person])
    to_do = [view.id for view in agenda.of(look.session, look.reader, person, look.clock.now)]
    said = agenda.last_time(look.session, to_do) if person in last else {}
    agreed = tuple((one, said[one]) for one in to_do if one in said and said[one].note)
    return replace(_days(look, person, last), load=Workload(to_do=len(to_do)), agreed=agreed)


def _days(look: Look, person: PersonId, last: Mapping[PersonId, tuple[date, PersonId]]) -> Next:
    """Who it is, when they were last seen, and by when they are expected to be again."""
    found = look.directory.people[person]
    if person not in last:
        return Next(person=found)
    held_on, by = last[person]
    expected_by = held_on + timedelta(days=house().settings.supervision_days)
    return Next(
        person=found,
        last_on=held_on,
        last_by=by,
        expected_by=expected_by,
        expected=expected_words(expected_by, look.reader.day, look.reader.rulebook.days),
    )
