"""The days of the play: working days before today, and nothing after now."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from closeloop.rehearsal import stories
from closeloop.rehearsal.demonstration import WEEKS
from closeloop.rehearsal.span import Span
from closeloop.rules.working_days import london_day
from tests.rules.england import ENGLAND

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside
SHARES = st.floats(0, 1)


@given(MOMENTS)
def test_every_story_begins_within_it(now: datetime) -> None:
    span = Span.until(now, ENGLAND, weeks=WEEKS)
    assert max(story.raised for story in stories.told()) <= span.last
    assert all(ENGLAND.includes(day) for day in span.days[:-1])
    assert span.days[-1] == london_day(now)


@given(MOMENTS, SHARES, SHARES)
def test_the_hours_of_a_day_are_that_days_and_never_after_now(
    now: datetime, one: float, other: float
) -> None:
    span = Span.until(now, ENGLAND, weeks=WEEKS)
    for number in (0, span.last - 1, span.last):
        earlier, later = sorted((one, other))
        assert span.instant(number, earlier) <= span.instant(number, later) <= now
        assert london_day(span.instant(number, one)) == span.days[number]


@given(MOMENTS)
def test_every_day_has_its_morning_weekends_too(now: datetime) -> None:
    span = Span.until(now, ENGLAND, weeks=WEEKS)
    days = [london_day(at) for at in span.mornings()]
    assert days == sorted(set(days))
    assert set(span.days[:-1]) < set(days)
    assert max(span.mornings()) <= now
