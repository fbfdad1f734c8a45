"""Whether every state can be reached and left, and every step can be taken."""

from collections.abc import Collection, Iterator, Mapping

from closeloop.rules.page import TOP, Page, Place
from closeloop.rules.sound_names import nearest
from closeloop.rules.workflow import SEVERITIES, Step, Workflow

Ways = Mapping[str, set[str]]


def check(workflow: Workflow, page: Page) -> None:
    """Note what no step leads to, what nothing leads out of, and steps that cannot be taken."""
    if not any(state.last for state in workflow.states.values()):
        page.wrong(TOP, None, "No state is the last. Add last = true to one.")
        return
    stuck = {severity: _stuck(workflow, severity) for severity in SEVERITIES}
    reached = set().union(*(_reached(workflow, severity) for severity in SEVERITIES))
    for name in workflow.states:
        if caught := [severity for severity in SEVERITIES if name in stuck[severity]]:
            message = f"{name}: no step leads on to a last state ({', '.join(caught)}). Add one."
            page.wrong(Place(f"state.{name}"), None, message)
    for name in workflow.states:
        if name not in reached:
            message = f"{name}: no step leads here. Add to = {name!r} to a step, or take it out."
            page.wrong(Place(f"state.{name}"), None, message)
    for step in workflow.steps.values():
        _check_facts(step, page)


def _stuck(workflow: Workflow, severity: str) -> set[str]:
    """The states that items of a severity come into and never to an end from."""
    ways = _ways(workflow, severity)
    ends = {name for name, state in workflow.states.items() if state.last}
    while more := {name for name, to in ways.items() if name not in ends and to & ends}:
        ends |= more
    return _reached(workflow, severity) - ends


def _reached(workflow: Workflow, severity: str) -> set[str]:
    ways, met, ahead = _ways(workflow, severity), set[str](), [workflow.begins]
    while ahead:
        if (state := ahead.pop()) not in met:
            met.add(state)
            ahead.extend(ways[state])
    return met


def _ways(workflow: Workflow, severity: str) -> Ways:
    """Where steps lead to from each state."""
    ways: dict[str, set[str]] = {name: set() for name in workflow.states}
    for step in workflow.steps.values():
        if severity in step.severities:
            for source in step.sources:
                ways[source].update(step.leads_to(source))
    return ways


def _check_facts(step: Step, page: Page) -> None:
    """Note what a step speaks of without taking it."""
    takes = step.takes()
    for key, names in _facts(step):
        for name in names:
            if name not in takes:
                page.wrong(
                    Place(f"step.{step.name}"),
                    key,
                    f"{key}: {step.name} does not take {name!r}. "
                    f"Add it to needs or takes_also. {nearest(name, takes)}",
                )
    for name, turns in step.turns.items():
        for said in turns:
            if said not in step.one_of.get(name, ()):
                message = f"turns: {said!r} is not among the answers. Add it to one_of {name}."
                page.wrong(Place(f"step.{step.name}"), "turns", message)


def _facts(step: Step) -> Iterator[tuple[str, Collection[str]]]:
    yield "one_of", step.one_of
    yield "turns", step.turns
    for where in step.needs_where.values():
        yield "needs_where", where
    for where in step.starts_where.values():
        yield "starts_where", where
    yield "hands_to", () if step.hands_to is None else (step.hands_to,)
