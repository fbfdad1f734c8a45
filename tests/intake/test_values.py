"""Each kind of cell is read forgivingly where nothing is in doubt, and refused with its cure."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.intake import values
from closeloop.intake.table import Cell
from closeloop.intake.written import Unreadable, written
from closeloop.rules.csv_text import guarded

GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
ROLES = ("practitioner", "team_manager", "iro", "qa_lead")


def refusal_of(read: Callable[[Cell], object], cell: Cell) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(cell)
    return str(refusal.value)


def test_a_text_of_twenty_thousand_characters_may_come_and_one_more_may_not() -> None:
    assert len(values.text("x" * 20_000)) == 20_000
    assert refusal_of(values.text, "x" * 20_431) == "20,431 characters; at most 20,000."


def test_a_reference_of_twenty_characters_may_come_and_more_may_not() -> None:
    assert values.reference("C" * 20) == "C" * 20
    assert refusal_of(values.reference, "C" * 31) == "31 characters; at most 20."


def test_a_name_of_two_hundred_and_an_email_of_254_characters_may_come() -> None:
    address = "a" * 242 + "@example.org"
    assert len(values.name("n" * 200)) == 200
    assert values.email(address) == address
    assert refusal_of(values.name, "n" * 201) == "201 characters; at most 200."
    assert refusal_of(values.email, "a" + address) == "255 characters; at most 254."


def test_a_reference_that_the_spreadsheet_keeps_as_a_number_is_its_figures() -> None:
    assert [values.reference(cell) for cell in (1001, 1001.0, "1001")] == ["1001"] * 3


def test_a_reference_that_the_spreadsheet_made_a_date_of_is_refused() -> None:
    assert refusal_of(values.reference, date(2026, 3, 9)).endswith(
        "Format the column as text and type it again."
    )


def test_text_is_composed_and_its_line_ends_are_plain() -> None:
    assert values.text(" Zoe\u0308\r\nstays\rhere ") == "Zoë\nstays\nhere"


def test_free_text_keeps_directions_and_joiners_and_names_do_not() -> None:
    hidden = "Amira\u202eKhan"
    assert values.text(hidden) == hidden
    assert refusal_of(values.name, hidden) == (
        "character 6 cannot be seen (U+202E). Type the text again."
    )


@pytest.mark.parametrize(
    "unseen", ["\n", "\t", "\x1b", "\x7f", "\x85", "\u200b", "\u2066", "\u2028"]
)
def test_no_name_reference_or_address_holds_what_cannot_be_seen(unseen: str) -> None:
    for read in (values.name, values.reference, values.email):
        assert "cannot be seen" in refusal_of(read, f"a{unseen}b@c.org")


def test_an_email_is_compared_in_ascii_lower_case() -> None:
    assert values.email(" Amira.KHAN@Midshire.gov.uk ") == "amira.khan@midshire.gov.uk"
    assert values.lowered("İRO@MIDSHIRE") == "İro@midshire"


@pytest.mark.parametrize(
    "text",
    ["amira", "a@b", "a b@c.org", "a@@c.org", "Amira <a@c.org>", "a@c.org; b@c.org", "a@.org"],
)
def test_what_is_not_one_address_is_refused_with_an_example(text: str) -> None:
    assert refusal_of(values.email, text).startswith(f"{text} is not an email address. Write one")


@pytest.mark.parametrize(
    "text",
    [
        "Requires improvement",
        "requires_improvement",
        " REQUIRES-IMPROVEMENT",
        "RequiresImprovement",
    ],
)
def test_a_choice_is_known_whatever_its_case_spaces_and_hyphens(text: str) -> None:
    assert values.choice(text, GRADES) == "requires_improvement"


def test_a_choice_that_is_not_offered_is_refused_with_all_that_are() -> None:
    assert refusal_of(lambda cell: values.choice(cell, GRADES), "Great") == (
        "Great is not one of outstanding, good, requires_improvement, inadequate."
    )


def test_roles_are_listed_between_semicolons_each_once() -> None:
    assert values.roles("Team Manager; iro;; IRO ", ROLES) == ("team_manager", "iro")
    assert refusal_of(lambda cell: values.roles(cell, ROLES), "iro;boss").startswith("boss is not")
    assert refusal_of(lambda cell: values.roles(cell, ROLES), " ; ").startswith("no role")


def test_yes_and_no_in_any_case_and_nothing_else() -> None:
    assert (values.yes_no("YES"), values.yes_no(" no ")) == (True, False)
    assert refusal_of(values.yes_no, "y").startswith("y is neither yes nor no.")


@pytest.mark.parametrize(("cell", "number"), [("12.5", 12.5), (0, 0), (3.25, 3.25), ("7", 7)])
def test_an_amount_is_a_number_of_nought_or_more(cell: Cell, number: float) -> None:
    assert values.amount(cell) == number


@pytest.mark.parametrize("cell", ["1,200", "-1", "12%", float("nan"), float("inf"), "1e3", "٣"])
def test_an_amount_in_any_other_form_is_refused(cell: Cell) -> None:
    assert refusal_of(values.amount, cell).endswith("Write it in figures: 12.5.")


def test_a_spreadsheets_error_is_never_taken_for_a_text() -> None:
    assert refusal_of(values.text, "#N/A").startswith("#N/A is a spreadsheet's error.")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_a_text_that_we_guarded_in_our_own_file_comes_back_as_it_was(text: str) -> None:
    plain = written(text) if not text.strip().startswith(("'", "#")) else "x"
    sent = guarded(plain)
    assert isinstance(sent, str)
    assert written(sent) == plain


@pytest.mark.parametrize(
    "hostile",
    ["a@" * 25_000, "a." * 25_000, "@" + "a.a" * 16_000, "1" * 50_000, ";" * 50_000, "- " * 25_000],
)
def test_hostile_text_is_read_in_time_with_its_length(hostile: str) -> None:
    for pattern in (values.ADDRESS, values.AMOUNT):
        pattern.fullmatch(hostile)
    for read in (values.email, values.amount, values.yes_no):
        with pytest.raises(Unreadable):
            read(hostile)


@given(st.text(max_size=300))
def test_what_a_reader_gives_is_composed_and_trimmed(text: str) -> None:
    try:
        found = values.name(text)
    except Unreadable:
        return
    assert found == unicodedata.normalize("NFC", found.strip())
