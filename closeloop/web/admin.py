"""What an administrator looks after: a hub of links, each with one line of how it stands."""

from dataclasses import dataclass

from flask import url_for

from closeloop.web import admin_calendar, admin_health, admin_tokens, admin_workflows
from closeloop.web.admin_health import LOAD_WORDS, Health
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking
from closeloop.web.words import counted, recorded

front = Page("admin", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look after: its page, and how it stands."""

    words: str
    leads_to: str
    says: str


@front.get("/admin")
def show() -> str:
    """The hub."""
    with looking() as look:
        return page("admin", lines=_lines(look, admin_health.of_the_house(look.session)))


def _lines(look: Look, health: Health) -> list[Line]:
    return [
        Line("People", url_for("admin_people.show"), _people(look, health)),
        Line(
            "Teams", url_for("admin_teams.show"), f"{counted(len(look.directory.teams), 'team')}."
        ),
        Line("Workflows", url_for("admin_workflows.show"), admin_workflows.status_words(look)),
        Line("Calendar", url_for("admin_calendar.show"), admin_calendar.status_words(look)),
        Line("Delivery", url_for("admin_delivery.show"), f"{health.letters} {health.clocks}"),
        Line("Settings", url_for("admin_settings.show"), "How this closeloop was set up."),
        Line("Tokens", url_for("admin_tokens.show"), admin_tokens.status_words(look)),
        Line("Imports", url_for("imports.new"), _loaded(look, health)),
    ]


def _people(look: Look, health: Health) -> str:
    here = sum(person.is_here(look.reader.day) for person in look.directory.people.values())
    lack = (health.without_manager, "without a manager"), (health.without_team, "without a team")
    says = [f"{len(people)} {what}" for people, what in lack if people]
    return f"{', '.join([counted(here, 'person', 'people'), *says])}."


def _loaded(look: Look, health: Health) -> str:
    if not health.loads:
        return "No file has been loaded yet."
    last = health.loads[0]
    words = LOAD_WORDS[last.kind].lower()
    return f"Last: {words} by {look.name(last.by)}, {recorded(last.at).striptags()}."
