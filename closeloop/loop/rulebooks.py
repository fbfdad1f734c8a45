"""The rulebook in force: each workflow version in use and the calendar, read when they change."""

from datetime import date

from closeloop.rules import definition
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.workflow import Workflow
from closeloop.store import Session, calendar, kept, people, workflows


class Shelf:
    """The newest rulebook that this process has read; a database has one."""

    def __init__(self) -> None:
        """Begin with none."""
        self._number = -1
        self._rulebook: Rulebook | None = None
        self._read: dict[tuple[str, int], Workflow] = {}
        self._day: date | None = None

    def in_force(self, session: Session, day: date) -> Rulebook:
        """The rulebook as this transaction sees it, on a day: versions may have begun since."""
        _, number = people.numbers(session)
        if self._rulebook is not None and (self._number, self._day) == (number, day):
            return self._rulebook
        read = {  # a version's text never changes
            key: self._read.get(key) or definition.read(text)
            for key, text in workflows.texts(session).items()
        }
        not_yet = workflows.begin_after(session, day)
        rulebook = Rulebook(dict(read), calendar.working_days(session), not_yet)
        if kept.RULES_CHANGED not in session.info:  # what it changed may yet be rolled back
            self._rulebook, self._number, self._read = rulebook, number, read
            self._day = day
        return rulebook
