"""An operator checks, draws and rehearses workflows; nothing is changed and nothing sent."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from defusedxml.ElementTree import fromstring

from closeloop.cli import main
from tests.rules.midshire import AUDIT_ACTION, ESCALATION


class Desk:
    """A place at which an operator gives commands, with workflows of its own."""

    def __init__(self, folder: Path) -> None:
        """Put the shipped workflows into a folder."""
        self.folder = folder
        self.workflows = folder / "ours"
        self.workflows.mkdir()
        self.writes("audit_action.toml", AUDIT_ACTION)
        self.writes("escalation.toml", ESCALATION)
        self.environment = {
            "CLOSELOOP_WORKFLOWS": str(self.workflows),
            "CLOSELOOP_VAR": str(folder / "var"),
            "CLOSELOOP_DATABASE_URL": "",
            "CLOSELOOP_NOW": "2026-03-02T09:00:00+00:00",
        }

    def writes(self, name: str, text: str) -> Path:
        """Write a workflow file."""
        path = self.workflows / name
        path.write_text(text, encoding="utf-8")
        return path

    def says(self, *words: str) -> Result:
        """Give a command."""
        return CliRunner().invoke(main, ["workflow", *words], env=self.environment)

    def asks(self, *words: str) -> tuple[int, dict[str, Any]]:
        """Give a command as a program does: its status, and the one object that it prints."""
        answer = self.says(*words, "--json")
        return answer.exit_code, json.loads(answer.stdout)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


# check --------------------------------------------------------------------------------------------


def test_what_is_sound_is_said_to_be(desk: Desk) -> None:
    answer = desk.says("check")
    assert answer.exit_code == 0
    assert answer.stdout == "audit_action 1 is sound.\nescalation 1 is sound.\n"


def test_each_mistake_is_one_line_with_file_line_and_cure(desk: Desk) -> None:
    text = AUDIT_ACTION.replace('begins = "raised"', 'begins = "rased"')
    path = desk.writes("audit_action.toml", text)
    answer = desk.says("check")
    line = text.split("\n").index('begins = "rased"') + 1
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert answer.stderr == (
        f"{path}: line {line}: begins: 'rased' is no state here. Did you mean raised?\n"
    )


def test_one_file_is_checked_by_itself_wherever_it_is(desk: Desk) -> None:
    elsewhere = desk.folder / "draft.toml"
    elsewhere.write_text("name = 1", encoding="utf-8")
    status, said = desk.asks("check", str(elsewhere))
    assert status == 2
    assert said["checked"] == 1
    assert said["mistakes"][0] == {
        "file": str(elsewhere),
        "line": 1,
        "message": "name: use a name of 1 to 40 of a to z and _.",
    }


def test_what_is_sound_is_listed_for_programs(desk: Desk) -> None:
    status, said = desk.asks("check")
    assert status == 0
    assert said == {
        "checked": 2,
        "sound": [
            {"name": "audit_action", "version": 1},
            {"name": "escalation", "version": 1},
        ],
        "mistakes": [],
    }


def test_two_files_with_one_version_are_told_apart_by_a_new_one(desk: Desk) -> None:
    path = desk.writes("zz_copy.toml", AUDIT_ACTION)
    status, said = desk.asks("check")
    assert status == 2
    [mistake] = said["mistakes"]
    assert mistake["file"] == str(path)
    assert mistake["message"] == (
        "Another file here has audit_action 1 too. Give this one version 2."
    )


def test_a_file_that_is_not_there_is_named(desk: Desk) -> None:
    status, said = desk.asks("check", "nowhere.toml")
    assert status == 2
    assert said["error"] == "nowhere.toml: No such file or directory."


def test_a_folder_without_workflows_is_named(desk: Desk) -> None:
    for path in desk.workflows.iterdir():
        path.unlink()
    status, said = desk.asks("check")
    assert status == 2
    assert "there is no workflow file" in said["error"]


def test_a_file_in_another_encoding_is_told_by_line(desk: Desk) -> None:
    path = desk.workflows / "audit_action.toml"
    path.write_bytes(AUDIT_ACTION.replace('"Raised"', '"Zoë"').encode("cp1252"))
    _, said = desk.asks("check")
    [mistake] = said["mistakes"]
    assert mistake["line"] == AUDIT_ACTION[: AUDIT_ACTION.index('"Raised"')].count("\n") + 1
    assert mistake["message"] == "This is not UTF-8. Save the file with that encoding."


def test_a_file_as_windows_writes_it_is_read_alike(desk: Desk) -> None:
    path = desk.workflows / "audit_action.toml"
    path.write_bytes(b"\xef\xbb\xbf" + AUDIT_ACTION.replace("\n", "\r\n").encode())
    assert desk.asks("check")[0] == 0


# draw ---------------------------------------------------------------------------------------------


def test_a_workflow_is_drawn_as_mermaid_and_as_a_picture(desk: Desk) -> None:
    answer = desk.says("draw", "audit_action")
    assert answer.exit_code == 0
    assert answer.stdout.startswith('stateDiagram-v2\n    state "Raised" as raised\n')
    assert answer.stdout.endswith("%% audit_action.svg shows the same as a picture.\n")
    picture = fromstring((desk.folder / "audit_action.svg").read_text(encoding="utf-8"))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"


def test_the_picture_goes_where_it_is_wanted(desk: Desk) -> None:
    status, said = desk.asks("draw", "escalation", "--svg", "ladder.svg")
    assert status == 0
    assert said["svg_file"] == "ladder.svg"
    assert said["mermaid"].startswith("stateDiagram-v2")
    assert (desk.folder / "ladder.svg").read_text(encoding="utf-8").strip() == said["svg"].strip()
    assert not (desk.folder / "escalation.svg").exists()


def test_the_newest_version_is_drawn(desk: Desk) -> None:
    newer = AUDIT_ACTION.replace("version = 1", "version = 2").replace('"Raised"', '"Found"')
    desk.writes("audit_action_2.toml", newer)
    assert 'state "Found" as raised' in desk.says("draw", "audit_action").stdout


def test_an_unknown_workflow_is_refused_with_those_that_there_are(desk: Desk) -> None:
    answer = desk.says("draw", "audit")
    assert answer.exit_code == 2
    assert answer.stderr == ("There is no workflow 'audit'. There are: audit_action, escalation.\n")


def test_a_workflow_that_is_not_sound_is_neither_drawn_nor_rehearsed(desk: Desk) -> None:
    desk.writes("audit_action.toml", "name = 1")
    for words in (("draw",), ("rehearse", "--from", "2026-03-02", "--to", "2026-03-09")):
        command, *rest = words
        status, said = desk.asks(command, "audit_action", *rest)
        assert status == 2
        assert "audit_action.toml: line 1: " in said["error"]


# rehearse -----------------------------------------------------------------------------------------


def test_a_rehearsal_is_a_table_of_who_would_hear_what_and_when(desk: Desk) -> None:
    answer = desk.says("rehearse", "audit_action", "--from", "2026-03-02", "--to", "2026-03-16")
    lines = answer.stdout.split("\n")
    assert answer.exit_code == 0
    assert lines[0] == "Nothing here is sent."
    assert lines[1].split() == ["when", "severity", "cause", "letter", "to", "seen"]
    assert "2026-03-02 09:00  standard  audit_action: raise" in answer.stdout
    assert "drift no_movement" in answer.stdout
    assert "level independent" in answer.stdout


def test_a_rehearsal_can_be_read_by_a_program(desk: Desk) -> None:
    status, said = desk.asks("rehearse", "escalation", "--from", "2/3/2026", "--to", "9 March 2026")
    assert status == 0
    assert (said["workflow"], said["from"], said["to"]) == (
        "escalation",
        "2026-03-02",
        "2026-03-09",
    )
    assert said["sent"] == 0
    assert said["happenings"][0] == {
        "at": "2026-03-02T09:00:00+00:00",
        "workflow": "escalation",
        "severity": "critical",
        "cause": "raise",
        "letter": "escalation",
        "who": ["receiver"],
        "drift": None,
        "why": None,
        "level": "team_manager",
    }


def test_a_rehearsal_over_christmas_passes_the_bank_holidays(desk: Desk) -> None:
    _, said = desk.asks("rehearse", "audit_action", "--from", "2026-12-21", "--to", "2026-12-31")
    due = [one["at"] for one in said["happenings"] if one["cause"] == "due_today"]
    assert due == ["2026-12-30T08:00:00+00:00"]


def test_a_rehearsal_follows_the_authority_s_own_calendar(desk: Desk) -> None:
    assert CliRunner().invoke(main, ["init"], env=desk.environment).exit_code == 0
    with closing(sqlite3.connect(desk.folder / "var" / "closeloop.db")) as kept, kept:
        closure = ("2026-12-29", "2026-12-31", "Christmas")
        kept.execute("INSERT INTO closure (first_on, last_on, name) VALUES (?, ?, ?)", closure)
    _, said = desk.asks("rehearse", "audit_action", "--from", "2026-12-21", "--to", "2027-01-08")
    due = [one["at"] for one in said["happenings"] if one["cause"] == "due_today"]
    assert due == ["2027-01-05T08:00:00+00:00"]


@pytest.mark.parametrize(
    ("first", "last", "cure"),
    [
        ("2026-03-09", "2026-03-02", "Choose a last day from 2026-03-09"),
        ("soon", "2026-03-02", "from: "),
        ("2026-03-02", "30/2/2026", "to: "),
    ],
)
def test_days_that_are_none_are_refused_by_name(
    desk: Desk, first: str, last: str, cure: str
) -> None:
    status, said = desk.asks("rehearse", "audit_action", "--from", first, "--to", last)
    assert status == 2
    assert cure in said["error"]
