"""How large a room may be: one that outgrows it has two reasons to change."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, modules

ROOM_LINES = 300
TEST_LINES = 350  # a list of cases may be longer than a room
LONGEST_FUNCTION = 40
MOST_FUNCTIONS = 25  # lines that 95 in 100 keep to

Functions = list[tuple[int, str]]


def functions(*folders: str) -> Iterator[tuple[int, str]]:
    """Each function's lines, docstring included and decorators not, and where it is."""
    for path, module in modules(*folders):
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield node.end_lineno - node.lineno + 1, f"{path}:{node.lineno} {node.name}"


@pytest.mark.parametrize(("folder", "most"), [("closeloop", ROOM_LINES), ("tests", TEST_LINES)])
def test_no_module_outgrows_a_room(folder: str, most: int) -> None:
    lines = {path: len((ROOT / path).read_text().splitlines()) for path, _ in modules(folder)}
    assert {path: n for path, n in lines.items() if n > most} == {}


@pytest.mark.parametrize("folder", ["closeloop", "tests"])
def test_no_function_is_longer_than_a_screen(folder: str) -> None:
    assert [place for lines, place in functions(folder) if lines > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("folder", ["closeloop", "tests"])
def test_nearly_every_function_is_short(folder: str) -> None:
    found = list(functions(folder))
    long = [f"{lines} {place}" for lines, place in found if lines > MOST_FUNCTIONS]
    assert len(long) <= len(found) / 20, "\n".join(sorted(long, reverse=True))
