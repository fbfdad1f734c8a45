"""What each letter is told: names at work, refs, links, counts and days in words, nothing else.

No value ever carries a child, a finding, a standard, a grade or a note: a letter can only show
what it was given. `by`, `due`, `drifts_from` and the like are made by the clock words:
`by` is a day alone ("Thursday 12 March"), `due` the whole ("due Thursday 12 March, in 2 working
days"). `action` is an action's ref, `escalation` an escalation's; `link` is where the button
leads, a whole address on CLOSELOOP_BASE_URL. `who` is a colleague's name at work.
"""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

Rule = Literal[
    "past_due", "no_movement", "date_moved", "not_discussed", "owner_changed", "returned_twice"
]
Ask = Literal["verify", "decide", "countersign", "give_time", "impact", "answer", "accept"]
News = Literal[
    "verified",
    "countersigned",
    "reopened",
    "decided",
    "extended",
    "withdrawn",
    "reassigned",
    "date_moved",
    "answered",
    "passed_up",
    "gone_up",
    "unanswered",
    "closed",
    "deputy",
    "moved_on",
    "learned",
]


class Values(TypedDict):
    """What every letter is told; `because` ends "You get this because …" unlike the usual way."""

    reader: str  # the first name
    base_url: str
    authority: str
    because: NotRequired[str]


class Ref(TypedDict):
    """An action by its ref, and where it is."""

    ref: str
    link: str


class Acknowledge(Values):
    """`acknowledge`: findings to read, of one audit, or handed over by a colleague."""

    audited_on: NotRequired[str]  # "27 February"; left out where they were handed over
    handed_by: NotRequired[str]
    actions: Sequence[Ref]
    strengths: int
    by: str
    link: str


class Strength(Values):
    """`strength`: something good was seen, nothing is asked."""

    who: str
    strengths: int
    link: str


class Action(Values):
    """What a letter about one action is told at least."""

    action: str
    link: str


class AcknowledgeCritical(Action):
    """`acknowledge_critical`: speak to the manager first; `whose` where the manager is told."""

    who: NotRequired[str]  # the manager, where the owner is told
    whose: NotRequired[str]
    due: str


class Reminder(Action):
    """`reminder`, and `reminder_unread` before it was acknowledged; `past` once the date is.

    `whose` names the owner where their manager is told, here and in `overdue`.
    """

    by: str
    due: str
    past: bool
    whose: NotRequired[str]


class Overdue(Action):
    """`overdue`."""

    by: str
    due: str
    whose: NotRequired[str]
    who: NotRequired[str]  # the manager, where the owner is told
    drifts_from: NotRequired[str]  # left out where it drifts already


class DriftOffered(Action):
    """`drift_offered`: a view is wanted of the IRO or chair. `count` is days, moves or returns."""

    rule: Rule
    count: int
    by: str


class Escalation(Values):
    """`escalation`: a colleague raised it, or passed it up."""

    escalation: str
    who: str
    by: str
    used: NotRequired[int]  # of the whole process; left out where it has no end yet
    of: NotRequired[int]
    unit: NotRequired[str]  # "hours" where it is critical, else working days
    link: str


class DriftPassed(Action):
    """`drift_passed`: closeloop tells somebody senior of drift that nobody answered for."""

    escalation: str
    by: str
    used: NotRequired[int]
    of: NotRequired[int]
    unit: NotRequired[str]


class Returned(Action):
    """`returned`: it could not be seen on the record, or it was `reopened`."""

    who: str
    reopened: NotRequired[bool]


class Request(Values):
    """`request`: an answer is asked for, about an action or an escalation by its ref."""

    about: str
    link: str
    asks: Ask
    by: NotRequired[str]


class Notice(Values):
    """`notice`: news, of an action, an escalation or neither; which of these it needs is `news`'s.

    verified, countersigned, reopened, withdrawn, reassigned (the new owner): `who`;
    extended, date_moved: `due`; answered, passed_up, closed: `who`, `escalation`;
    gone_up, unanswered: `escalation`; deputy: `who`, `by`; decided, moved_on, learned: nothing.
    """

    news: News
    link: str
    action: NotRequired[str]
    escalation: NotRequired[str]
    who: NotRequired[str]
    by: NotRequired[str]
    due: NotRequired[str]


class NotDelivered(Values):
    """`not_delivered`: a letter about `about` (a ref) did not reach `who`."""

    about: str
    who: str
    link: str


class Line(TypedDict):
    """One thing in a daily letter. `step` begins small: "say you have read it"."""

    ref: str
    step: str
    link: str
    due: NotRequired[str]
    whose: NotRequired[str]  # the owner, where it is not the reader's own


class Groups(TypedDict):
    """The things of a daily letter, most urgent first in each group."""

    needs_answer: Sequence[Line]
    was_due: Sequence[Line]
    due_this_week: Sequence[Line]
    for_information: Sequence[Line]


class Digest(Values):
    """`digest`: the daily letter.

    `supervise` names whom to supervise this week, on Mondays; `days_note` says what a working
    day is where local closures count too.
    """

    groups: Groups
    link: str
    first_due: NotRequired[str]  # a day alone
    supervise: NotRequired[Sequence[str]]
    days_note: NotRequired[str]
