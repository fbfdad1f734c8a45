"""The rulebook in force: each workflow version in use and the calendar, read when they change."""

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

    def in_force(self, session: Session) -> Rulebook:
        """The rulebook as this transaction sees it."""
        _, number = people.numbers(session)
        if self._rulebook is not None and self._number == number:
            return self._rulebook
        read = {  # a version's text never changes
            key: self._read.get(key) or definition.read(text)
            for key, text in workflows.texts(session).items()
        }
        rulebook = Rulebook(dict(read), calendar.working_days(session))
        if kept.RULES_CHANGED not in session.info:  # what it changed may yet be rolled back
            self._rulebook, self._number, self._read = rulebook, number, read
        return rulebook
