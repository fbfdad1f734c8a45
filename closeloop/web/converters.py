"""Ids in addresses, as people read them: `4F7K-22`, `E-118`."""

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from closeloop.rules import refs


class ActionRef(BaseConverter):
    """`4F7K-22` in an address is the number of an action in a view."""

    def to_python(self, value: str) -> int:
        """The number; the page is not found where it names none."""
        number = refs.action_id(value)
        if number is None:
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        """The id of a number."""
        return refs.action_ref(value)


class Numbered(BaseConverter):
    """`E-118` in an address, for one letter."""

    letter = ""

    def to_python(self, value: str) -> int:
        """The number; the page is not found where it names none."""
        number = refs.number(self.letter, value)
        if number is None:
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        """The id of a number."""
        return refs.ref(self.letter, value)


LETTERS = {
    "escalation": "E",
    "audit": "A",
    "draft": "D",
    "supervision": "S",
    "person": "P",
    "import": "I",
    "handover": "H",
    "team": "T",
}


def put_on(app: Flask) -> None:
    """Teach an application these ids."""
    app.url_map.converters["action"] = ActionRef
    for name, letter in LETTERS.items():
        kind = type(f"{name.title()}Ref", (Numbered,), {"letter": letter})
        app.url_map.converters[name] = kind
