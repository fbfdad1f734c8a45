"""Nudges are offered for what is unclear or unkind, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rules.wording import (
    BEGIN_WITH_A_VERB,
    NAME_THE_ROLE,
    SAY_HOW_IT_WILL_BE_SEEN,
    Nudge,
    nudges,
)

CLEAR = "Visit at home before Friday and write what was said about school in the plan"
SEEN = "Case note of the visit"


def said_of(action: str, seen_by: str = SEEN) -> list[str]:
    return [nudge.says for nudge in nudges(action=action, seen_by=seen_by)]


def test_a_clear_action_is_left_alone() -> None:
    finding = "Two visits are on the record; neither says what the child thought."
    assert nudges(finding=finding, action=CLEAR, seen_by=SEEN) == []


@pytest.mark.parametrize(
    "action",
    ["The plan to be updated", "Social worker to visit", "Life story work", "• Better recording"],
)
def test_an_action_without_a_verb_in_front_is_asked_for_one(action: str) -> None:
    assert BEGIN_WITH_A_VERB in said_of(action)


@pytest.mark.parametrize(
    "action",
    [
        "Jointly agree the contingency with the school",
        "By Friday, phone the health visitor",
        "1. Write to the grandparents",
        "- ask the advocate to call",
        "Re-read the chronology with the family",
    ],
)
def test_a_verb_is_seen_behind_a_bullet_an_adverb_or_a_date(action: str) -> None:
    assert BEGIN_WITH_A_VERB not in said_of(action)


@pytest.mark.parametrize(
    ("action", "word"),
    [
        ("Do direct work with the child", "direct work"),
        ("Monitor attendance", "Monitor"),
        ("Ensure that visits happen", "Ensure"),
        ("Review the plan", "Review"),
        (" Review weekly", "Review"),
        ("Update and review all steps", "review"),
        ("Write the plan ASAP", "ASAP"),
        ("Support the carers on an ongoing basis", "ongoing"),
        ("Explore the wider family", "Explore"),
        ("Offer an advocate where\n appropriate", "where appropriate"),
    ],
)
def test_a_vague_word_is_named_with_what_would_be_clearer(action: str, word: str) -> None:
    assert any(says.startswith(f"“{word}” ") for says in said_of(action))


def test_a_review_that_is_a_meeting_is_a_date_and_not_vague() -> None:
    assert said_of("Share the plan with the family before the review on 4 May") == []


def test_words_are_whole_words() -> None:
    assert said_of("Send the sooner of two dates to the censured monitors' forum") == []


def test_one_word_said_twice_is_one_nudge() -> None:
    assert len(said_of("Monitor visits and monitor school")) == 1


def test_an_action_that_says_nowhere_how_it_is_seen_is_asked() -> None:
    asked = Nudge("seen_by", SAY_HOW_IT_WILL_BE_SEEN)
    assert asked in nudges(action="Visit before Friday")
    assert asked not in nudges(action="Visit before Friday and file a case note")
    assert asked not in nudges(action="Visit before Friday", seen_by=SEEN)


@pytest.mark.parametrize("words", ["failed to visit", "A hard to reach family", "Non-compliant"])
def test_words_that_blame_are_named_in_finding_and_action_alike(words: str) -> None:
    assert [nudge.about for nudge in nudges(finding=words)] == ["finding"]
    assert any("blame" in says for says in said_of(words))


def test_nothing_is_said_of_an_empty_form() -> None:
    assert nudges(finding="", action="  ", seen_by="") == []


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("Ask Amira to write it down", "Amira"),
        ("Read Amira’s case note with the family", "Amira"),  # noqa: RUF001
        ("Ask Amira  Khan to write it down", "Amira Khan"),
        ("Phone Mrs Jones at school", "Mrs Jones"),
        ("Ask Dr. Patel for the letter", "Dr. Patel"),
    ],
)
def test_a_name_is_nudged_to_be_a_role(action: str, name: str) -> None:
    said = nudges(action=action, seen_by=SEEN, names={"Amira", "Amira Khan"})
    assert [nudge.says for nudge in said] == [f"“{name}” {NAME_THE_ROLE}"]


@pytest.mark.parametrize("action", ["Ask the social worker to write", "Visit with amiraculous joy"])
def test_a_role_is_no_name(action: str) -> None:
    assert nudges(action=action, seen_by=SEEN, names={"Amira", "Amira Khan"}) == []


@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text: str) -> None:
    for nudge in nudges(finding=text, action=text, seen_by=text):
        assert nudge.says.endswith(".")


@pytest.mark.parametrize("hostile", ["as soon ", "direct \t", "•", "a", "keep an eye "])
def test_a_long_hostile_text_is_read_like_any_other(hostile: str) -> None:
    long = hostile * (50_000 // len(hostile))
    assert {nudge.about for nudge in nudges(finding=long, action=long)} <= {"action", "seen_by"}
