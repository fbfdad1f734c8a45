"""Whether what closeloop sends to a browser is sound HTML, by the letter of the standard."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as WORDS

# Where one element names another by its id. One that leads nowhere is silence to a screen reader.
NAMES_ANOTHER = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


def sound(markup: str) -> Element:
    """A page, parsed; an AssertionError that lists its faults where it has any."""
    root, faults = _parsed(markup)
    faults += _page(root)
    assert not faults, "\n".join(faults)
    return root


def sound_letter(markup: str) -> Element:
    """The HTML of an email, parsed: as a page, but its look must stand in its elements."""
    root, faults = _parsed(markup)
    assert not faults, "\n".join(faults)
    return root


def words(element: Element) -> str:
    """What is read aloud of it: its text, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _parsed(markup: str) -> tuple[Element, list[str]]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(markup)
    faults = [f"line {line}: {WORDS[code] % said}" for (line, _), code, said in parser.errors]
    return root, [*faults, *_ids(root)]


def _ids(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter())
    for name, times in ids.items():
        if name is not None and times > 1:
            yield f"id {name!r} is there {times} times"
    for element in root.iter():
        for name in _named(element):
            if name not in ids:
                yield f"<{element.tag}> names {name!r}, which is not there"


def _named(element: Element) -> list[str]:
    named = [name for key in NAMES_ANOTHER for name in element.get(key, "").split()]
    href = element.get("href", "")
    return [*named, href[1:]] if href.startswith("#") and href != "#" else named


def _page(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "the page does not say its language"
    if not root.findtext("head/title", "").strip():
        yield "the page has no title"
    if (headings := len(list(root.iter("h1")))) != 1:
        yield f"the page has {headings} first headings"
    for element in root.iter():
        if any(name == "style" or name.startswith("on") for name in element.keys()):  # noqa: SIM118 - an element is not a dict
            yield f"<{element.tag}> has a style or script of its own, which browsers here refuse"
