"""Ids survive being shown, read aloud and typed again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rules.refs import ALL, LARGEST, SYMBOLS, action_id, action_ref, number, ref

NUMBERS = st.integers(1, ALL - 1)
LETTERS = st.sampled_from("EAFSIP")


@given(NUMBERS)
def test_every_action_is_found_again_by_its_id(item: int) -> None:
    shown = action_ref(item)
    assert action_id(shown) == item
    assert len(shown) == 7
    assert shown[4] == "-"
    assert set(shown.replace("-", "")) <= set(SYMBOLS)


@given(NUMBERS, st.data())
def test_an_id_typed_by_hand_still_names_its_action(item: int, data: st.DataObject) -> None:
    typed = "".join(
        data.draw(st.sampled_from({"1": "1iIlL", "0": "0oO"}.get(letter, letter)))
        for letter in action_ref(item)
    )
    assert action_id(f" {typed.lower()} ") == item
    assert action_id(typed.replace("-", "")) == item


@given(st.text(max_size=12))
def test_whatever_is_typed_names_one_action_or_none(typed: str) -> None:
    found = action_id(typed)
    assert found is None or action_id(action_ref(found)) == found


def test_actions_raised_one_after_the_other_do_not_look_alike() -> None:
    shown = [action_ref(item) for item in range(1, 2001)]
    assert len(set(shown)) == 2000
    alike = [
        sum(a == b for a, b in zip(one, following, strict=True)) - 1
        for one, following in pairwise(shown)
    ]
    assert max(alike) <= 3


@pytest.mark.parametrize("typed", ["", "4F7K", "4F7K-22-", "UUUU-UU", "000000", "4F7K-2\u0131"])
def test_what_is_no_id_names_no_action(typed: str) -> None:
    assert action_id(typed) is None


@pytest.mark.parametrize("item", [0, -1, ALL])
def test_a_number_without_an_id_is_refused(item: int) -> None:
    with pytest.raises(ValueError, match="is not from 1 to"):
        action_ref(item)


@given(LETTERS, st.integers(1, LARGEST))
def test_other_things_are_called_by_letter_and_number(letter: str, item: int) -> None:
    shown = ref(letter, item)
    assert shown == f"{letter}-{item}"
    assert number(letter, shown) == item
    assert number(letter, f" {shown.lower().replace('-', '')} ") == item


@pytest.mark.parametrize(
    "typed", ["", "E", "E-", "E-0", "E-007", "A-118", "E-1.5", "E--1", "E-1²", f"E-{LARGEST + 1}"]
)
def test_what_is_no_escalation_id_names_none(typed: str) -> None:
    assert number("E", typed) is None
