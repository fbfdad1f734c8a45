"""The post office: what composing and sending need to know of the house they work in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from closeloop.mail.carriers import Carrier
from closeloop.rules.rulebook import Rulebook
from closeloop.store import Session
from closeloop.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where letters are written: whose they are, where their links lead, how they leave."""

    database: Database
    rulebook: Callable[[Session], Rulebook]
    carrier: Carrier
    now: Callable[[], datetime]  # runs on while letters are sent
    sent_from: str
    base_url: str
    authority: str
