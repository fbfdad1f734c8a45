"""What is installed is locked: by hash, alike in every list, and from nowhere in particular."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT

LISTS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^([\w.\-]+(?:\[[\w,\-]+\])?)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / "requirements" / name).read_text()))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_a_locked_list_has_a_hash_for_each_package_and_names_no_host(path: Path) -> None:
    text = path.read_text()
    packages = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [lines.split()[0] for lines in packages if "--hash=sha256:" not in lines] == []
    assert "://" not in text


def test_what_the_longer_lists_share_with_the_shorter_is_the_same() -> None:
    runtime, tests, quality = pins("runtime.txt"), pins("tests.txt"), pins("quality.txt")
    assert runtime.items() <= tests.items() <= quality.items()


def test_closeloop_is_built_by_what_is_locked() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert named == [f"{name}=={version}" for name, version in pins("build.txt").items()]


def test_macros_and_style_sheet_are_a_pair_that_was_tried() -> None:
    assets = json.loads((ROOT / "package.json").read_text())["dependencies"]
    macros = pins("runtime.txt")["govuk-frontend-jinja"]
    assert (macros, assets["govuk-frontend"]) == ("4.1.0", "6.3.0")


def test_the_lock_of_the_assets_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
