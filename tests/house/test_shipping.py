"""What is shipped: the whole of closeloop, which then runs anywhere."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.tree import ROOT, kept, setup_cfg

# A folder that stands on one machine alone: somebody's home, or the place where a copy was laid.
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.~}/])/(?:home|Users|opt|root|srv|work)/\w")


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in kept()
        for found in SOMEBODYS_FOLDER.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


def test_every_folder_of_modules_is_shipped() -> None:
    folders = {
        str(path.parent.relative_to(ROOT)) for path in (ROOT / "closeloop").rglob("__init__.py")
    }
    listed = setup_cfg()["options"]["packages"].split()
    beside = {"closeloop.workflows", "closeloop.templates", "closeloop.migrations"}
    assert set(listed) == {folder.replace("/", ".") for folder in folders} | beside


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built from a copy of the tree and unpacked far away from it."""
    copy = tmp_path_factory.mktemp("copy")
    for path in kept():
        (copy / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy / path.relative_to(ROOT))
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-build-isolation", "--wheel-dir", ".", "."]
    built = subprocess.run(command, cwd=copy, check=False, capture_output=True, text=True)  # noqa: S603 - the words above
    assert built.returncode == 0, built.stderr
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with ZipFile(next(copy.glob("*.whl"))) as wheel:
        wheel.extractall(elsewhere)
    return elsewhere


def test_a_wheel_runs_elsewhere(unpacked: Path, tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(unpacked), "PATH": os.environ["PATH"]}
    for command in (["init"], ["init", "--json"]):
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-W", "error", "-m", "closeloop", *command],
            cwd=tmp_path, env=environment, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "var/closeloop.db").exists()


def test_a_wheel_carries_every_template_and_definition(unpacked: Path) -> None:
    for folder in ("templates", "workflows"):
        data = [
            path
            for path in (ROOT / folder).rglob("*.*")
            if path.suffix in {".html", ".txt", ".toml", ".csv"}
        ]
        missing = [
            path for path in data
            if not (unpacked / "closeloop" / folder / path.relative_to(ROOT / folder)).exists()
        ]  # fmt: skip
        assert data
        assert missing == []
