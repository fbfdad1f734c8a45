"""Turns: who takes each step on an action, and what they say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby

from closeloop.loop import steps
from closeloop.rehearsal import replies, talks
from closeloop.rehearsal.stage import Stage, Thread
from closeloop.rehearsal.stories import Planned
from closeloop.rehearsal.texts import Challenge
from closeloop.rules.items import Item
from closeloop.rules.moves import Fact
from closeloop.rules.working_days import london_day

EARLY = 0.1  # the share of the day in which audits of stories are raised
Facts = Mapping[str, Fact]
TAKES = {  # the relation in which somebody takes a step
    "acknowledge": "owner",
    "address": "owner",
    "verify": "who_verifies",
    "return": "who_verifies",
    "reopen": "who_verifies",
    "impact": "who_verifies",
    "withdraw": "auditor",
    "challenge": "owner",
    "decide": "who_decides",
    "reassign": "owners_manager",
    "ask_for_time": "owner",
    "extend": "owners_manager",
    "countersign": "head_of_service",
}
TALKS = {"discuss": talks.between_sessions, "pass_over": talks.passing_over}
REPLIES = {"raise": replies.raised, "answer": replies.answered, "close": replies.closed}


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody about to take a step on an action as it stands."""

    stage: Stage
    thread: Thread
    item: Item
    choice: str
    day: date

    def says(self, what: str) -> str:
        """A text that fits."""
        return self.stage.said[what].deal()

    def in_days(self, count: int) -> date:
        """The day so many working days ahead."""
        return self.stage.rulebook.days.add(count, self.day)


def plan(stage: Stage, thread: Thread, planned: Sequence[Planned], raised_at: datetime) -> None:
    """Plan the steps of an action, each day's one after another over the day."""
    for after, group in groupby(planned, key=lambda step: step.after):
        todays = list(group)
        day = thread.raised + after
        for place, step in enumerate(todays):
            share = EARLY + (1 - EARLY) * (place + stage.chance.random()) / len(todays)
            act = partial(_act, stage, thread, step)
            if day > stage.span.last:
                return
            stage.plan(max(stage.span.instant(day, share), raised_at), act)


def _act(stage: Stage, thread: Thread, planned: Planned, at: datetime) -> None:
    """Somebody does what was planned, if it is still theirs to do."""
    if planned.step in TALKS:
        TALKS[planned.step](stage, thread, at)
    elif planned.step in REPLIES:
        REPLIES[planned.step](stage, thread, planned.choice, at)
    else:
        take(stage, thread, planned, at)


def take(stage: Stage, thread: Thread, planned: Planned, at: datetime) -> None:
    """Take a step of the action's workflow, if it is open to whoever takes such steps."""
    item = stage.item(thread.action, at)
    person = stage.who_acts(item, TAKES[planned.step])
    if person is None or planned.step not in stage.rulebook.open_to(item, person):
        return
    turn = Turn(stage, thread, item, planned.choice, london_day(at))
    facts = SAYS[planned.step](turn)
    steps.take(stage.session, stage.rulebook, item.id, planned.step, facts, by=person, now=at)


def _addressed(turn: Turn) -> Facts:
    said = turn.stage.addressed.deal()
    return {"note": said.note, "evidence": said.evidence}


def _verified(turn: Turn) -> Facts:
    return {"note": turn.says("verified")}


def _returned(turn: Turn) -> Facts:
    return {"reason": turn.says("returned"), "due_on": turn.in_days(5)}


def _reopened(turn: Turn) -> Facts:
    return {"reason": turn.says("reopened"), "due_on": turn.in_days(10)}


def _withdrawn(turn: Turn) -> Facts:
    return {"reason": turn.says("withdrawn")}


def _challenged(turn: Turn) -> Facts:
    """Why it is contested; the decision that will be taken goes with it."""
    contested, decision = turn.thread.found.contested, turn.choice
    if decision == "reworded" and contested is not None:
        said = Challenge(contested.why, decision, contested.because)
    else:
        said = turn.stage.challenged.deal(lambda one: one.decision == decision)
    turn.thread.challenge = said
    return {"reason": said.why}


def _decided(turn: Turn) -> Facts:
    said, contested = turn.thread.challenge, turn.thread.found.contested
    if said is None:
        raise LookupError("nobody has contested it")
    facts: dict[str, Fact] = {"decision": said.decision, "reason": said.because}
    if said.decision == "reworded" and contested is not None:
        facts["finding"] = contested.reworded
    return facts


def _reassigned(turn: Turn) -> Facts:
    """To somebody in the same role, of the same team where there is one."""
    directory = turn.stage.directory
    owner = directory.people[turn.thread.owner]
    alike = [p for p in directory.people.values() if p.roles == owner.roles and p.id != owner.id]
    beside = [person for person in alike if person.team == owner.team]
    chosen = turn.stage.chance.choice(beside or alike)
    turn.thread.owner = chosen.id
    return {"owner_email": chosen.email, "reason": turn.says("reassigned")}


def _longer(turn: Turn) -> Facts:
    """Five working days from its date, or from today where that has passed."""
    due = london_day(turn.item.due_at) if turn.item.due_at else turn.day
    until = turn.stage.rulebook.days.add(5, max(due, turn.day))
    return {"due_on": until, "reason": turn.says("more_time")}


def _difference(turn: Turn) -> Facts:
    facts: dict[str, Fact] = {"difference": turn.choice, "note": turn.says(turn.choice)}
    if turn.choice == "too_early":
        facts["ask_again_on"] = turn.in_days(15)
    return facts | {"voice": turn.stage.chance.choice(("child", "child", "family", "worker"))}


def _countersigned(turn: Turn) -> Facts:
    return {"note": turn.says("countersigned")}


SAYS: Mapping[str, Callable[[Turn], Facts]] = {
    "acknowledge": lambda _: {},
    "address": _addressed,
    "verify": _verified,
    "return": _returned,
    "reopen": _reopened,
    "withdraw": _withdrawn,
    "challenge": _challenged,
    "decide": _decided,
    "reassign": _reassigned,
    "ask_for_time": _longer,
    "extend": _longer,
    "impact": _difference,
    "countersign": _countersigned,
}
