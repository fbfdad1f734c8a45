"""The catalogue has the activities of the contract, each under one of the five elements."""

from datetime import date
from pathlib import Path

import pytest

from closeloop.rules import activities
from closeloop.rules.refusals import NotReady

TEXT = (Path(__file__).parents[2] / "workflows/activities.toml").read_text(encoding="utf-8")
CATALOGUE = activities.read(TEXT)


def test_the_activities_are_those_that_others_rely_on_in_their_order() -> None:
    assert ", ".join(CATALOGUE.names) == (
        "case_file_audit, thematic_audit, dip_sample, re_audit, practice_observation,"
        " self_evaluation, child_feedback, family_feedback, partner_feedback, complaint,"
        " compliment, iro_check, cp_chair_check, case_review, performance_data"
    )


def test_every_one_of_the_five_elements_has_an_activity() -> None:
    assert len(CATALOGUE.elements) == 5
    assert {one.element for one in CATALOGUE.activities} == set(CATALOGUE.elements)


def test_an_activity_is_found_by_its_name() -> None:
    found = CATALOGUE.activity("dip_sample")
    assert found
    assert (found.label, found.element.name) == ("Dip sample", "practice_evaluation")
    assert CATALOGUE.activity("snooping") is None


def test_an_activity_of_no_known_element_is_refused() -> None:
    with pytest.raises(NotReady, match="lack 'voices'"):
        activities.read(TEXT.replace('element = "voice"', 'element = "voices"', 1))


def test_more_than_nine_elements_are_refused() -> None:
    more = "".join(f'\n[[element]]\nname = "e{n}"\nlabel = "E"\n' for n in range(5))
    with pytest.raises(NotReady, match="There are 10 elements; at most 9"):
        activities.read(TEXT + more)


def test_a_file_that_is_not_toml_is_refused_in_one_line() -> None:
    with pytest.raises(NotReady, match="The activities cannot be read"):
        activities.read("[[activity")


@pytest.mark.parametrize(
    ("audited_on", "grade", "due_on"),
    [
        (date(2026, 3, 2), "inadequate", date(2026, 6, 2)),
        (date(2026, 11, 30), "inadequate", date(2027, 2, 28)),
        (date(2026, 12, 31), "inadequate", date(2027, 3, 31)),
        (date(2026, 3, 2), "requires_improvement", None),
        (date(2026, 3, 2), None, None),
    ],
)
def test_the_same_is_looked_at_again_where_the_grade_asks_for_it(
    audited_on: date, grade: str | None, due_on: date | None
) -> None:
    assert CATALOGUE.re_audit.due_on(audited_on, grade) == due_on


def test_an_authority_may_do_without_a_second_look() -> None:
    alone = activities.read(TEXT[: TEXT.index("[re_audit]")])
    assert alone.re_audit.due_on(date(2026, 3, 2), "inadequate") is None
