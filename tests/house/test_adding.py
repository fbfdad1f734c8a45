"""What docs/adding.md promises: each thing is added in one place."""

import re
from pathlib import Path

import pytest

from closeloop.intake import loads
from closeloop.mail import rendering
from closeloop.reports import report
from closeloop.rules import definition
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import WorkingDays
from tests.house.tree import ROOT
from tests.rules.midshire import AUDIT_ACTION

GUIDE = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")


def test_every_place_that_the_guide_names_is_there() -> None:
    named = re.findall(r"`((?:closeloop|tests|templates|workflows)/[\w/.]+?)/?`", GUIDE)
    assert named
    for path in named:
        if not {"NAME", "KIND", "KIND_NAME"} & set(re.split(r"[/.]", path)):
            assert (ROOT / path).exists(), path


def test_a_step_is_a_table_in_a_file_and_nothing_else() -> None:
    added = AUDIT_ACTION + (
        '\n[step.praise]\nlabel = "Say what went well"\nfrom = ["raised"]\nby = ["owner"]\n'
    )
    workflow = definition.read(added)
    book = Rulebook({("audit_action", 1): workflow}, WorkingDays())
    assert "praise" in book.newest("audit_action").steps
    assert workflow.after("praise", "raised") == "raised"


@pytest.mark.parametrize("file", sorted((ROOT / "workflows").glob("*.toml")), ids=lambda f: f.stem)
def test_every_letter_that_a_workflow_names_has_its_folder(file: Path) -> None:
    kinds = {rendering.kind_of(name) for name in rendering.letters()}
    named = set(re.findall(r'^letter = "(\w+)"', file.read_text(encoding="utf-8"), re.MULTILINE))
    assert {rendering.kind_of(name) for name in named} <= kinds


def test_every_module_of_the_reports_room_is_a_report_but_the_frame() -> None:
    modules = {path.stem for path in (ROOT / "closeloop" / "reports").glob("[a-z]*.py")}
    assert set(report.catalogue()) == modules - {"report"}


def test_every_import_kind_is_a_module_of_its_name() -> None:
    for name, kind in loads.KINDS.items():
        assert getattr(kind, "__name__", "") == f"closeloop.intake.{name}"
