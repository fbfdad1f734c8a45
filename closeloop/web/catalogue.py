"""What there is to choose from: standards, statements, activities, grades, severities."""

from collections.abc import Sequence
from functools import cache

from closeloop.rules import standards
from closeloop.rules.standards import Framework, Statement
from closeloop.store import Session
from closeloop.store.standards import text_in_force
from closeloop.web.fields import Choice, Group
from closeloop.web.here import house

GRADES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires_improvement": "Requires improvement",
    "inadequate": "Inadequate",
}
SEVERITIES = {"critical": "Critical", "high": "High", "standard": "Standard"}


def framework(session: Session) -> Framework | None:
    """The standards in force."""
    text = text_in_force(session)
    return _read(text) if text else None


def statements(session: Session, lately: Sequence[str] = ()) -> tuple[Group, ...]:
    """Every statement, by standard; first those that were used lately.

    Each bears its printed number and its beginning: two may bear one number.
    """
    found = framework(session)
    if found is None:
        return ()
    used = [one for code in lately if (one := found.statement(code))]
    first = [Group("You used lately", tuple(map(_choice, used)))] if used else []
    by_standard = (
        Group(f"{one.code} {one.title}", tuple(map(_choice, one.statements)))
        for one in found.standards
    )
    return (*first, *by_standard)


def activities() -> tuple[Choice, ...]:
    """The quality assurance activities."""
    return tuple(Choice(one.name, one.label) for one in house().activities.activities)


def activity_words(name: str) -> str:
    """What an activity is called."""
    found = house().activities.activity(name)
    return found.label if found else name.replace("_", " ")


@cache
def _read(text: str) -> Framework:
    return standards.read(text)


def _choice(one: Statement) -> Choice:
    return Choice(one.code, f"{one.printed} {_short(one.text)}")


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:70].rsplit(" ", 1)[0] + " …"  # noqa: PLR2004 - one line of a select
