"""Whether every date has its days, and a ladder reaches the top within its ceiling."""

from collections.abc import Mapping

from closeloop.rules.amounts import Amount, EndOfDay, Hours
from closeloop.rules.page import TOP, Page, Place
from closeloop.rules.workflow import SEVERITIES, Workflow

CEILING = Place("ceiling")
STATUTORY = 20  # working days in all: IRO Handbook 2010, 6.2
TOP_RELATION = "director"
HOURS_A_DAY = 24


def check(workflow: Workflow, page: Page) -> None:
    """Note severities without days, routes that may end with nobody, rungs above the ceiling."""
    for name, amounts in workflow.dates.items():
        _check_each(amounts, Place(f"dates.{name}"), page)
    if TOP_RELATION not in workflow.falls_to:
        message = f'falls_to: it may end with nobody. Add "{TOP_RELATION}".'
        page.wrong(TOP, "falls_to", message)
    if workflow.rungs:
        _check_rungs(workflow, page)
        _check_ceiling(workflow, page)
    else:
        for step in workflow.steps.values():
            if step.climbs:
                message = "climbs: there is nothing to climb. Add [[rung]], or take this out."
                page.wrong(Place(f"step.{step.name}"), "climbs", message)


def _check_each(amounts: Mapping[str, Amount], place: Place, page: Page) -> None:
    for severity in SEVERITIES:
        if severity not in amounts:
            page.wrong(place, None, f"{severity} has no days here. Add {severity} = …")
        elif hours(amounts[severity]) <= 0:
            message = f"{severity}: this is over at once. Write at least 1 day or 1 hour."
            page.wrong(place, severity, message)


def _check_rungs(workflow: Workflow, page: Page) -> None:
    last = len(workflow.rungs)
    top = workflow.rungs[-1]
    if top.asks != TOP_RELATION:
        message = f'The ladder ends below the director. Add a rung with asks = "{TOP_RELATION}".'
        page.wrong(Place("rung", last), None, message)
    if not any(rung.first for rung in workflow.rungs):
        message = "No rung is where a person's escalation begins. Add first = true to one."
        page.wrong(Place("rung"), None, message)
    if not any(rung.offered for rung in workflow.rungs):
        message = "No rung is where drift is offered. Add offered = true to one."
        page.wrong(Place("rung"), None, message)
    elif not top.offered:
        message = "What is offered does not reach the top. Add offered = true here."
        page.wrong(Place("rung", last), None, message)


def _check_ceiling(workflow: Workflow, page: Page) -> None:
    _check_each(workflow.ceiling, CEILING, page)
    for severity, ceiling in workflow.ceiling.items():
        if hours(ceiling) > STATUTORY * HOURS_A_DAY:
            message = f"{severity}: more than {STATUTORY} working days in all. Make it fewer."
            page.wrong(CEILING, severity, message)
        for name, amounts in workflow.dates.items():
            if severity in amounts and hours(amounts[severity]) > hours(ceiling):
                message = f"{severity}: less than one rung has ([dates.{name}]). Make it more."
                page.wrong(CEILING, severity, message)


def hours(amount: Amount) -> int:
    """About how long an amount is; a working day counts as a day and night."""
    if isinstance(amount, Hours):
        return amount.count
    return amount.count * HOURS_A_DAY if isinstance(amount, EndOfDay) else 0
