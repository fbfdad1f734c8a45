"""By when something is asked, how long it has drifted, how much of the time is used."""

from collections.abc import Sequence
from datetime import datetime

from closeloop.mail.scene import Scene
from closeloop.rules.amounts import Amount, Hours
from closeloop.rules.items import Item
from closeloop.rules.workflow import Clock
from closeloop.rules.working_days import london_day
from closeloop.store.mentions import Drifting
from closeloop.store.notices import Waiting

HOURS_A_DAY = 24
OF_THE_ITEM = frozenset({"verify", "answer"})  # what is asked by the item's own date


def read_by(scene: Scene, told: Sequence[Waiting]) -> datetime | None:
    """By when somebody says that they have read what they were told: the first of the days."""
    ends = (_read_by(scene, one, scene.item(one)) for one in told)
    return min((end for end in ends if end is not None), default=None)


def _read_by(scene: Scene, one: Waiting, item: Item) -> datetime | None:
    workflow = scene.workflow(item)
    settled = workflow.steps["acknowledge"].settles if "acknowledge" in workflow.steps else ()
    clocks = (workflow.clocks[name] for name in settled if name in workflow.clocks)
    amount = next((found for clock in clocks if (found := clock.after.get(item.severity))), None)
    return amount.since(one.owed_at, scene.days(item)) if amount else item.due_at


def answer_by(scene: Scene, one: Waiting, item: Item) -> datetime | None:
    """By when an answer is asked: the item's date, or when the clock that watches runs out."""
    if one.asks in OF_THE_ITEM:
        return item.due_at
    watching = (
        clock
        for clock in scene.workflow(item).clocks.values()
        if clock.letter == one.letter and clock.asks == one.asks
    )
    amount = next((a for clock in watching if (a := _runs(clock, one, item.severity))), None)
    return amount.since(one.owed_at, scene.days(item)) if amount else None


def _runs(clock: Clock, one: Waiting, severity: str) -> Amount | None:
    return (clock.again if clock.name == one.cause else clock.after).get(severity)


def drift_count(scene: Scene, item: Item, drift: Drifting) -> int:
    """How many working days, moves or returns of drift there are: what the letter counts."""
    rule = scene.workflow(item).drift.get(drift.rule)
    counted = item.tallies.get((rule.counts if rule else None) or drift.rule)
    if rule is not None and rule.at is not None:
        return counted or rule.at
    since = scene.days(item).between(london_day(drift.since_at), scene.today)
    if drift.rule == "past_due" and item.due_at is not None:
        return max(1, scene.days(item).between(london_day(item.due_at), scene.today))
    return max(1, since + _allowed(scene, item, drift.rule))


def _allowed(scene: Scene, item: Item, rule: str) -> int:
    """The working days after which a clock finds this drift; a day and night counts as one."""
    clocks = (clock for clock in scene.workflow(item).clocks.values() if clock.drift == rule)
    amount = next((a for c in clocks if (a := c.after.get(item.severity))), None)
    if isinstance(amount, Hours):
        return amount.count // HOURS_A_DAY
    return int(getattr(amount, "count", 0))


def used_of(scene: Scene, item: Item) -> dict[str, object]:
    """How much of an escalation's whole time is used; nothing where it has no end yet."""
    amount = scene.workflow(item).ceiling.get(item.severity)
    if amount is None or item.ends_at is None:
        return {}
    of = int(getattr(amount, "count", 0))
    if isinstance(amount, Hours):
        left = int((item.ends_at - scene.now).total_seconds() // 3600)
        return {"used": min(of, max(0, of - left)), "of": of, "unit": "hours"}
    left = scene.days(item).between(scene.today, london_day(item.ends_at))
    return {"used": min(of, max(0, of - left)), "of": of}
