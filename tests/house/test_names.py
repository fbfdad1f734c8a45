"""What modules and classes may be called: the field's words belong to the field."""

import ast
import re
from pathlib import Path

from tests.house.tree import modules

ROOMS_WITHOUT_A_PURPOSE = {"common", "helper", "helpers", "misc", "shared", "util", "utils"}
# A class named after a pattern instead of a thing; a manager here is somebody's line manager.
MACHINERY = re.compile(r"(Manager|Worker|Service|Helper|Handler|Processor|Util|Utils)$")


def test_no_room_is_a_drawer_for_everything() -> None:
    named = {path for path, _ in modules("closeloop", "tests")}
    assert [path for path in named if ROOMS_WITHOUT_A_PURPOSE & set(Path(path).parts)] == []
    assert [path for path in named if Path(path).stem in ROOMS_WITHOUT_A_PURPOSE] == []


def test_no_class_takes_a_word_from_the_field_for_machinery() -> None:
    taken = [
        f"{path}: {node.name}"
        for path, module in modules("closeloop")
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef) and MACHINERY.search(node.name)
    ]
    assert taken == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path for path, module in modules("closeloop", "tests") if not ast.get_docstring(module)
    ]
    assert silent == []


def test_only_the_command_line_prints() -> None:
    printing = [
        f"{path}:{node.lineno}"
        for path, module in modules("closeloop")
        if not path.startswith("closeloop/cli/")
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert printing == []
