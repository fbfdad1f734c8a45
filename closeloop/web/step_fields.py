"""What the page of a step asks: the facts that its rule takes, in words for people.

A step of a workflow file needs nothing here: a fact without words of its own is asked by its name.
"""

from collections.abc import Iterator
from dataclasses import replace

from closeloop.rules.clock_words import choice_words
from closeloop.rules.day_words import day_words
from closeloop.rules.people import PersonId
from closeloop.rules.workflow import Step
from closeloop.rules.working_days import london_day
from closeloop.store.actions import ActionView
from closeloop.web.fields import ONE_LINE, OTHER, Choice, Field, Kind
from closeloop.web.reading import Look
from closeloop.web.words import plainly

TYPED_DATE = "For example, 17/3/2026"
LEADS = {  # what stands before the reason, where there are usual ones
    "return": ("Not on the record", "Part done", "Not what was asked", "Something else"),
    "challenge": (
        "A fact is wrong",
        "It was done already",
        "It is not mine to do",
        "I see it differently",
    ),
}
LEAD = "lead"
NOT_ASKED = {"outcome", "held_on"}  # of a supervision, which has a page of its own
ALSO = {"challenge": ("evidence",)}

WORDS: dict[tuple[str, str], Field] = {
    ("acknowledge", "note"): Field(name="note", label="Note", optional=True),
    ("address", "note"): Field(
        name="note", label="What did you do?", asks="Enter what you did, in a sentence or two"
    ),
    ("address", "evidence"): Field(
        name="evidence",
        label="Where is it on the child’s record?",  # noqa: RUF001 - as it is printed
        hint="For example, case note 12 March, or plan section 4. Nothing is uploaded here.",
        kind="line",
        most=ONE_LINE,
        asks="Enter where it is recorded",
    ),
    ("discuss", "note"): Field(
        name="note", label="What was agreed?", asks="Enter what was agreed, in a sentence"
    ),
    ("verify", "note"): Field(
        name="note",
        label="What did you see on the record, and where?",
        most=ONE_LINE,
        asks="Enter what you saw on the record",
    ),
    ("return", "reason"): Field(
        name="reason", label="What is missing?", asks="Enter what is missing"
    ),
    ("challenge", "reason"): Field(
        name="reason", label="Why?", asks="Enter why, in a sentence or two"
    ),
    ("challenge", "evidence"): Field(
        name="evidence",
        label="Where can it be seen? (optional)",
        hint="For example, case note 12 March",
        kind="line",
        most=ONE_LINE,
        optional=True,
    ),
    ("decide", "decision"): Field(
        name="decision",
        label="What is your decision?",
        kind="choice",
        choices=(
            Choice("stands", "The finding stands"),
            Choice("reworded", "The finding is reworded", "The old words stay visible"),
            Choice("withdrawn", "The finding is withdrawn"),
        ),
        asks="Choose what you decide",
    ),
    ("decide", "reason"): Field(
        name="reason",
        label="Why?",
        hint="The owner and the auditor both read this",
        asks="Enter why you decide so",
    ),
    ("decide", "finding"): Field(
        name="finding",
        label="New words of the finding, where it is reworded",
        most=20_000,
        optional=True,
        asks="Enter the new words",
    ),
    ("impact", "difference"): Field(
        name="difference",
        label="Has it made a difference for the child?",
        kind="choice",
        choices=(
            Choice("yes", "Yes"),
            Choice("too_early", "Too early to say", "Give a date to be asked again"),
            Choice("no", "No"),
        ),
        asks="Choose whether it made a difference",
    ),
    ("impact", "voice"): Field(
        name="voice",
        label="Whose voice shows it? (optional)",
        kind="choice",
        choices=(
            Choice("child", "The child’s"),  # noqa: RUF001
            Choice("family", "The family’s"),  # noqa: RUF001
            Choice("worker", "The worker’s"),  # noqa: RUF001
            Choice("none", "Nobody’s yet"),  # noqa: RUF001
        ),
        optional=True,
    ),
    ("impact", "note"): Field(
        name="note", label="What shows it?", most=ONE_LINE, asks="Enter what shows it"
    ),
    ("impact", "ask_again_on"): Field(
        name="ask_again_on",
        label="Ask again on, where it is too early",
        hint=TYPED_DATE,
        kind="date",
        optional=True,
        asks="Enter the date to be asked again",
    ),
    ("countersign", "note"): Field(
        name="note",
        label="What do you confirm?",
        hint="One sentence",
        most=ONE_LINE,
        asks="Enter what you confirm, in a sentence",
    ),
    ("reassign", "owner_email"): Field(
        name="owner_email", label="Who owns it from now on?", kind="select", asks="Choose a person"
    ),
}
REASON = Field(name="reason", label="Why?", asks="Enter why, in a sentence")
DUE_ON = Field(name="due_on", label="Until when?", kind="days", asks="Choose a date")
NEW_DATE = Field(
    name="due_on", label="New date (optional)", hint=TYPED_DATE, kind="date", optional=True
)


