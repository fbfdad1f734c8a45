"""An operator takes in files by command: in words for people, in JSON for programs."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from closeloop.cli import main

STAFF = "email,name,roles,shoe size\ndana@x.example,Dana,director,38\nhal@x.example,Hal,{role},44\n"


class Office:
    """A place at which an operator gives commands to a database of its own."""

    def __init__(self, folder: Path) -> None:
        """Make the database ready."""
        self.folder = folder
        self.environment = {
            "CLOSELOOP_VAR": str(folder / "var"),
            "CLOSELOOP_DATABASE_URL": "",
            "CLOSELOOP_NOW": "2026-03-02T09:00:00+00:00",
        }
        assert self.runs("init").exit_code == 0

    def runs(self, *words: str) -> Result:
        """Give a command."""
        return CliRunner().invoke(main, words, env=self.environment)

    def takes_in(self, *words: str) -> Result:
        """Take in a file."""
        return self.runs("import", *words)

    def reports(self, *words: str) -> tuple[int, dict[str, Any]]:
        """Take in a file as a program does: the status, and the one object that is printed."""
        answer = self.takes_in(*words, "--json")
        return answer.exit_code, json.loads(answer.stdout)

    def staff(self, role: str = "head_of_service") -> str:
        """A staff list, the second row of which is wrong for a role that is none."""
        path = self.folder / "staff.csv"
        path.write_text(STAFF.format(role=role), encoding="utf-8")
        return str(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(made: Office, tmp_path: Path) -> Office:
    """The office with a database as it was at first."""
    made.folder = tmp_path
    kept = Path(made.environment["CLOSELOOP_VAR"]) / "closeloop.db"
    fresh = tmp_path / "fresh.db"
    fresh.write_bytes(kept.read_bytes())
    made.environment["CLOSELOOP_DATABASE_URL"] = f"sqlite:///{fresh}"
    return made


def test_a_program_gets_the_report_and_nothing_else(office: Office) -> None:
    status, report = office.reports("people", office.staff())
    assert status == 0
    assert {name: report[name] for name in ("rows", "created", "updated", "unchanged")} == {
        "rows": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
    }
    assert (report["rejected"], report["errors"]) == (0, [])
    assert [(one["row"], one["column"]) for one in report["warnings"]] == [(1, "shoe size")]
    assert office.reports("people", office.staff())[1]["unchanged"] == 2


def test_a_refused_file_is_status_2_with_a_line_for_each_thing_to_mend(office: Office) -> None:
    answer = office.takes_in("people", office.staff("boss"))
    assert answer.exit_code == 2
    assert answer.stdout == ""
    lines = answer.stderr.splitlines()
    assert lines[0].startswith("row 3, roles: boss is not one of practitioner, ")
    assert lines[-1] == "Nothing was imported: 1 of 2 rows need mending."
    status, report = office.reports("people", office.staff("boss"))
    assert (status, report["rows"], report["unchanged"], report["rejected"]) == (2, 2, 1, 1)
    assert office.reports("people", office.staff())[1]["created"] == 2


def test_a_dry_run_says_so_and_changes_nothing(office: Office) -> None:
    answer = office.takes_in("people", office.staff(), "--dry-run")
    assert answer.exit_code == 0
    assert "nothing was changed" in answer.stdout
    assert office.reports("people", office.staff())[1]["created"] == 2


def test_the_rows_to_mend_are_written_with_what_is_wrong(office: Office) -> None:
    out = office.folder / "mend.csv"
    office.takes_in("people", office.staff("boss"), "--rejects", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["email"], row["roles"], row["row"]) == ("hal@x.example", "boss", "3")
    assert row["message"].startswith("roles: boss is not one of")


def test_nothing_is_written_to_mend_where_nothing_is_wrong(office: Office) -> None:
    out = office.folder / "mend.csv"
    assert office.takes_in("people", office.staff(), "--rejects", str(out)).exit_code == 0
    assert not out.exists()


def test_a_file_that_is_not_there_is_one_line(office: Office) -> None:
    answer = office.takes_in("people", str(office.folder / "gone.csv"))
    assert answer.exit_code == 2
    assert len(answer.stderr.splitlines()) == 1
    assert "gone.csv cannot be read" in answer.stderr
    status, report = office.reports("people", str(office.folder / "gone.csv"))
    assert (status, report["rows"]) == (2, 0)
    assert report["errors"][0]["row"] is None


def test_a_message_with_lines_of_its_own_stays_on_one(office: Office) -> None:
    path = office.folder / "staff.csv"
    path.write_text('email,name,roles\n"a\nb",Dana,director\n', encoding="utf-8")
    answer = office.takes_in("people", str(path))
    assert len(answer.stderr.splitlines()) == 2


def test_a_file_beyond_a_limit_is_refused_in_the_words_of_the_api(office: Office) -> None:
    path = office.folder / "children.csv"
    for data, set_to, why in (
        (b"x" * (10 * 1024 * 1024 + 1), "", "This file is larger than 10 MB."),
        (b"child_ref,status\nC-1,cin\nC-2,cin\n", "file_rows=1", "Row 2: a file may have 1 rows."),
    ):
        path.write_bytes(data)
        office.environment["CLOSELOOP_LIMITS"] = set_to
        refused = office.takes_in("children", str(path))
        del office.environment["CLOSELOOP_LIMITS"]
        assert (refused.exit_code, refused.stderr.strip()) == (2, why)
