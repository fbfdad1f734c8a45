"""The authority's own closures, as its calendar file says them."""

from datetime import date
from pathlib import Path

import pytest

from closeloop.config import shipped
from closeloop.rules import closures
from closeloop.rules.closures import Closure

CHRISTMAS = """
[[closure]]
first_on = 2026-12-29
last_on = 2026-12-31
name = "Christmas closure"
"""


def test_a_closure_has_a_first_and_a_last_day() -> None:
    assert closures.read(CHRISTMAS) == (
        Closure(date(2026, 12, 29), date(2026, 12, 31), "Christmas closure"),
    )


def test_the_shipped_calendar_closes_on_no_day() -> None:
    file: Path = shipped("workflows") / "calendar" / "closures.toml"
    assert closures.read(file.read_text(encoding="utf-8")) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CHRISTMAS.replace("2026-12-31", "2026-12-01"), "closure 1: give a last day"),
        (CHRISTMAS.replace("2026-12-31", '"31 December"'), "closure 1: write first_on"),
        (CHRISTMAS.replace("2026-12-29", "2026-12-29T09:00:00"), "closure 1: write first_on"),
        ("[[closure", "Mend the TOML"),
    ],
)
def test_a_closure_that_cannot_be_read_is_named_with_the_cure(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        closures.read(text)
