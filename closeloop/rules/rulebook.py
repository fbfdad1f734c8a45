"""The rules in force: asked what a step does, or what a lapse does, they answer with values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from closeloop.rules import clocks, drift, ladder, steps
from closeloop.rules.items import Item
from closeloop.rules.moves import Act, Fact, Lapse, Move, Notice
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import NotNow, NotYours
from closeloop.rules.relations import Around
from closeloop.rules.workflow import Clock, Step, Workflow
from closeloop.rules.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every version of a workflow that an item still follows, and the days on which people work."""

    workflows: Mapping[tuple[str, int], Workflow]
    days: WorkingDays
    not_yet: frozenset[tuple[str, int]] = frozenset()  # versions whose first day lies ahead

    def newest(self, name: str) -> Workflow:
        """The version of a workflow that a new item follows: the newest that has begun."""
        begun = (key for key in self.workflows if key[0] == name and key not in self.not_yet)
        return self.workflows[max(begun)]

    def days_for(self, severity: str) -> WorkingDays:
        """The days that count: an authority's own closures never stretch a critical clock."""
        return self.days.strict if severity == "critical" else self.days

    def begin(
        self,
        draft: Item,
        *,
        by: PersonId | None,
        at: datetime,
        facts: Mapping[str, Fact],
        due_at: datetime | None = None,
    ) -> Move:
        """The first move of a new item, `raise`: its date, its clocks, who hears.

        `draft` is the item before it is anywhere: number and stay 0, in the state it begins in.
        """
        workflow = self.workflows[draft.follows]
        item = ladder.begin(workflow, draft)
        days = self.days_for(item.severity)
        climbed = ladder.stand_on(workflow, item, item.level, at, days) if item.level else None
        due = due_at or steps.date_in(workflow, item, workflow.begins, at, days)
        ends_at = climbed.ends_at if climbed else None
        move = Move(
            item=item,
            step="raise",
            by=by,
            at=at,
            facts=facts,
            before=None,
            after=workflow.begins,
            number=1,
            stay_no=1,
            marks=item.marks,
            due_at=ladder.under(due, ends_at),
            level=item.level,
            receiver_is=climbed.receiver_is if climbed else None,
            ends_at=ends_at,
        )
        around = ladder.seen_from(item.around, move)
        started = clocks.on_entering(workflow, move, days)
        told = self._told_of(workflow, move, around)
        return replace(move, starts=started, notices=told)

    def begin_alike(self, begun: Move, draft: Item, facts: Mapping[str, Fact]) -> Move:
        """The first move of an item that begins as another did: when, by whom, how grave, due when.

        Their clocks are the same; who hears is not.
        """
        workflow = self.workflows[draft.follows]
        move = replace(begun, item=ladder.begin(workflow, draft), facts=facts)
        around = ladder.seen_from(draft.around, move)
        return replace(move, notices=self._told_of(workflow, move, around))

    def move(
        self,
        item: Item,
        step: str,
        *,
        by: PersonId | None,
        at: datetime,
        facts: Mapping[str, Fact],
        owner: PersonId | None = None,
        since: datetime | None = None,
    ) -> Move:
        """What follows when `by` (None: closeloop) takes the step; `owner` is the one it goes to.

        `since`: when the date ran out from which a new one goes on, so that rungs are seamless.
        Raises NotNow, then NotYours, then Missing or Wrong, in that order.
        """
        workflow = self.workflows[item.follows]
        rule = workflow.steps.get(step)
        if rule is None or not steps.is_open(workflow, item, rule):
            raise NotNow(item.id, names=self.open_to(item, by))
        if not may_take(item, rule, by):
            raise NotYours(item.id)
        days = self.days_for(item.severity)
        steps.check(workflow, item, rule, facts, at)
        made = steps.make(
            workflow,
            item,
            rule,
            Act(by=by, at=at, facts=facts, days=days, owner=owner, since=since),
        )
        made = drift.apply(workflow, made)
        made = clocks.apply(workflow, made, rule, days)
        around = ladder.seen_from(item.around, made)
        return replace(made, notices=self._told_of(workflow, made, around))

    def is_open(self, item: Item, step: str) -> bool:
        """Whether the item stands where the step may be taken, whoever takes it."""
        workflow = self.workflows[item.follows]
        return step in workflow.steps and steps.is_open(workflow, item, workflow.steps[step])

    def open_to(self, item: Item, person: PersonId | None) -> list[str]:
        """The steps that a person may take now, in the order of the file: `allowed`."""
        workflow = self.workflows[item.follows]
        return [
            name
            for name, rule in workflow.steps.items()
            if steps.is_open(workflow, item, rule) and may_take(item, rule, person)
        ]

    def lapse(self, item: Item, timer: clocks.Timer, at: datetime) -> Lapse:
        """What follows from a clock that ran out: who hears, what drift is seen, when again.

        The item stays: its other clocks run on.
        """
        workflow = self.workflows[item.follows]
        clock = workflow.clocks[timer.clock]
        lapse = Lapse(
            item=item,
            clock=clock.name,
            turn=timer.turn,
            timer=timer.id,
            since_no=timer.since_no,
            due_at=timer.due_at,
            at=at,
        )
        if item.marks & set(clock.unless):
            return lapse
        if clock.takes and ladder.can_take(workflow, item, clock.takes):
            return replace(lapse, takes=clock.takes)
        return replace(
            lapse,
            again=clocks.again(clock, item, timer, at, self.days_for(item.severity)),
            notices=self._heard(workflow, item, clock, timer),
            found=drift.seen_by(workflow, item, clock, timer),
        )

    def _told_of(self, workflow: Workflow, move: Move, around: Around) -> tuple[Notice, ...]:
        """Who hears of a step; nobody of what they did themselves."""
        found: dict[tuple[str, PersonId], Notice] = {}
        for told in workflow.told:
            if move.step not in told.on or move.item.severity not in told.severities:
                continue
            tell = ladder.with_also(workflow, told.tell, move.level, move.item.severity)
            falls_to = () if told.letter == NEWS else (*workflow.falls_to, LAST_RESORT)
            for relation, person in _who(around, tell, falls_to):
                if person != move.by:
                    notice = Notice(
                        told.letter,
                        person,
                        relation,
                        move.step,
                        f"{move.step} {move.number} {told.letter} {told.asks or ''}".strip(),
                        told.asks,
                    )
                    found.setdefault((told.letter, person), notice)
        return tuple(found.values())

    def _heard(
        self, workflow: Workflow, item: Item, clock: Clock, timer: clocks.Timer
    ) -> tuple[Notice, ...]:
        if clock.letter is None:
            return ()
        tell = clock.tell_again if clock.tell_again and timer.turn > 1 else clock.tell
        reason = f"{clock.name} {timer.since_no} {timer.turn}"
        return tuple(
            Notice(clock.letter, person, relation, clock.name, reason, clock.asks)
            for relation, person in _who(item.around, tell, (*workflow.falls_to, LAST_RESORT))
        )


NEWS = "notice"  # asks nothing of anybody: where it is for nobody, nobody hears
LAST_RESORT = "last_resort"


def may_take(item: Item, rule: Step, person: PersonId | None) -> bool:
    """Whether a person stands where the step's `by` says, and nowhere that its `never` says."""
    if person is None:
        return "closeloop" in rule.by
    around = item.around
    if not any(person in around.may(relation) for relation in rule.by if relation != "closeloop"):
        return False
    barred = around.bars if rule.nor_deputies else around.who
    return not any(person in barred(relation) for relation in rule.never)


def _who(
    around: Around, tell: Iterable[str], falls_to: Iterable[str]
) -> list[tuple[str, PersonId]]:
    """Each person once, with the relation in which they hear; never nobody while one is here."""
    found: dict[PersonId, str] = {}
    for relation in tell:
        for person in around.who(relation):
            found.setdefault(person, relation)
    for relation in falls_to:
        if not found:
            found = dict.fromkeys(around.who(relation), relation)
    return [(relation, person) for person, relation in found.items()]
