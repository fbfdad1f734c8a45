"""A letter to test with, and the moment at which it is handed over."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from closeloop.mail.messages import Letter

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
SENDER = "closeloop@midshire.example"
LINK = "https://closeloop.midshire.example/actions/4F7K-22"

LETTER = Letter(
    to="amira@midshire.example",
    name="Amira Khan",
    kind="reminder",
    subject="closeloop: 4F7K-22 is due Thursday 12 March",
    text=f"Hello Amira,\n\n4F7K-22 is due Thursday 12 March.\n\nOpen 4F7K-22\n{LINK}\n",
    html=f'<p>4F7K-22 is due Thursday 12 March.</p><a href="{LINK}">Open 4F7K-22</a>',
    action="4F7K-22",
    message_id="<letter.1@midshire.example>",
    sent_from=f"Midshire Council <{SENDER}>",
)


def monday() -> datetime:
    """A clock that stands still."""
    return MONDAY


def a_letter(**but: Any) -> Letter:  # noqa: ANN401 - any field, of its own type
    """The letter, but for what is said."""
    return replace(LETTER, **but)
