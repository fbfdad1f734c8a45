"""A new version of a workflow: kept with the day from which new items follow it."""

from datetime import date, datetime

from closeloop.loop.staff import ADMIN
from closeloop.rules.moves import Fact
from closeloop.rules.people import Person
from closeloop.rules.refusals import NotYours, Wrong
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.workflow import Workflow
from closeloop.rules.working_days import london_day
from closeloop.store import Session, kept, register, workflows


def check(rulebook: Rulebook, workflow: Workflow, from_on: date, *, now: datetime) -> Workflow:
    """The version that it follows on. Raises Wrong where it is not the next, or begins too early.

    Each version begins later than the one before, so the newest that has begun is the one in force.
    """
    known = [version for name, version in rulebook.workflows if name == workflow.name]
    if not known:
        names = ", ".join(sorted({name for name, _ in rulebook.workflows}))
        raise Wrong({"text": f"There is no workflow {workflow.name}. There are: {names}."})
    if workflow.version != max(known) + 1:
        raise Wrong({"text": f"Give it version {max(known) + 1}: that is the next one."})
    if from_on <= london_day(now):
        raise Wrong({"from_on": "Choose tomorrow or a later day: today has begun by other rules."})
    if any(key[0] == workflow.name for key in rulebook.not_yet):
        raise Wrong({"text": "A version waits for its first day already. Add one after it began."})
    return rulebook.newest(workflow.name)


def keep(
    session: Session,
    rulebook: Rulebook,
    workflow: Workflow,
    text: str,
    from_on: date,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Keep it. Raises NotYours, and Wrong as `check` does."""
    if ADMIN not in by.roles:
        raise NotYours
    check(rulebook, workflow, from_on, now=now)
    workflows.keep_from(session, workflow.name, workflow.version, text, from_on=from_on, at=now)
    facts: dict[str, Fact] = {
        "workflow": workflow.name,
        "version": workflow.version,
        "from_on": from_on,
    }
    register.note(session, "workflow_added", facts, now=now, by=by)
    kept.rules_changed(session)
