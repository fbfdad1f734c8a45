"""Workflows: every version with its days, how many open items keep it, its picture and tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from closeloop.rehearsal.picture import workflow_svg
from closeloop.rules.amounts import Amount, Hours, Morning
from closeloop.rules.refusals import Unseen
from closeloop.rules.workflow import Clock, Step, Workflow
from closeloop.store import workflows
from closeloop.store.workflows import Version
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.reading import Look, looking
from closeloop.web.words import counted, plainly

front = Page("admin_workflows", __name__)
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Row:
    """A step or a clock as a row of a table."""

    words: str
    cells: tuple[str, ...]


@front.get("/admin/workflows")
def show() -> str:
    """Every version."""
    with looking() as look:
        return page(
            "admin_workflows",
            look=look,
            versions=workflows.versions(look.session),
            in_force=lambda one: look.clock.rulebook.newest(one.name).version == one.version,
        )


@front.get("/admin/workflows/<name>/<int:number>")
def version(name: str, number: int) -> str:
    """One version: as a picture, and the same as tables."""
    with looking() as look:
        found = look.clock.rulebook.workflows.get((name, number))
        if found is None:
            raise Unseen
        return page(
            "admin_workflow",
            look=look,
            workflow=found,
            heading=f"{plainly(name).capitalize()}, version {number}",
            picture=Markup(workflow_svg(found)),  # noqa: S704 - drawn by us; labels are escaped
            steps=[_step(found, step) for step in found.steps.values()],
            clocks=[_clock(found, clock) for clock in found.clocks.values()],
        )


def status_words(look: Look) -> str:
    """The versions in force, in one line."""
    rulebook = look.clock.rulebook
    newest = (rulebook.newest(name) for name in sorted({name for name, _ in rulebook.workflows}))
    says = ", ".join(f"{plainly(one.name)} {one.version}" for one in newest)
    ahead = ", ".join(f"{plainly(name)} {number}" for name, number in sorted(rulebook.not_yet))
    return f"In force: {says}." + (f" Ahead: {ahead}." if ahead else "")


def items_words(one: Version) -> str:
    """How many open items keep a version."""
    return f"{counted(one.open_items, 'open item')} {'keeps' if one.open_items == 1 else 'keep'} it"


def _step(workflow: Workflow, step: Step) -> Row:
    states = workflow.states
    leads = states[step.to].label if step.to else "stays"
    told = [one for one in workflow.told if step.name in one.on]
    hears = "; ".join(f"{plainly(one.letter)} to {_list(one.tell)}" for one in told)
    where = ", ".join(states[one].label for one in step.sources)
    return Row(
        step.label, (where, leads, _list(step.by), _list(step.needs) or NOTHING, hears or NOTHING)
    )


def _clock(workflow: Workflow, clock: Clock) -> Row:
    runs = [workflow.states[one].label for one in clock.runs_in]
    runs += [f"after {workflow.steps[one].label.lower()}" for one in clock.started_by]
    when = clock.on_morning_of or clock.on_end_of
    says = f"on the day of {plainly(when)}" if when else _amounts(clock.after or clock.date)
    if clock.date:
        says += " from the due date"
    does = f"{plainly(clock.letter)} to {_list(clock.tell)}" if clock.letter else ""
    if clock.drift:
        does = "; ".join(filter(None, (does, f"drift: {plainly(clock.drift)}")))
    if clock.takes:
        does = "; ".join(filter(None, (does, f"closeloop: {plainly(clock.takes)}")))
    again = _amounts(clock.again) or "once"
    return Row(plainly(clock.name).capitalize(), (", ".join(runs), says, again, does or NOTHING))


def _amounts(said: Mapping[str, Amount]) -> str:
    """An amount for each severity, said once where it is the same for some."""
    grouped: dict[str, list[str]] = {}
    for severity, amount in said.items():
        grouped.setdefault(_amount(amount), []).append(severity)
    return "; ".join(f"{', '.join(names)}: {words}" for words, names in grouped.items())


def _amount(amount: Amount) -> str:
    if isinstance(amount, Morning):
        way = "before" if amount.count < 0 else "after"
        return f"{amount.in_words()} {way}, 8am" if amount.count else "that day, 8am"
    if isinstance(amount, Hours) and amount.count < 0:
        return f"{Hours(-amount.count).in_words()} before"
    return amount.in_words()


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(plainly(name) for name in names)


def leads_to(one: Version) -> str:
    """Where a version is shown."""
    return url_for("admin_workflows.version", name=one.name, number=one.version)


@front.app_context_processor
def _shown() -> dict[str, object]:
    return {"version_items": items_words, "version_leads_to": leads_to}
