"""How often somebody may ask, whichever process answers."""

import os
from pathlib import Path

import pytest
from werkzeug.exceptions import TooManyRequests

from closeloop.web.rate import SLOTS, Windows


def test_who_asks_too_often_is_told_when_to_ask_again() -> None:
    windows = Windows()
    for second in (0, 1, 2):
        windows.begin("amira", 3, 9, at=second)
    with pytest.raises(TooManyRequests) as refused:
        windows.begin("amira", 3, 9, at=10)
    assert refused.value.description == "Too many requests. Try again in 50 seconds."
    assert ("Retry-After", "50") in refused.value.get_headers()


def test_the_window_slides_and_refusals_do_not_count() -> None:
    windows = Windows()
    windows.begin("amira", 1, 9, at=0)
    for second in (10, 20, 59):
        with pytest.raises(TooManyRequests):
            windows.begin("amira", 1, 9, at=second)
    windows.begin("amira", 1, 9, at=60)


def test_who_waits_as_long_as_was_said_gets_in() -> None:
    windows = Windows()
    for second in (0, 0, 7, 7, 30):
        windows.begin("amira", 5, 99, at=second)
    for at, seconds in ((31, 29), (61, 6), (67, 23)):
        with pytest.raises(TooManyRequests, match=f"in {seconds} seconds"):
            fill(windows, at)


def fill(windows: Windows, at: int) -> None:
    while True:
        windows.begin("amira", 5, 99, at=at)


def test_what_is_not_answered_yet_counts_until_it_is() -> None:
    windows = Windows()
    first, second = (windows.begin("amira", 99, 2, at=at) for at in (0, 1))
    with pytest.raises(TooManyRequests, match="Try again in 1 seconds"):
        windows.begin("amira", 99, 2, at=2)
    windows.end("amira", first, at=2)
    windows.begin("amira", 99, 2, at=2)
    windows.end("amira", second, at=3)
    windows.end("amira", second, at=3)  # once more than it began
    windows.begin("amira", 99, 2, at=3)


def test_what_a_killed_process_had_in_hand_is_forgotten_within_a_minute() -> None:
    windows = Windows()
    windows.begin("amira", 99, 1, at=0)
    windows.begin("amira", 99, 1, at=60)


def test_one_persons_haste_is_not_anothers() -> None:
    windows = Windows()
    windows.begin("amira", 1, 9, at=0)
    windows.begin("ben", 1, 9, at=0)


def test_processes_of_a_machine_count_together(tmp_path: Path) -> None:
    Windows(tmp_path / "requests").begin("amira", 2, 9, at=0)
    child = os.fork()
    if child == 0:  # ends here, whatever becomes of the count: pytest is its parent's
        Windows(tmp_path / "requests").begin("amira", 2, 9, at=1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    with pytest.raises(TooManyRequests):
        Windows(tmp_path / "requests").begin("amira", 2, 9, at=2)


def test_the_file_names_nobody(tmp_path: Path) -> None:
    Windows(tmp_path / "requests").begin("address 10.9.8.7", 2, 9)
    assert b"10.9.8.7" not in (tmp_path / "requests").read_bytes()


def test_without_a_file_a_process_counts_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "var").touch()  # no folder
    windows = Windows(tmp_path / "var" / "requests")
    windows.begin("amira", 1, 9, at=0)
    with pytest.raises(TooManyRequests):
        windows.begin("amira", 1, 9, at=0)
    assert "requests are counted for this process alone" in caplog.text


def test_more_names_than_there_is_room_for_push_out_the_longest_silent() -> None:
    windows = Windows()
    for number in range(SLOTS):
        windows.begin(f"address {number}", 1, 9, at=number // 100)
    windows.begin("amira", 1, 9, at=SLOTS // 100)
    with pytest.raises(TooManyRequests):
        windows.begin("amira", 1, 9, at=SLOTS // 100)


def test_a_machine_that_was_started_anew_begins_from_nought() -> None:
    windows = Windows()
    windows.begin("amira", 1, 9, at=900_000)
    windows.begin("amira", 1, 9, at=5)
