"""The workflow files of a folder: each read and checked, and no two the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from closeloop.mail.rendering import letters
from closeloop.rules import soundness
from closeloop.rules.definition import LARGEST
from closeloop.rules.page import TOP, Mistake, NotDefined, Page
from closeloop.rules.refusals import NotReady
from closeloop.rules.workflow import Workflow

NOT_WORKFLOWS = frozenset({"activities.toml"})
MOST_BYTES = 4  # of a character in UTF-8

Key = tuple[str, int]


@dataclass(frozen=True)
class Folder:
    """What was found: the text and workflow of each sound file, the mistakes of each other one."""

    texts: Mapping[Key, str] = field(default_factory=dict)
    workflows: Mapping[Key, Workflow] = field(default_factory=dict)
    mistakes: Mapping[Path, list[Mistake]] = field(default_factory=dict)


def in_folder(folder: Path) -> list[Path]:
    """The workflow files of a folder, by name."""
    return sorted(path for path in folder.glob("*.toml") if path.name not in NOT_WORKFLOWS)


def read(paths: Iterable[Path]) -> Folder:
    """Read and check files. Raises OSError for one that cannot be opened."""
    texts: dict[Key, str] = {}
    workflows: dict[Key, Workflow] = {}
    mistakes: dict[Path, list[Mistake]] = {}
    for path in paths:
        try:
            text = _text(path)
            workflow = soundness.read_checked(text, letters())
            key = (workflow.name, workflow.version)
            _check_new(key, texts, text)
        except NotDefined as wrong:
            mistakes[path] = wrong.mistakes
        else:
            texts[key], workflows[key] = text, workflow
    return Folder(texts, workflows, mistakes)


def read_sound(folder: Path) -> Folder:
    """The files of a folder. Raises NotReady with file, line and cure where one is not sound."""
    found = read(in_folder(folder))
    for path, mistakes in found.mistakes.items():
        raise NotReady(f"{path}: {mistakes[0]}")
    return found


def _text(path: Path) -> str:
    """A file's text, with line ends as TOML has them; one byte too many shows that it is larger."""
    with path.open("rb") as file:
        raw = file.read(LARGEST * MOST_BYTES + 1)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        message = "This is not UTF-8. Save the file with that encoding."
        raise NotDefined([Mistake(line, message)]) from None


def _check_new(key: Key, known: Mapping[Key, str], text: str) -> None:
    if key in known:
        name, version = key
        message = (
            f"Another file here has {name} {version} too. Give this one version {version + 1}."
        )
        raise NotDefined([Mistake(Page(text).line_of(TOP, "version"), message)])
