"""The entries of docs/adr: each answers the same five questions, and the list names them all."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT

FOLDER = ROOT / "docs/adr"
ENTRIES = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Now.", "Why.", "Decision.", "Discarded.", "Revisit when"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.stem)
def test_a_decision_says_what_was_discarded_and_when_to_think_again(entry: Path) -> None:
    assert re.findall(r"^\*\*(.+?)\*\*", entry.read_text(), flags=re.MULTILINE) == PARTS


def test_the_list_of_decisions_names_each_in_order() -> None:
    named = re.findall(r"\]\((\d{4}-.+?\.md)\)", (FOLDER / "README.md").read_text())
    assert named == [entry.name for entry in ENTRIES]
