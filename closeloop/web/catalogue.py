"""What there is to choose from: standards, statements, activities, grades, severities."""

from functools import cache

from closeloop.rules import standards
from closeloop.rules.standards import Framework
from closeloop.store import Session
from closeloop.store.standards import text_in_force
from closeloop.web.fields import Choice
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


def statements(session: Session) -> tuple[Choice, ...]:
    """Every statement to choose from, with its beginning: two may bear one printed number."""
    found = framework(session)
    return tuple(Choice(one.code, f"{one.code} {_short(one.text)}") for one in found or ())


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


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:70].rsplit(" ", 1)[0] + " …"  # noqa: PLR2004 - one line of a select
