"""The form of a supervision: an outcome for each action, and every word that was typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from werkzeug.datastructures import MultiDict

from closeloop.loop.supervision import KINDS, NEED_A_NOTE, Discussed, Held
from closeloop.rules.items import ItemId
from closeloop.rules.people import Person
from closeloop.rules.refs import action_id, action_ref
from closeloop.rules.refusals import Wrong
from closeloop.rules.typed_day import read_day
from closeloop.rules.working_days import london_day
from closeloop.store.actions import ActionView
from closeloop.store.agenda import LastTime
from closeloop.store.audits import FindingId
from closeloop.web.fields import ONE_LINE, Choice
from closeloop.web.words import ordinal

NOT_TODAY = ""
KIND_WORDS = {
    "one_to_one": "One to one",
    "group": "Group",
    "between_sessions": "Between sessions",
}
MOVED = "Someone else moved {ref} while you were reading it. Check it, then choose again"


@dataclass(slots=True)
class Row:
    """One action of the agenda, and what was chosen and typed for it."""

    view: ActionView
    last: LastTime | None
    outcome: str
    note: str
    by: str
    read_as: str
    errors: dict[str, str] = field(default_factory=dict)
    moved: bool = False

    @property
    def ref(self) -> str:
        """The action's id."""
        return action_ref(self.view.id)

    @property
    def due_typed(self) -> str:
        """The action's date as somebody would type it."""
        return typed(london_day(self.view.due_at)) if self.view.due_at else ""


@dataclass(slots=True)
class Form:
    """A supervision as it is typed: when, how, an outcome a row, what is celebrated."""

    held_on: str
    kind: str
    rows: list[Row]
    celebrate: set[int]
    errors: dict[str, str] = field(default_factory=dict)

    def summary(self) -> list[dict[str, str]]:
        """What is wrong, each a link to its field."""
        found = [{"text": says, "href": f"#{name}"} for name, says in self.errors.items()]
        for row in self.rows:
            found += [
                {"text": says, "href": f"#{name}-{row.ref}"} for name, says in row.errors.items()
            ]
        return found

    def row_of(self, item: int | None) -> Row | None:
        """The row of an action."""
        return next((row for row in self.rows if row.view.id == item), None)


def typed(on: date) -> str:
    """A day as people type it: 17/3/2026."""
    return f"{on.day}/{on.month}/{on.year}"


def outcomes(person: Person) -> list[Choice]:
    """What may come of an action, for one person."""
    first = person.name.split()[0]
    return [
        Choice(NOT_TODAY, "Not discussed today"),
        Choice("on_track", "On track, no change"),
        Choice("agreed", "Agreed what happens next"),
        Choice("done", f"{first} says it is done"),
        Choice("support", "Needs support"),
        Choice("disagrees", f"{first} disagrees"),
    ]


def refs_in(said: MultiDict[str, str]) -> list[ItemId]:
    """The actions that a form was made for."""
    found = (action_id(name.removeprefix("outcome-")) for name in said if name[:8] == "outcome-")
    return [ItemId(one) for one in found if one is not None]


def read(
    views: Iterable[ActionView],
    last: Mapping[ItemId, LastTime],
    said: MultiDict[str, str],
    today: date,
) -> Form:
    """The form as it was typed, or as it is before anybody typed."""
    rows = []
    for view in views:
        ref = action_ref(view.id)
        row = Row(
            view,
            last.get(view.id),
            said.get(f"outcome-{ref}", NOT_TODAY),
            said.get(f"note-{ref}", "").strip(),
            said.get(f"by-{ref}", ""),
            said.get(f"read-{ref}", str(view.item.move_no)),
        )
        row.by = row.by or ("" if said else row.due_typed)
        rows.append(row)
    celebrate = {int(one) for one in said.getlist("celebrate") if one.isdecimal()}
    kind = said.get("kind", KINDS[0])
    return Form(said.get("held_on", typed(today)), kind, rows, celebrate)


def check(form: Form, person: Person, today: date) -> Held:
    """The supervision that was typed. Raises Wrong, with every error beside its field."""
    held_on = _day(form.errors, "held_on", form.held_on, today)
    if held_on and held_on > today:
        form.errors["held_on"] = "Date held must be today or in the past"
    if form.kind not in KINDS:
        form.errors["kind"] = "Choose what kind it was"
    entries = [entry for row in form.rows if (entry := _entry(row, today))]
    if form.summary() or held_on is None:
        raise Wrong(dict.fromkeys(["form"], "see its rows"))
    celebrated = tuple(FindingId(one) for one in sorted(form.celebrate))
    return Held(
        supervisee=person.id,
        held_on=held_on,
        kind=form.kind,
        entries=tuple(entries),
        celebrated=celebrated,
    )


def _entry(row: Row, today: date) -> Discussed | None:
    """What came of one action; nothing where it was not discussed."""
    by = _day(row.errors, "by", row.by, today) if row.by.strip() else None
    due_on = london_day(row.view.due_at) if row.view.due_at else None
    by = None if by == due_on else by
    if row.outcome == NOT_TODAY:
        if row.note or by:
            row.errors["outcome"] = f"Choose an outcome for {row.ref}"
        return None
    if row.outcome not in {choice.value for choice in outcomes_known()}:
        row.errors["outcome"] = f"Choose an outcome for {row.ref}"
    if row.read_as != str(row.view.item.move_no):
        row.moved, row.read_as = True, str(row.view.item.move_no)
        row.errors["outcome"] = MOVED.format(ref=row.ref)
    if len(row.note) > ONE_LINE:
        row.errors["note"] = f"Next step for {row.ref} must be {ONE_LINE} characters or fewer"
    moves = by is not None and due_on is not None and by > due_on
    if not row.note and (row.outcome in NEED_A_NOTE or moves):
        row.errors["note"] = _asks_why(row) if moves else f"Enter what is next for {row.ref}"
    return Discussed(
        action=row.view.id, outcome=row.outcome, note=row.note or None, agreed_due_on=by
    )


def _asks_why(row: Row) -> str:
    """A date that moves to a later day needs its reason, and says how often it has moved (R40)."""
    says = f"Enter why {row.ref} has a later date"
    return f"{says}. This is the {ordinal(row.view.moves + 1)} move" if row.view.moves else says


def mark_what_moved(form: Form) -> None:
    """Mark the rows that somebody moved since they were kept in a draft: seen now, they may stay.

    A form that is sent is held to what was read; this one is only shown.
    """
    for row in form.rows:
        if row.read_as != str(row.view.item.move_no):
            row.moved, row.read_as = True, str(row.view.item.move_no)


def outcomes_known() -> Sequence[Choice]:
    """What may come of an action, whoever owns it."""
    nobody = Person(id=0, email="", name="-", roles=frozenset())  # type: ignore[arg-type]  # nobody has id 0
    return outcomes(nobody)[1:]


def _day(errors: dict[str, str], name: str, said: str, today: date) -> date | None:
    try:
        return read_day(said, today, field=name)
    except Wrong as wrong:
        errors[name] = wrong.errors[name]
        return None
