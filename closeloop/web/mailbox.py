"""The letters that the local mailbox took, to read in development; in production no such page."""

from http import HTTPStatus

from flask import abort

from closeloop.mail import mailbox
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house

front = Page("mailbox", __name__)
FOLDER = "mailbox"  # in the folder of what varies


@front.before_request
def _only_in_development() -> None:
    """There is no such page where real people's letters go."""
    if house().settings.in_production:
        abort(HTTPStatus.NOT_FOUND)


@front.get("/mailbox")
def show() -> str:
    """The letters that arrived, the newest first."""
    return page("mailbox", letters=mailbox.list_messages(house().settings.var / FOLDER))


@front.get("/mailbox/<name>")
def read(name: str) -> str:
    """One letter, as its reader sees it."""
    opened = mailbox.read_message(house().settings.var / FOLDER, name)
    if opened is None:
        abort(HTTPStatus.NOT_FOUND)
    return page("letter", letter=opened, lines=_lines(opened.text))


def _lines(text: str) -> list[list[str]]:
    """The words of a letter, line by line, its links apart so that they can be pressed."""
    base = house().settings.base_url
    return [
        [word for word in line.split(" ") if word] if base in line else [line]
        for line in text.splitlines()
    ]
