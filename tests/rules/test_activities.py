"""The catalogue has the activities of the contract, each under one of the five elements."""

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
