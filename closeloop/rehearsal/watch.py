"""The watch: what came up overnight is seen in the morning, and people plan what to do about it."""

from bisect import bisect_left
from datetime import datetime

from closeloop.rehearsal import turns
from closeloop.rehearsal.stage import Stage, Thread
from closeloop.rehearsal.stories import Planned
from closeloop.rules.working_days import london_day
from closeloop.store import escalations

SOON = (1, 2, 3)  # working days in which whoever is offered drift answers
ANSWERS = {"resolved": 3, "direction": 6, "escalate": 1}


def look(stage: Stage, at: datetime) -> None:
    """Whoever was offered drift plans an answer, the manager a word, the owner to get it done."""
    day = bisect_left(stage.span.days, london_day(at))
    by_action = {thread.action: thread for thread in stage.threads if not thread.left}
    found = escalations.open_on(stage.session, list(by_action))
    for action, escalation in sorted(found.items()):
        if escalation not in stage.offered:
            stage.offered.add(escalation)
            _plan(stage, by_action[action], day, at)


def _plan(stage: Stage, thread: Thread, day: int, at: datetime) -> None:
    answer = stage.chance.choices(list(ANSWERS), list(ANSWERS.values()))[0]
    after = day - thread.raised + stage.chance.choice(SOON)
    steps = [Planned(after, "answer", answer)]
    if answer == "escalate":
        after += 3
        steps.append(Planned(after, "answer", "direction"))
    steps += [
        Planned(after + 1, "discuss"),
        Planned(after + 4, "address"),
        Planned(after + 5, "close", "back_on_track"),
        Planned(after + 7, "verify"),
    ]
    turns.plan(stage, thread, steps, at)
