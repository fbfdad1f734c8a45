"""How often somebody may ask."""

import pytest
from werkzeug.exceptions import TooManyRequests

from closeloop.web.rate import Windows


def test_who_asks_too_often_is_told_when_to_ask_again() -> None:
    windows = Windows()
    for second in (0, 1, 2):
        windows.count("amira", 3, at=second)
    with pytest.raises(TooManyRequests) as refused:
        windows.count("amira", 3, at=10.5)
    assert refused.value.description == "Too many requests. Try again in 50 seconds."
    assert ("Retry-After", "50") in refused.value.get_headers()


def test_the_window_slides_and_refusals_do_not_count() -> None:
    windows = Windows()
    windows.count("amira", 1, at=0)
    for second in (10, 20, 59.9):
        with pytest.raises(TooManyRequests):
            windows.count("amira", 1, at=second)
    windows.count("amira", 1, at=60)


def test_one_persons_haste_is_not_anothers() -> None:
    windows = Windows()
    windows.count("amira", 1, at=0)
    windows.count("ben", 1, at=0)


def test_who_has_not_asked_for_a_minute_is_forgotten() -> None:
    windows = Windows()
    for number in range(10_001):
        windows.count(f"address {number}", 1, at=0)
    windows.count("amira", 1, at=61)
    assert windows.known() == 1
