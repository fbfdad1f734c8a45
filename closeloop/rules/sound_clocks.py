"""Whether every clock runs, is heard, and looks again for as long as an item stays."""

from closeloop.rules.page import Page, Place
from closeloop.rules.sound_rungs import hours
from closeloop.rules.workflow import SEVERITIES, Clock, Step, Workflow


def check(workflow: Workflow, page: Page) -> None:
    """Note clocks that never run or that nobody hears, and states in which none looks again."""
    for n, clock in enumerate(workflow.clocks.values(), 1):
        place = Place("clock", n)
        _check_heard(clock, place, page)
        _check_starts(workflow, clock, place, page)
        _check_amounts(workflow, clock, place, page)
        _check_takes(workflow, clock, place, page)
    _check_holds(workflow, page)
    _check_found(workflow, page)
    _check_covered(workflow, page)


def _check_heard(clock: Clock, place: Place, page: Page) -> None:
    if clock.letter and not clock.tell:
        page.wrong(place, "letter", f"{clock.name}: the letter goes to nobody. Add tell = […].")
    elif clock.tell and not clock.letter:
        page.wrong(place, "tell", f"{clock.name}: they are told nothing. Add letter = …")
    elif not (clock.letter or clock.drift or clock.takes):
        message = f"{clock.name}: nobody hears it. Add letter and tell, drift, or takes."
        page.wrong(place, None, message)


def _check_starts(workflow: Workflow, clock: Clock, place: Place, page: Page) -> None:
    starting = [name for name, step in workflow.steps.items() if clock.name in _starts(step)]
    for name in clock.started_by:
        if name not in starting:
            message = f'{name} does not start it. Add starts = ["{clock.name}"] to [step.{name}].'
            page.wrong(place, "started_by", message)
    if not clock.runs_in and not starting and not clock.started_by:
        page.wrong(place, None, f"{clock.name}: it never starts. Add runs_in or started_by.")
    day = clock.on_morning_of or clock.on_end_of
    for name in starting if day else ():
        if day not in workflow.steps[name].takes():
            message = f"{name} starts it without a day. Let [step.{name}] take {day}."
            page.wrong(place, "on_morning_of" if clock.on_morning_of else "on_end_of", message)


def _check_amounts(workflow: Workflow, clock: Clock, place: Place, page: Page) -> None:
    day = clock.on_morning_of or clock.on_end_of
    ways = [way for way in (clock.after, clock.date, day) if way]
    if len(ways) != 1:
        message = f"{clock.name}: write one of after, date, on_morning_of and on_end_of."
        page.wrong(place, None, message)
    if any(hours(amount) < 0 for amount in clock.after.values()):
        page.wrong(place, "after", f"{clock.name}: after is before. Write 0 or more.")
    for severity, amount in clock.again.items():
        if hours(amount) <= 0:
            message = f"again: {severity} would never wait. Write at least 1 day or 1 hour."
            page.wrong(place, "again", message)
        if not day and severity not in {**clock.after, **clock.date}:
            message = f"again: {severity} never runs the first time. Give it a time, or none here."
            page.wrong(place, "again", message)
    for state in clock.runs_in if clock.date else ():
        if workflow.states[state].date is None:
            message = f"date: {state} has no date. Give [state.{state}] one, or write after."
            page.wrong(place, "date", message)


def _check_takes(workflow: Workflow, clock: Clock, place: Place, page: Page) -> None:
    if clock.takes is None:
        return
    step = workflow.steps[clock.takes]
    if "closeloop" not in step.by:
        message = f'takes: closeloop may not {step.name}. Add "closeloop" to its by.'
        page.wrong(place, "takes", message)
    for state in clock.runs_in:
        if state not in step.sources:
            message = f"takes: {step.name} is not taken from {state}. Add it to its from."
            page.wrong(place, "takes", message)


def _check_holds(workflow: Workflow, page: Page) -> None:
    if any(step.releases for step in workflow.steps.values()):
        return
    for step in workflow.steps.values():
        if step.holds:
            message = "holds: nothing lets the clocks run on. Add releases = true to a step."
            page.wrong(Place(f"step.{step.name}"), "holds", message)


def _check_found(workflow: Workflow, page: Page) -> None:
    """Note drift that nothing finds."""
    counted = {step.counts for step in workflow.steps.values()} | {"date_moved"}
    seen = {clock.drift for clock in workflow.clocks.values()}
    for name, drift in workflow.drift.items():
        by_count = drift.at is not None and (drift.counts or name) in counted
        if name not in seen and not by_count:
            message = f"{name}: nothing finds it. Name it in a clock, or count it with at = 2."
            page.wrong(Place(f"drift.{name}"), None, message)


def _check_covered(workflow: Workflow, page: Page) -> None:
    """Note states that somebody may forget: each has a clock that runs again until it is left."""
    for name, state in workflow.states.items():
        if state.last:
            continue
        lasting = [c for c in workflow.clocks.values() if _lasts(workflow, c, name)]
        bare = [s for s in SEVERITIES if not any(s in c.again for c in lasting)]
        if bare:
            message = (
                f"{name}: no clock runs for as long as an item stays here ({', '.join(bare)}). "
                "Add again to one that runs here, has no unless, and is settled by no step "
                "that leaves it here."
            )
            page.wrong(Place(f"state.{name}"), None, message)


def _lasts(workflow: Workflow, clock: Clock, state: str) -> bool:
    """Whether nothing but leaving the state ends this clock for good."""
    stops = any(
        state in step.sources and step.to is None and clock.name in step.settles
        for step in workflow.steps.values()
        if clock.name not in step.starts
    )
    return state in clock.runs_in and not clock.unless and not stops


def _starts(step: Step) -> set[str]:
    return {*step.starts, *step.starts_where}
