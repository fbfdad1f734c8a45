"""A workflow file that cannot be followed is refused by line, with the cure."""

import pytest

from closeloop.rules import definition
from closeloop.rules.page import NotDefined
from closeloop.rules.soundness import read_checked
from tests.rules.midshire import AUDIT_ACTION, ESCALATION

LETTERS = frozenset(
    {"acknowledge", "reminder", "reminder_unread", "overdue", "escalation"}
    | {"returned", "request", "notice"}
)


def mistakes(text: str) -> list[tuple[int, str]]:
    with pytest.raises(NotDefined) as refused:
        read_checked(text, LETTERS)
    return [(mistake.line, mistake.message) for mistake in refused.value.mistakes]


def lines_that_say(cure: str, text: str) -> list[int]:
    return [line for line, said in mistakes(text) if cure in said]


def broken(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def line_with(text: str, snippet: str) -> int:
    return text[: text.index(snippet)].count("\n") + 1


@pytest.mark.parametrize("text", [AUDIT_ACTION, ESCALATION])
def test_what_ships_is_sound(text: str) -> None:
    assert read_checked(text, LETTERS).steps


# What is written, what is written instead, and the cure.
MISSPELT = [
    ('begins = "raised"', 'begins = "rased"', "Did you mean raised?"),
    ('to = "discussed"', 'to = "discused"', "Did you mean discussed?"),
    ('from = ["addressed"]', 'from = ["adressed"]', "Did you mean addressed?"),
    ('withdrawn = "withdrawn"', 'withdrawn = "gone"', "Use one of: addressed, discussed, raised"),
    ('runs_in = ["verified"]', 'runs_in = ["veriffied"]', "Did you mean verified?"),
    ('by = ["owner"]', 'by = ["ownr"]', "Did you mean owner?"),
    ('never = ["owner"]', 'never = ["closeloop"]', "'closeloop' is no relation here."),
    ('tell = ["auditor"]', 'tell = ["audtor"]', "Did you mean auditor?"),
    ("tell_again = [", 'tell_again = ["boss", ', "Use one of those that there are, or add it."),
    ('falls_to = ["qa_lead"', 'falls_to = ["qa_led"', "Did you mean qa_lead?"),
    ('settles = ["undecided"', 'settles = ["undecidd"', "Did you mean undecided?"),
    ('starts = ["undecided"]', 'starts = ["undecide"]', "Did you mean undecided?"),
    ("starts_where = { ask_again", "starts_where = { ask_agin", "Did you mean ask_again?"),
    ('drift = "past_due"', 'drift = "pastdue"', "Did you mean past_due?"),
    ('cleared_by = ["discuss", "add', 'cleared_by = ["discus", "add', "Did you mean discuss?"),
    ('on = ["address"]', 'on = ["adress"]', "Did you mean address?"),
    ('date = "verify"', 'date = "verfy"', "Did you mean verify?"),
    ('letter = "overdue"', 'letter = "telegram"', "Use one of: acknowledge, escalation, notice"),
    ('only = ["challenged"]', 'only = ["chalenged"]', "Did you mean challenged?"),
    ('counts = "returned"\nwhy', 'counts = "retrned"\nwhy', "Did you mean returned?"),
]


@pytest.mark.parametrize(("old", "new", "cure"), MISSPELT)
def test_a_misspelt_name_is_told_by_line_with_the_one_that_was_meant(
    old: str, new: str, cure: str
) -> None:
    text = broken(AUDIT_ACTION, old, new)
    assert line_with(text, new) in lines_that_say(cure, text)


PARKED = """
[state.parked]
label = "Parked"
"""
PARK = """
[step.park]
label = "Park it"
from = ["raised"]
by = ["owner"]
"""
CLOCK = """
[[clock]]
name = "extra"
"""
RAISED = f'{CLOCK}runs_in = ["raised"]\n'
SOON = f"{RAISED}after = {{ high = 2 }}\n"
FOUND = f'{SOON}drift = "past_due"\n'

# What is added, the line of it that is wrong, and the cure.
UNSOUND = [
    (PARKED, "[state.parked]", "parked: no step leads here"),
    (
        f'{PARK}to = "parked"\n{PARKED}',
        "[state.parked]",
        "no step leads on to a last state (critical, high, standard)",
    ),
    (f"{PARK}climbs = true\n", "climbs = true", "there is nothing to climb"),
    (
        f'{PARK}one_of = {{ why = ["full"] }}\n',
        "one_of",
        "park does not take 'why'. Add it to needs or takes_also",
    ),
    (SOON, 'name = "extra"', "extra: nobody hears it"),
    (f'{SOON}letter = "notice"\n', "letter", "the letter goes to nobody"),
    (f'{SOON}tell = ["owner"]\n', "tell", "they are told nothing"),
    (f'{CLOCK}after = {{ high = 2 }}\ndrift = "past_due"\n', "name", "it never starts"),
    (
        f'{FOUND}started_by = ["verify"]\n',
        "started_by",
        'verify does not start it. Add starts = ["extra"] to [step.verify]',
    ),
    (f"{FOUND}again = {{ high = 0 }}\n", "again", "high would never wait"),
    (f'{FOUND}again = {{ critical = "4h" }}\n', "again", "critical never runs the first time"),
    (f'{RAISED}drift = "past_due"\nafter = {{ high = -2 }}\n', "after", "after is before"),
    (
        f'{CLOCK}runs_in = ["verified"]\ndrift = "past_due"\ndate = {{ high = 2 }}\n',
        "date",
        "verified has no date",
    ),
    (
        f'{RAISED}drift = "past_due"\n',
        "name",
        "write one of after, date, on_morning_of and on_end_of",
    ),
    (f'{SOON}takes = "withdraw"\n', "takes", "closeloop may not withdraw"),
    (f'{SOON}takes = "address"\n', "takes", "address is not taken from raised"),
    (
        f'{PARK}starts = ["extra"]\n{CLOCK}drift = "past_due"\non_end_of = "by_on"\n',
        "on_end_of",
        "park starts it without a day. Let [step.park] take by_on.",
    ),
    (
        f'{PARK}needs = ["why"]\nturns = {{ why = {{ full = "withdrawn" }} }}\n',
        "turns",
        "'full' is not among the answers. Add it to one_of why.",
    ),
    (
        "\n[dates.never]\ncritical = 0\nhigh = 5\nstandard = 5\n",
        "critical = 0",
        "this is over at once",
    ),
    ('\n[drift.bored]\nwhy = "Bored."\n', "[drift.bored]", "bored: nothing finds it"),
]


@pytest.mark.parametrize(("added", "at", "cure"), UNSOUND)
def test_what_cannot_be_followed_is_told_by_line_with_its_cure(
    added: str, at: str, cure: str
) -> None:
    text = AUDIT_ACTION + added
    line = text[: text.rindex(at)].count("\n") + 1
    if at.startswith("name"):  # what a clock lacks is told at its head
        line -= 1
    assert line in lines_that_say(cure, text)


TAKEN_OUT = [
    (AUDIT_ACTION, "releases = true\n", "holds = [", "nothing lets the clocks run on"),
    (AUDIT_ACTION, "high = 5\nstandard = 20\n", "[dates.address]", "high has no days here"),
    (AUDIT_ACTION, ', "director"', "falls_to", 'Add "director"'),
    (AUDIT_ACTION, 'starts = ["undecided"]\n', "started_by", "challenge does not start it"),
    (ESCALATION, "first = true ", "[[rung]]", "Add first = true"),
    (ESCALATION, "high = 20\n", "[ceiling]", "high has no days here"),
]


@pytest.mark.parametrize(("text", "out", "at", "cure"), TAKEN_OUT)
def test_what_was_taken_out_is_missed(text: str, out: str, at: str, cure: str) -> None:
    text = broken(text, out, "")
    assert line_with(text, at) in lines_that_say(cure, text)


def test_a_ceiling_below_one_rung_or_above_the_handbook_s_is_refused() -> None:
    for days, cure in ((4, "less than one rung has"), (21, "more than 20 working days in all")):
        text = broken(ESCALATION, "high = 20\n", f"high = {days}\n")
        [(line, said)] = mistakes(text)
        assert text.split("\n")[line - 1] == f"high = {days}"
        assert cure in said


def test_a_ladder_ends_with_the_director() -> None:
    text = broken(ESCALATION, 'asks = "director"', 'asks = "head_of_service"')
    [(line, said)] = mistakes(text)
    assert text.split("\n")[line - 1] == "[[rung]]"
    assert text.split("\n")[line] == 'name = "director"'
    assert 'Add a rung with asks = "director"' in said


def test_what_is_offered_reaches_the_top() -> None:
    text = broken(ESCALATION, 'label = "Director"\noffered = true', 'label = "Director"')
    assert lines_that_say("Add offered = true here.", text) == [
        line_with(text, 'name = "director"') - 1
    ]


def test_a_ladder_on_which_nothing_is_offered_is_refused() -> None:
    text = ESCALATION.replace("offered = true\n", "")
    assert lines_that_say("No rung is where drift is offered.", text)


def test_without_an_end_nothing_is_seen_through() -> None:
    text = AUDIT_ACTION.replace("last = true\n", "")
    assert "No state is the last" in mistakes(text)[0][1]


@pytest.mark.parametrize("severity", ["critical", "high", "standard"])
def test_a_state_in_which_no_clock_looks_again_is_refused_for_each_severity(severity: str) -> None:
    amounts = {"critical": 'critical = "24h", ', "high": "high = 5, ", "standard": ", standard = 5"}
    clock = AUDIT_ACTION[AUDIT_ACTION.index('name = "unverified"') :]
    again = clock[clock.index("again") : clock.index("letter")]
    text = broken(
        AUDIT_ACTION, clock, clock.replace(again, again.replace(amounts[severity], ""), 1)
    )
    [(line, said)] = mistakes(text)
    assert line == line_with(text, "[state.addressed]")
    assert f"no clock runs for as long as an item stays here ({severity})" in said


def test_a_clock_that_a_mark_silences_does_not_count_as_one_that_looks_again() -> None:
    text = broken(
        AUDIT_ACTION,
        'tell = ["who_verifies", "qa_lead"]',
        'tell = ["qa_lead"]\nunless = ["challenged"]',
    )
    [(_, said)] = mistakes(text)
    assert said.startswith("addressed: no clock runs")


def test_a_clock_that_a_step_stops_without_leaving_does_not_count_either() -> None:
    text = broken(AUDIT_ACTION, 'settles = ["undecided", "challenge"]', 'settles = ["unverified"]')
    [(_, said)] = mistakes(text)
    assert said.startswith("addressed: no clock runs")


# Form ---------------------------------------------------------------------------------------------

FORM = [
    ('label = "Raised"', 'lable = "Raised"', "'lable' is not known here. Known: date, label"),
    ("version = 1", 'version = "one"', "version: write a whole number from 1 to 9999."),
    ("version = 1", "version = true", "version: write a whole number from 1 to 9999."),
    ("falls_to = [", "falls_to = []\nfalls = [", "falls_to: write a list of names"),
    ("last = true", 'last = "yes"', "last: write true or false."),
    ("high = 5", 'high = "soon"', 'high: write working days (5), "5 days" or hours ("24h").'),
    ("high = 5", "high = 5.5", "high: write working days"),
    ("{ high = 0, standard", "{ hgh = 0, standard", "'hgh' is not one of critical, high, standard"),
    ("[state.raised]", '[state."Raised!"]', "'Raised!': use 1 to 40 of a to z and _ as a name."),
    ('label = "Raised"', f'label = "{"x" * 201}"', "label: write 1 to 200 characters."),
    ('label = "Raised"', r'label = "Rai\u202esed"', "label: write it in one line, without"),
    ("{ high = 0, standard = 0 }", "{}", "date: write { name = value }."),
    ("high = 5", "high = true", "high: write working days"),
    ('severities = ["critical"]', 'severities = ["urgent"]', "'urgent' is not one of critical"),
    ('name = "due_soon"', 'name = "overdue"', "'overdue' is there twice: name each apart."),
]


@pytest.mark.parametrize(("old", "new", "message"), FORM)
def test_what_is_not_written_as_it_must_be_is_told_by_line(
    old: str, new: str, message: str
) -> None:
    text = broken(AUDIT_ACTION, old, new)
    assert message in "\n".join(said for _, said in mistakes(text))


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = broken(AUDIT_ACTION, 'tell = ["auditor"]', 'tell = ["audtor"]')
    text = broken(text, 'begins = "raised"', 'begins = "rased"')
    lines = [line for line, _ in mistakes(text)]
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_text_that_is_not_toml_is_told_by_line() -> None:
    text = broken(AUDIT_ACTION, 'label = "Discussed"', "label = Discussed")
    [(line, said)] = mistakes(text)
    assert line == line_with(text, "label = Discussed")
    assert said.startswith("This is not TOML: ")


# Hostile files ------------------------------------------------------------------------------------

HOSTILE = {
    "huge": "#" * 300_000,
    "long": "x = '" + "a" * 50_000 + "'",
    "dotted": ".".join("a" * 100_000) + " = 1",
    "deep": "x = " + "[\n" * 50_000 + "]\n" * 50_000,
    "many states": "".join(f"[state.s_{'a' * (n % 30)}_{'b' * (n // 30)}]\n" for n in range(900)),
    "many clocks": "[[clock]]\nname = 'x'\n" * 10_000,
    "many unknown keys": "".join(f"k{n} = 1\n" for n in range(20_000)),
    "not a table": "state = 1\nclock = 'x'\nceiling = 3\nnotice = [1]\ndates = { a = 1 }",
    "nothing": "",
    "NUL": "name = '\x00'",
    "lone surrogate": "name = '\ud800'",
    "digits": "version = " + "9" * 900,
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_files_are_refused_in_a_few_lines(hostile: str) -> None:
    found = mistakes(HOSTILE[hostile])
    assert 1 <= len(found) <= 100
    assert all(len(said) < 2_000 for _, said in found)


def test_a_label_is_a_word_like_any_other() -> None:
    text = broken(AUDIT_ACTION, 'label = "Raised"', 'label = "<script>{{7*7}}</script>"')
    assert definition.read(text).states["raised"].label == "<script>{{7*7}}</script>"
