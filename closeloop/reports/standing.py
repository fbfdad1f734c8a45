"""What is open: in which state it stands, and for how long it has been so far."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import case, func, select

from closeloop.reports.report import Cells, Counted, Scope
from closeloop.rules.pictures import Bar, Bars
from closeloop.rules.workflow import State
from closeloop.rules.working_days import first_instant
from closeloop.store import Session
from closeloop.store.actions import Reader
from closeloop.store.tables import ActionRow, ChildRow, FindingRow, ItemRow

QUESTION = "Where do open actions stand?"
HOW = "Every open action counts once, by its state today and by the time since it was raised."
COLUMNS = ("age", "state", "actions")
ASKS = ("area", "standard")
WEEKS = (4, 8, 12)
AGES = ("Under 4 weeks", "4 to 8 weeks", "8 to 12 weeks", "12 weeks or more")
OLD = len(WEEKS)


def count(session: Session, reader: Reader, scope: Scope) -> Counted:
    """The open actions by age and state."""
    states = {s.name: s.label for s in _workflow_states(reader)}
    found = _found(session, reader, scope, tuple(states))
    bars = tuple(
        Bar(age, tuple(found[number, state] for state in states)) for number, age in enumerate(AGES)
    )
    rows: list[Cells] = [
        {"age": age, "state": state, "actions": found[number, state]}
        for number, age in enumerate(AGES)
        for state in states
    ]
    return Counted(_says(bars), [_picture(bars, tuple(states.values()))], rows)


def _workflow_states(reader: Reader) -> list[State]:
    states = reader.rulebook.newest("audit_action").states.values()
    return [state for state in states if not state.last]


def _picture(bars: tuple[Bar, ...], parts: tuple[str, ...]) -> Bars:
    return Bars(
        name="standing",
        measure="Open actions by age",
        says=_says(bars),
        parts=parts,
        bars=bars,
    )


def _says(bars: tuple[Bar, ...]) -> str:
    whole, old = sum(bar.whole for bar in bars), bars[OLD].whole
    if not whole:
        return "No action that you can see is open."
    open_ = f"{whole} action{' is' if whole == 1 else 's are'} open"
    return f"{open_}, {old or 'none'} of them raised 12 weeks ago or earlier."


def _found(
    session: Session, reader: Reader, scope: Scope, states: tuple[str, ...]
) -> Counter[tuple[int, str]]:
    since = [first_instant(reader.day - timedelta(weeks=weeks)) for weeks in WEEKS]
    age = case(*((ItemRow.begun_at >= at, n) for n, at in enumerate(since)), else_=OLD)
    asked = (
        select(age.label("age"), ItemRow.state, func.count())
        .join(ActionRow, ActionRow.item_id == ItemRow.id)
        .join(FindingRow, FindingRow.id == ActionRow.finding_id)
        .join(ChildRow, ChildRow.id == ActionRow.child_id)
        .where(ItemRow.state.in_(states), reader.sight.actions(), *scope.narrows())
        .group_by("age", ItemRow.state)
    )
    return Counter({(number, state): many for number, state, many in session.execute(asked)})
