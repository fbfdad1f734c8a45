"""The rule of run charts: when a measure has changed, and when it only moves about."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rules import run_chart
from closeloop.rules.run_chart import FEWEST, read

# whole numbers: a median between two of them is exact, whatever is added or turned round
VALUES = st.lists(st.integers(-50, 50), min_size=FEWEST, max_size=60)


@given(st.lists(st.integers(0, 50), max_size=FEWEST - 1))
def test_too_few_months_say_nothing(values: list[int]) -> None:
    reading = read([float(value) for value in values])
    assert reading.median is None
    assert reading.shift is None


@given(VALUES)
def test_a_shift_is_one_sided_and_longer_than_chance(values: list[int]) -> None:
    reading = read(values)
    assert reading.median is not None
    useful = [value for value in values if value != reading.median]
    if reading.shift is None:
        return
    run = values[reading.shift.first : reading.shift.last + 1]
    counted = [value for value in run if value != reading.median]
    assert len(counted) == reading.shift.points > round(log2(len(useful)) + 3)
    assert {value > reading.median for value in counted} == {reading.shift.is_above}


@given(VALUES, st.integers(-100, 100))
def test_where_zero_lies_makes_no_difference(values: list[int], moved: int) -> None:
    before, after = read(values), read([value + moved for value in values])
    assert before.shift == after.shift


@given(VALUES)
def test_upside_down_it_says_the_same_of_the_other_side(values: list[int]) -> None:
    up, down = read(values).shift, read([-value for value in values]).shift
    assert (up is None) == (down is None)
    if up and down:
        assert (up.first, up.last, up.points) == (down.first, down.last, down.points)
        assert up.is_above is not down.is_above


@given(VALUES, st.data())
def test_a_month_without_a_value_changes_nothing(values: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values)))
    gap: list[float | None] = [*values[:place], None, *values[place:]]
    before, after = read(values), read(gap)
    assert before.median == after.median
    assert (before.shift and before.shift.points) == (after.shift and after.shift.points)


@given(VALUES)
def test_points_on_the_median_are_left_out(values: list[int]) -> None:
    middle = read(values).median
    assert middle is not None
    doubled = [one for value in values for one in (value, middle)]
    before, after = read(values).shift, read(doubled).shift
    assert (before and before.points) == (after and after.points)


@given(st.integers(-5, 5), st.integers(FEWEST, 40))
def test_what_never_moves_has_not_changed(value: int, count: int) -> None:
    assert read([value] * count).shift is None


@pytest.mark.parametrize(("useful", "most"), [(10, 6), (12, 7), (20, 7), (24, 8)])
def test_how_long_a_run_is_by_chance(useful: int, most: int) -> None:
    assert run_chart.longest_by_chance(useful) == most


def test_a_step_in_the_middle_of_two_years_is_a_shift() -> None:
    reading = read([5.0] * 12 + [9.0] * 12)
    assert reading.median == 7
    assert reading.shift is not None
    assert (reading.shift.first, reading.shift.last, reading.shift.is_above) == (12, 23, True)
