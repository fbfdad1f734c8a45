"""The source tree, as the house tests read it."""

import ast
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every Python module in these folders: its path from the root, and what it says."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), _read(path)


@cache  # every house test reads them all
def _read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def kept() -> list[Path]:
    """Every file of the project, without what was installed or built."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    said = subprocess.run(  # noqa: S603 - the words above
        command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [path for name in said.stdout.split("\0") if (path := ROOT / name).is_file()]


def setup_cfg() -> ConfigParser:
    """setup.cfg, read."""
    found = ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    return found
