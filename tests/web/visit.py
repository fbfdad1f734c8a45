"""Somebody at their pages: what they open, press and read, and every answer parsed strictly."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.authority import Authority
from tests.html import sound, words

SVG = "{http://www.w3.org/2000/svg}"  # what stands before the name of a picture's element


@dataclass
class Shown:
    """A page as it was answered: its status, its address and its parsed HTML."""

    answer: TestResponse

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.answer.status_code

    @property
    def root(self) -> Element:
        """The page, sound by the letter of the standard."""
        return sound(self.answer.text)

    @property
    def text(self) -> str:
        """What is read aloud of the page's main part."""
        return words(self._main())

    @property
    def title(self) -> str:
        """What stands in the browser's tab."""
        return self.root.findtext("head/title", "").strip()

    @property
    def heading(self) -> str:
        """The one first heading."""
        return words(next(self.root.iter("h1")))

    @property
    def buttons(self) -> list[str]:
        """What may be pressed in the main part: buttons, and links that look like one."""
        return [
            words(one)
            for one in self._main().iter()
            if one.tag == "button" or "govuk-button" in one.get("class", "").split()
        ]

    @property
    def links(self) -> list[str]:
        """Where the links of the main part lead."""
        return [one.get("href", "") for one in self._main().iter("a")]

    def form(self, action: str | None = None) -> Element:
        """The form of the main part that goes to an address; the first where none is named."""
        forms = [one for one in self._main().iter("form") if one.get("method") == "post"]
        return next(one for one in forms if action in (None, one.get("action")))

    def values(self, action: str | None = None) -> MultiDict[str, str]:
        """What a browser would send of the form as it stands."""
        found: MultiDict[str, str] = MultiDict()
        for one in self.form(action).iter():
            if (name := one.get("name")) and one.tag != "button":
                for value in _value(one):
                    found.add(name, value)
        return found

    def count(self, tag: str) -> int:
        """How many such elements the main part has."""
        return len(list(self._main().iter(tag)))

    def _main(self) -> Element:
        return next(self.root.iter("main"))


def multipart(data: bytes, **fields: str) -> dict[str, Any]:
    """A form with a file, as the test client takes it; it makes a file of its own of large ones."""
    said = "--x\r\nContent-Disposition: form-data; name="
    parts = [f'{said}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    before = "".join([*parts, f'{said}"file"; filename="f.csv"\r\n\r\n']).encode()
    body = before + data + b"\r\n--x--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def _value(one: Element) -> list[str]:
    """What an input, a select or a textarea holds."""
    if one.tag == "textarea":
        return [one.text or ""]
    if one.tag == "select":
        chosen = [o for o in one.iter("option") if o.get("selected") is not None]
        return [(chosen or list(one.iter("option")))[0].get("value", "")]
    if one.get("type") in ("radio", "checkbox"):
        return [one.get("value", "")] if one.get("checked") is not None else []
    return [] if one.get("type") == "file" else [one.get("value", "")]


@dataclass
class Visitor:
    """One person in one browser."""

    client: FlaskClient
    authority: Authority

    def signs_in(self, name: str) -> "Visitor":
        """Sign in as one of the authority's people."""
        answer = self.client.post("/sign-in/as", data={"person": self.authority.who(name)})
        assert answer.status_code == 303
        return self

    def opens(self, address: str) -> Shown:
        """Open a page, following where it leads."""
        return Shown(self.client.get(address, follow_redirects=True))

    def sends(self, address: str, action: str | None = None, /, **typed: Any) -> Shown:  # noqa: ANN401 - a value or a list of them
        """Open a page, fill its form in, press its button, and follow where it leads."""
        shown = self.opens(address)
        return self.presses(shown, address, action, **typed)

    def presses(
        self,
        shown: Shown,
        address: str,
        action: str | None = None,
        /,
        **typed: Any,  # noqa: ANN401 - a value or a list of them
    ) -> Shown:
        """Send a form that is open, with what was typed."""
        data = shown.values(action)
        for name, value in typed.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        to = action or shown.form(action).get("action") or address
        return Shown(self.client.post(to, data=data, follow_redirects=True))