def of(look: Look, view: ActionView, step: Step) -> list[Field]:
    """The fields that the page of a step asks."""
    return [_placed(look, view, step, name) for name in _asked(step)]


def _asked(step: Step) -> Iterator[str]:
    """The facts to ask for, in order; a usual reason to choose stands before the reason."""
    dated = (step.dates,) if step.dates else ()
    wanted = (*step.needs, *step.needs_where, *step.takes_also, *dated, *ALSO.get(step.name, ()))
    for name in dict.fromkeys(wanted):
        if name == "reason" and step.name in LEADS:
            yield LEAD
        if name not in NOT_ASKED:
            yield name


def _placed(look: Look, view: ActionView, step: Step, name: str) -> Field:
    """One field, with what it offers for this action."""
    if name == LEAD:
        choices = tuple(Choice(words, words) for words in LEADS[step.name])
        return Field(
            name=LEAD, label="What is it about?", kind="choice", choices=choices, asks="Choose one"
        )
    if name == "due_on":
        return _days(look, view) if name in step.needs else NEW_DATE
    if name == "owner_email":
        return replace(WORDS["reassign", name], choices=_colleagues(look, view))
    if name == "finding":
        return replace(WORDS["decide", name], value=view.finding)
    return WORDS.get((step.name, name)) or _by_name(step, name)


def _by_name(step: Step, name: str) -> Field:
    if name == "reason":
        return REASON
    label = plainly(name).capitalize()
    choices = tuple(Choice(value, plainly(value)) for value in step.one_of.get(name, ()))
    optional = name not in step.needs
    kind: Kind = "choice" if choices else "date" if name.endswith("_on") else "text"
    return Field(name=name, label=label, kind=kind, choices=choices, optional=optional)


def _days(look: Look, view: ActionView) -> Field:
    """Five or ten working days, all of them after the date that it has now."""
    rulebook, today = look.reader.rulebook, look.reader.day
    days = rulebook.days_for(view.item.severity)
    due_on = london_day(view.due_at) if view.due_at else today
    begins = max(due_on, today)
    dates = {str(count): days.add(count, begins) for count in (5, 10)}
    words = [
        f"{count} working days later ({day_words(on, today)})"
        if begins > today
        else choice_words(int(count), today, days)
        for count, on in dates.items()
    ]
    choices = [Choice(count, says) for count, says in zip(dates, words, strict=True)]
    return replace(DUE_ON, dates=dates, choices=(*choices, Choice(OTHER, "Another date")))


def _colleagues(look: Look, view: ActionView) -> tuple[Choice, ...]:
    """To whom it may go: the child's practitioner first, then the team's people by name."""
    directory, day = look.directory, look.reader.day
    practitioner = view.item.around.bearings.practitioner
    near = {
        person
        for manager in look.acts_for()
        for person in (*directory.people_managed(manager), *directory.reports_of(manager))
    }
    near -= {view.owner}
    people = [directory.people[p] for p in near if directory.is_here(p, day)]
    people.sort(key=lambda person: (person.id != practitioner, person.name))
    first = _first(look, view, practitioner, {person.id for person in people})
    return (*first, *(Choice(person.email, person.name) for person in people))


def _first(
    look: Look, view: ActionView, practitioner: PersonId | None, known: set[PersonId]
) -> list[Choice]:
    if practitioner is None or practitioner in known or practitioner == view.owner:
        return []
    found = look.directory.people[practitioner]
    return [Choice(found.email, found.name)] if found.is_here(look.reader.day) else []
