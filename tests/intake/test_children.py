"""Children come in by reference alone, and a restriction is lifted only by who may."""

import pytest

from tests.authority import Authority
from tests.intake.handing_in import Cells, Counter, file_of, places

CHILD: Cells = {
    "child_ref": "C-7",
    "status": "cla",
    "team": "Team A",
    "practitioner_email": "amira@midshire.example",
    "iro_email": "iris@midshire.example",
    "cp_chair_email": "",
    "restricted": "",
}
RESTRICTED = CHILD | {"restricted": "yes"}


@pytest.fixture
def counter(authority: Authority) -> Counter:
    return Counter(authority)


def test_a_child_comes_in_with_the_people_around(counter: Counter) -> None:
    report = counter.takes("children", file_of(CHILD))
    child, who = counter.child("C-7"), counter.authority.who
    assert (report.rows, report.created) == (1, 1)
    assert (child.status, child.restricted) == ("cla", False)
    assert (child.practitioner, child.iro, child.cp_chair) == (who("amira"), who("iris"), None)


def test_the_same_children_again_change_nothing(counter: Counter) -> None:
    counter.takes("children", file_of(CHILD, RESTRICTED | {"child_ref": "C-8"}))
    before = counter.child("C-7")
    report = counter.takes("children", file_of(RESTRICTED | {"child_ref": "C-8"}, CHILD))
    assert (report.rows, report.unchanged) == (2, 2)
    assert counter.child("C-7") == before


def test_a_change_of_people_is_kept_and_its_number_goes_up(counter: Counter) -> None:
    counter.takes("children", file_of(CHILD))
    changed = CHILD | {"status": "cp", "iro_email": "", "cp_chair_email": "carl@midshire.example"}
    assert counter.takes("children", file_of(changed)).updated == 1
    child = counter.child("C-7")
    assert (child.status, child.iro) == ("cp", None)
    assert child.cp_chair == counter.authority.who("carl")
    assert child.change_no == 2


def test_a_column_that_is_missing_leaves_things_as_they_were(counter: Counter) -> None:
    counter.takes("children", file_of(RESTRICTED))
    report = counter.takes("children", file_of({"child_ref": "C-7", "status": "cp"}))
    child = counter.child("C-7")
    assert report.updated == 1
    assert (child.practitioner, child.restricted) == (counter.authority.who("amira"), True)


def test_unknown_people_are_refused_and_leavers_told(counter: Counter) -> None:
    errors = counter.refuses(
        "children",
        file_of(
            CHILD | {"practitioner_email": "nobody@midshire.example"},
            CHILD | {"child_ref": "C-8", "status": "adopted"},
            CHILD | {"child_ref": "C-9", "cp_chair_email": "no-one@midshire.example"},
        ),
    )
    assert places(errors) == [(2, "practitioner_email"), (3, "status"), (4, "cp_chair_email")]


def test_one_child_twice_is_refused_with_both_rows_named(counter: Counter) -> None:
    errors = counter.refuses("children", file_of(CHILD, CHILD))
    assert places(errors) == [(2, "child_ref"), (3, "child_ref")]


def test_a_childs_name_is_left_out_and_told(counter: Counter) -> None:
    report = counter.takes("children", file_of(CHILD | {"child name": "Nobody"}))
    assert places(report.warnings) == [(1, "child name")]


def test_a_restriction_stays_where_the_cell_is_empty(counter: Counter) -> None:
    counter.takes("children", file_of(RESTRICTED))
    assert counter.takes("children", file_of(CHILD)).unchanged == 1
    assert counter.child("C-7").restricted


def test_the_command_line_lifts_a_restriction(counter: Counter) -> None:
    counter.takes("children", file_of(RESTRICTED))
    counter.takes("children", file_of(CHILD | {"restricted": "no"}))
    assert not counter.child("C-7").restricted


@pytest.mark.parametrize("who", ["otto", "quinn"])
def test_who_is_not_named_lifts_no_restriction(counter: Counter, who: str) -> None:
    counter.takes("children", file_of(RESTRICTED))
    lifted = file_of(CHILD | {"restricted": "no"})
    assert places(counter.refuses("children", lifted, by=who)) == [(2, "restricted")]


def test_who_is_named_lifts_it(counter: Counter) -> None:
    named = RESTRICTED | {"iro_email": "quinn@midshire.example"}
    counter.takes("children", file_of(named))
    counter.takes("children", file_of(named | {"restricted": "no"}), by="quinn")
    assert not counter.child("C-7").restricted


def test_nobody_names_themselves_on_a_restricted_child(counter: Counter) -> None:
    counter.takes("children", file_of(RESTRICTED))
    own = file_of(RESTRICTED | {"iro_email": "quinn@midshire.example"})
    assert places(counter.refuses("children", own, by="quinn")) == [(2, "iro_email")]


def test_a_restricted_child_is_kept_up_to_date_by_who_brings_the_list(counter: Counter) -> None:
    counter.takes("children", file_of(RESTRICTED))
    moved = file_of(CHILD | {"practitioner_email": "ben@midshire.example"})
    assert counter.takes("children", moved, by="otto").updated == 1
    assert counter.child("C-7").restricted
