"""A file is taken as a whole or not at all, wherever it is cut off and whoever sends it too."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from threading import Barrier

import pytest
from sqlalchemy import event

from closeloop.intake.report import Report
from tests.authority import Authority
from tests.intake.handing_in import STRENGTH, Counter, file_of, findings

SECOND = {"finding": "The plan is out of date."}
THIRD = {"finding": "No genogram.", "audited_on": "2026-02-24"}

STAFF = file_of(
    {"email": "zoe@midshire.example", "manager_email": "max@midshire.example", "team": "Team C"}
    | {"name": "Zoë", "roles": "practitioner", "team_parent": "Area"},
    {"email": "max@midshire.example", "manager_email": "sam@midshire.example", "team": "Team C"}
    | {"name": "Max", "roles": "team_manager", "team_parent": ""},
    {"email": "ben@midshire.example", "manager_email": "max@midshire.example", "team": "Team C"}
    | {"name": "Ben", "roles": "auditor", "leaves_on": "2026-02-01"},
)
CHILDREN = file_of(
    {"child_ref": "C-1001", "status": "cp", "team": "Team D", "restricted": "yes"},
    {"child_ref": "C-7", "status": "cin", "team": "Team A", "restricted": ""},
)
AUDITS = findings({"severity": "high"}, SECOND, STRENGTH, THIRD)


class Cut(Exception):  # noqa: N818 - what happened, not what is wrong
    """The process ended here."""


@pytest.fixture
def counter(authority: Authority) -> Counter:
    authority.takes_in()
    counter = Counter(authority)
    counter.takes("audits", findings({}))
    return counter


@contextmanager
def cut_off_at(counter: Counter, number: int) -> Iterator[None]:
    """End at the statement of this number, in the order in which they are sent."""
    sent = count(1)

    def end(*_: object) -> None:
        if next(sent) == number:
            raise Cut

    engine = counter.authority.database.engine
    event.listen(engine, "before_cursor_execute", end)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", end)


def report_or_cut(counter: Counter, kind: str, file: bytes, number: int) -> Report | None:
    """The report of a file; None where it was cut off at the statement of this number."""
    try:
        with cut_off_at(counter, number):
            return counter.loads(kind, file).report
    except Cut:
        return None


@pytest.mark.parametrize(
    ("kind", "file"), [("people", STAFF), ("children", CHILDREN), ("audits", AUDITS)]
)
def test_nothing_is_kept_of_a_file_that_is_cut_off_at_any_statement(
    counter: Counter, kind: str, file: bytes
) -> None:
    before, number = counter.counts(), 1
    while (report := report_or_cut(counter, kind, file, number)) is None:
        assert counter.counts() == before
        number += 1
    assert number > 10
    assert (report.errors, report.rows) == ((), report.created + report.updated)
    assert counter.takes(kind, file).unchanged == report.rows


@pytest.mark.parametrize(
    ("kind", "file"), [("people", STAFF), ("children", CHILDREN), ("audits", AUDITS)]
)
def test_of_two_who_send_one_file_at_once_the_second_changes_nothing(
    counter: Counter, kind: str, file: bytes
) -> None:
    together = Barrier(2)

    def send() -> tuple[int, int]:
        together.wait()
        report = counter.loads(kind, file).report
        return report.unchanged, report.rejected

    with ThreadPoolExecutor(2) as pool:
        first, second = sorted(one.result() for one in [pool.submit(send), pool.submit(send)])
    assert (first, second) == ((0, 0), (file.count(b"\r\n") - 1, 0))


def test_a_dry_run_says_what_a_load_then_does(counter: Counter) -> None:
    for kind, file in (("people", STAFF), ("children", CHILDREN), ("audits", AUDITS)):
        foretold = counter.loads(kind, file, dry_run=True)
        assert foretold.id is None
        assert counter.takes(kind, file) == foretold.report


def test_a_dry_run_changes_nothing(counter: Counter) -> None:
    before = counter.counts()
    assert counter.loads("audits", AUDITS, dry_run=True).report.errors == ()
    assert counter.counts() == before
