"""Headings are matched the way people write them; what is not ours is left out and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.intake.header import Layout, match, personal
from closeloop.intake.refusals import FileRefused
from tests.intake.made import COLUMNS


@pytest.mark.parametrize(
    "heading",
    ["child_ref", "Child Ref", "CHILD-REF", "\ufeffchild  ref ", "childref", "Child\nref"],
)
def test_case_spaces_underscores_hyphens_and_marks_make_no_difference(heading: str) -> None:
    assert match(1, ["finding", heading], COLUMNS).places == {"finding": 0, "child_ref": 1}


def test_a_column_given_twice_is_refused_with_both_places() -> None:
    with pytest.raises(FileRefused, match=r"child_ref stands more than once: A, C\.") as refusal:
        match(1, ["child_ref", "finding", "Child Ref"], COLUMNS)
    assert [(e.row, e.column) for e in refusal.value.errors] == [(1, "child_ref")]


def test_each_required_column_that_is_missing_is_named() -> None:
    with pytest.raises(FileRefused, match=r"The column child_ref is missing\.") as refusal:
        match(2, ["owner_email"], COLUMNS)
    assert [(e.row, e.column) for e in refusal.value.errors] == [(2, "child_ref"), (2, "finding")]


def test_a_column_that_may_be_empty_may_be_missing() -> None:
    assert "owner_email" not in match(1, ["child_ref", "finding"], COLUMNS).places


def test_a_column_that_is_not_ours_is_left_out_with_a_warning() -> None:
    [warning] = match(1, ["child_ref", "finding", "Moon phase"], COLUMNS).warnings
    assert (warning.row, warning.column) == (1, "Moon phase")
    assert warning.message == (
        "The column Moon phase was left out: it is not a column of this kind of file."
    )


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("Child's name", "name"),
        ("forename", "name"),
        ("Full Name", "name"),
        ("childName", "name"),
        ("Date of Birth", "date of birth"),
        ("DOB", "date of birth"),
        ("DateOfBirth", "date of birth"),
        ("Home address", "address"),
        ("post_code Postcode", "address"),
        ("Ethnicity", "ethnicity"),
        ("UPN", "UPN"),
        ("NHS Number", "NHS number"),
        ("nhs_no", "NHS number"),
    ],
)
def test_a_column_about_the_child_is_said_never_to_be_kept(heading: str, what: str) -> None:
    [warning] = match(1, ["child_ref", "finding", heading], COLUMNS).warnings
    assert warning.message.endswith(f"closeloop does not keep a child's {what}.")


@pytest.mark.parametrize(
    "heading", ["Allocated Worker name", "team name", "Email address", "Number of visits", "Stage"]
)
def test_a_column_about_work_is_not_taken_for_the_childs(heading: str) -> None:
    assert personal(heading) is None


def test_a_saved_layout_names_their_headings() -> None:
    layout = Layout(names={"Client no.": "child_ref", "Issue": "finding", "Owner email": ""})
    found = match(1, ["issue", "CLIENT NO.", "Owner email"], COLUMNS, layout)
    assert found.places == {"finding": 0, "child_ref": 1}
    assert [warning.column for warning in found.warnings] == ["Owner email"]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=10))
def test_any_headings_give_a_header_or_a_refusal_that_says_why(headings: list[str]) -> None:
    try:
        found = match(1, ["child_ref", "finding", *headings], COLUMNS)
    except FileRefused as refusal:
        complaints = refusal.errors
    else:
        complaints = found.warnings
        assert {"child_ref", "finding"} <= set(found.places)
    assert all(complaint.message for complaint in complaints)
