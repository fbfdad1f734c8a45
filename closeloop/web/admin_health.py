"""How the house does, in sentences: letters, clocks, people, loads. It names no child or action."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from closeloop.intake import loads
from closeloop.rules.day_words import moment_words
from closeloop.rules.people import Directory, Person
from closeloop.store import Session, delivery, imports, kept, nodes, people, trouble
from closeloop.store.delivery import Fate, Standing
from closeloop.store.imports import Import
from closeloop.store.nodes import Node
from closeloop.store.trouble import Trouble
from closeloop.web.visitor import roles, today
from closeloop.web.words import counted

QUIET_AFTER = timedelta(minutes=3)
LOADS, LOST = 3, 5
LOAD_WORDS = {"people": "People", "children": "Children", "audits": "Audits and their findings"}
NEVER_RAN = "No scheduler has run yet: clocks stand still and letters wait."


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What an administrator is told first."""

    letters: str
    clocks: str
    standing: Standing
    lost: list[Fate]
    loads: list[Import]
    without_manager: list[Person]
    without_team: list[Person]


def of_the_house(session: Session) -> Health:
    """How the house does now."""
    directory = people.directory(session)
    standing = delivery.standing(session)
    return Health(
        letters=letters_words(session, standing),
        clocks=clocks_words(nodes.last_heard_of(session), nodes.clock(session, datetime.now(UTC))),
        standing=standing,
        lost=delivery.fates(session, failed=True, most=LOST),
        loads=imports.latest(session, my_loads(), LOADS),
        without_manager=without_manager(directory),
        without_team=[person for person in here(directory) if person.team is None],
    )


def my_loads() -> list[str]:
    """The kinds of files that the reader may load, and so may read of."""
    return [kind for kind in loads.KINDS if not roles().isdisjoint(loads.MAY_BRING[kind])]


def here(directory: Directory) -> Iterable[Person]:
    """Everybody who works here today, by name."""
    known = sorted(directory.people.values(), key=lambda person: (person.name, person.id))
    return (person for person in known if person.is_here(today()))


def without_manager(directory: Directory) -> list[Person]:
    """Those whom nobody manages and who have work that somebody else should know of."""
    return [
        person
        for person in here(directory)
        if directory.manager_of(person.id, today()) is None
        and not person.roles <= {"admin", "director"}
    ]


def letters_words(session: Session, standing: Standing) -> str:
    """Delivery in one or two sentences."""
    if kept.get(session, kept.LETTERS_HELD) is not None:
        return "Letters are held since a restore, until somebody lets them go."
    if (met := trouble.get(session)) is not None:
        return f"Letters stand still since {_at(met.since_at)}. {_why(met)}"
    last = delivery.last_sent_at(session)
    waiting = sum(standing.letters.get(state, 0) for state in ("waiting", "sending"))
    lost = sum(standing.letters.get(state, 0) for state in delivery.FAILED)
    says = f"{counted(waiting, 'letter')} to go." if waiting else "No letter waits."
    if not (waiting or lost) and last:
        says = "All letters sent."
    says += f" Last {_at(last)}." if last else " None has gone yet."
    since = standing.waiting_since_at
    says += f" Oldest waiting: {f'since {_at(since)}' if since else 'none'}."
    return says + (f" {counted(lost, 'letter')} not delivered." if lost else "")


def clocks_words(found: list[Node], now: datetime) -> str:
    """Whether anybody looks at the clocks, in one sentence. `now` is the real clock's."""
    if not found:
        return NEVER_RAN
    at_work = sum(now - node.pulse_at <= QUIET_AFTER for node in found)
    if at_work:
        return f"{counted(at_work, 'scheduler')} at work."
    return f"No scheduler has been heard of since {_at(found[0].pulse_at)}: clocks stand still."


def _why(met: Trouble) -> str:
    return met.why if met.why.endswith(".") else f"{met.why}."


def _at(at: datetime) -> str:
    return moment_words(at.astimezone(UTC), today())
