"""Replies: escalations raised by people, answered by whoever is asked, closed by their raisers."""

from collections.abc import Mapping
from datetime import datetime

from closeloop.loop import escalation
from closeloop.rehearsal.stage import Stage, Thread
from closeloop.rehearsal.texts import Escalation, standard_of
from closeloop.rules.items import ItemId
from closeloop.rules.moves import Fact
from closeloop.rules.working_days import london_day
from closeloop.store import escalations


def raised(stage: Stage, thread: Thread, level: str, at: datetime) -> None:
    """The child's IRO or chair raises an escalation about an action, on a level."""
    item = stage.item(thread.action, at)
    person = stage.who_acts(item, "independent_chair")
    if person is None or escalations.open_on(stage.session, [item.id]):
        return
    words = _words(stage, thread)
    said = {
        "impact": words.impact,
        "tried": words.tried,
        "asks": words.asks,
        "level": level,
        "reason": words.reason,
    }
    escalation.raise_one(stage.session, stage.rulebook, said, by=person, now=at, action=item.id)


def answered(stage: Stage, thread: Thread, response: str, at: datetime) -> None:
    """Whoever is asked answers, if an escalation waits for it."""
    found = _open_on(stage, thread)
    if found is None:
        return
    item = stage.item(found, at)
    person = stage.who_acts(item, "receiver")
    step = escalation.RESPONSES[response]
    if person is None or step not in stage.rulebook.open_to(item, person):
        return
    facts = _facts(stage, thread, response, at)
    escalation.respond(stage.session, stage.rulebook, found, response, facts, by=person, now=at)


def closed(stage: Stage, thread: Thread, outcome: str, at: datetime) -> None:
    """Its raiser closes it."""
    found = _open_on(stage, thread)
    if found is None:
        return
    item = stage.item(found, at)
    person = stage.who_acts(item, "raiser")
    if person is not None and "close" in stage.rulebook.open_to(item, person):
        facts = {"outcome": outcome, "note": _words(stage, thread).closing}
        escalation.close(stage.session, stage.rulebook, found, facts, by=person, now=at)


def _open_on(stage: Stage, thread: Thread) -> ItemId | None:
    return escalations.open_on(stage.session, [thread.action]).get(thread.action)


def _facts(stage: Stage, thread: Thread, response: str, at: datetime) -> Mapping[str, Fact]:
    """What is said with an answer: a direction has its day, four working days ahead."""
    if response == "direction":
        by_on = stage.rulebook.days.add(4, london_day(at))
        return {"note": _words(stage, thread).answer, "by_on": by_on}
    what = "no_concern" if response == "resolved" else "passed_up"
    return {"note": stage.said[what].deal()}


def _words(stage: Stage, thread: Thread) -> Escalation:
    """The words of an escalation, on the same standard where there is one."""
    standard = standard_of(thread.found.statement)
    try:
        return stage.escalations.deal(lambda one: one.standard == standard)
    except LookupError:
        return stage.escalations.deal()
