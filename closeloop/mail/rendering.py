"""A letter's words: its folder in templates/email/ and what it is told make subject, text, HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    select_autoescape,
)

from closeloop.mail.messages import KINDS
from closeloop.mail.refusals import Unwritable

PACKAGE = Path(__file__).parent.parent
# Installed, the letters stand inside the package; in the tree they stand at its top.
FOLDERS = (PACKAGE / "templates" / "email", PACKAGE.parent / "templates" / "email")
# A folder's kind is the first word of its name, but for these.
OTHER_KINDS = {
    "strength": "acknowledge",
    "drift_offered": "escalation",
    "drift_passed": "escalation",
    "not_delivered": "notice",
}


@dataclass(frozen=True)
class Rendered:
    """One letter's words, twice the same: as text and as HTML."""

    subject: str
    text: str
    html: str


def kind_of(name: str) -> str:
    """X-Closeloop-Kind of the letter in folder `name`. Raises Unwritable."""
    kind = OTHER_KINDS.get(name, name.partition("_")[0])
    if kind not in KINDS:
        raise Unwritable(f"The letter {name!r} begins with no kind that letters have.")
    return kind


def letters() -> list[str]:
    """Name every letter that there is a folder for."""
    found = {path.parent.name for folder in FOLDERS for path in folder.glob("*/subject.txt")}
    return sorted(found)


def render(name: str, values: Mapping[str, object]) -> Rendered:
    """Write the letter `name`; what each is told stands in `values.py`.

    Raises Unwritable where there is no such letter, or where it was not told enough.
    """
    try:
        subject = _written(name, "subject.txt", values)
        told = {**values, "subject": subject}
        return Rendered(
            subject, _written(name, "body.txt", told), _written(name, "body.html", told)
        )
    except (TemplateError, TypeError) as fault:
        raise Unwritable(f"The letter {name!r} cannot be written: {fault}.") from fault


def counted(count: int, thing: str) -> str:
    """Count in words that agree: "1 finding", "3 findings"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def times(count: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _written(name: str, part: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(f"{name}/{part}").render(values).strip()


@cache
def _environment() -> Environment:
    """Compile each template once for the life of the process."""
    environment = Environment(
        loader=FileSystemLoader(FOLDERS),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"counted": counted, "times": times}
    return environment
