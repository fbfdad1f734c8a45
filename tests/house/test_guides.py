"""The guides to workflow files explain every word that there is, and no other."""

import re
import tomllib

import pytest

from closeloop.rules import grammar, soundness
from closeloop.rules.relations import RELATIONS
from tests.house.tree import ROOT
from tests.rules.midshire import AUDIT_ACTION

WORKFLOWS = (ROOT / "docs" / "workflows.md").read_text(encoding="utf-8")
TABLES = {
    "The top of the file": grammar.TOP,
    "Dates: `[dates.NAME]`": grammar.AMOUNTS,
    "States: `[state.NAME]`": grammar.STATE,
    "Steps: `[step.NAME]`": grammar.STEP,
    "Who hears of a step: `[[notice]]`": grammar.NOTICE,
    "Clocks: `[[clock]]`": grammar.CLOCK,
    "Drift: `[drift.NAME]`": grammar.DRIFT,
    "Rungs: `[[rung]]`": grammar.RUNG,
}


def rows(text: str) -> dict[str, list[str]]:
    """The rows of a table by the word in their first cell."""
    found = re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE)
    return {word: cells.split(" | ") for word, cells in found}


def section(title: str) -> str:
    after = WORKFLOWS.split(f"\n## {title}\n", 1)[1]
    return after.split("\n## ", 1)[0]


@pytest.mark.parametrize("title", TABLES)
def test_every_word_of_a_workflow_file_is_explained_and_no_other(title: str) -> None:
    assert rows(section(title)).keys() == TABLES[title].keys()


@pytest.mark.parametrize("title", TABLES)
def test_every_example_in_the_guide_can_be_written_so(title: str) -> None:
    for word, (said, example) in rows(section(title)).items():
        assert said.endswith(".")
        written = tomllib.loads(example.strip("`"))
        assert list(written) == [word]
        TABLES[title][word](written[word])


def test_every_table_of_a_workflow_file_has_its_section() -> None:
    tables = set(re.findall(r"\[\[?(\w+)[.\]]", "".join(TABLES))) | {"ceiling"}
    assert tables == grammar.NESTED
    assert "`[ceiling]`" in section("Dates: `[dates.NAME]`")


def test_the_whole_example_in_the_guide_is_sound() -> None:
    [added] = re.findall(r"```toml\n(.+?)```", WORKFLOWS, re.DOTALL)
    letters = set(re.findall(r'letter = "(\w+)"', AUDIT_ACTION))
    workflow = soundness.read_checked(f"{AUDIT_ACTION}\n{added}", letters)
    assert workflow.clocks["long_overdue"].tell == ("head_of_service",)


def test_every_relation_is_explained_with_where_it_comes_from() -> None:
    text = (ROOT / "docs" / "relations.md").read_text(encoding="utf-8")
    found = rows(text)
    assert found.keys() == RELATIONS.keys()
    assert all(len(cells) == 2 and cells[0].endswith(".") for cells in found.values())


def test_the_glossary_says_each_word_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"\*\*(.+?)\*\*:", text)
    assert len(words) == len(set(words)) > 40
