"""Words that closeloop never says to anybody: they blame, frighten or explain nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, modules

NEVER = (
    "failed", "failure of", "breach", "non-compliant", "compliance", "offender", "ticket",
    "assignee", "SLA", "RAG", "chase", "nag", "invalid", "illegal", "oops", "please", "sorry",
)  # fmt: skip
NEVER_SAID = re.compile(r"\b(" + "|".join(NEVER) + r")\b", re.IGNORECASE)
# What is the template's own business and not said: instructions, comments, tags.
NOT_SAID = re.compile(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
MAY_APOLOGISE = {"500.html", "503.html"}


def said_in(template: Path) -> Iterator[str]:
    text = NOT_SAID.sub(" ", template.read_text(encoding="utf-8"))
    for word in NEVER_SAID.findall(text):
        if not (word.lower() == "sorry" and template.name in MAY_APOLOGISE):
            yield f"{template.relative_to(ROOT)}: {word}"


def test_no_template_says_a_word_that_blames_or_frightens() -> None:
    templates = [
        path for kind in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{kind}")
    ]
    assert templates
    assert [found for template in templates for found in said_in(template)] == []


def test_no_refusal_says_one_either() -> None:
    said = [
        f"{path}:{node.lineno}: {text.value}"
        for path, module in modules("closeloop")
        for node in ast.walk(module)
        if isinstance(node, ast.Raise)
        for text in ast.walk(node)
        if isinstance(text, ast.Constant)
        and isinstance(text.value, str)
        and NEVER_SAID.search(text.value)
    ]
    assert said == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>This date is invalid.</p>", ["invalid"]),
        ("<p>Purchase storage, snags</p>", []),
        ("{# please keep this short #}<p>{{ failed }}</p>", []),
        ('<a href="/letters?failed=1">Not delivered</a>', []),
        ("<h1>SORRY</h1>", ["SORRY"]),
    ],
)
def test_only_what_is_read_counts(text: str, found: list[str]) -> None:
    assert NEVER_SAID.findall(NOT_SAID.sub(" ", text)) == found
