"""The ledger read again from its first entry: to which state the entries of one item lead.

A second telling of the workflows, in the words of the contract and by nothing that the product
uses; where the two differ, one of them is wrong.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

LEADS_TO = {
    "discuss": "discussed",
    "address": "addressed",
    "verify": "verified",
    "return": "discussed",
    "reopen": "discussed",
    "withdraw": "withdrawn",
    "resolve": "answered",
    "direct": "answered",
    "pass_up": "passed_up",
    "escalate": "waiting",
    "go_up": "passed_up",
    "ask_again": "waiting",
    "close": "closed",
    "clear": "closed",
}
STAYS = {
    "acknowledge",
    "challenge",
    "decide",
    "reassign",
    "ask_for_time",
    "extend",
    "tell_cafcass",
    "impact",
    "countersign",
}
ENDS = {"verified", "withdrawn", "closed"}
MARKS = {
    "acknowledge": "acknowledged",
    "address": "acknowledged",
    "challenge": "challenged",
    "ask_for_time": "time_asked",
    "countersign": "countersigned",
    "tell_cafcass": "cafcass_told",
}
UNMARKS = {
    "verify": {"challenged"},
    "withdraw": {"challenged"},
    "decide": {"challenged"},
    "reopen": {"countersigned"},
    "reassign": {"acknowledged"},
    "extend": {"time_asked"},
    "pass_up": {"offered"},
}


@dataclass
class Replayed:
    """What the entries of an item lead to."""

    state: str = ""
    moves: int = 0
    marks: set[str] = field(default_factory=set)
    level: str | None = None  # where an entry says it

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.state in ENDS

    def read(self, kind: str, facts: dict[str, Any]) -> None:
        """Take one step again."""
        self.moves += 1
        self.level = facts.get("level") if kind in {"escalate", "pass_up"} else self.level
        self.state = LEADS_TO.get(kind, self.state)
        if kind == "resolve" and "offered" in self.marks:
            self.state = "closed"
        if facts.get("decision") == "withdrawn":
            self.state = "withdrawn"
        self.marks -= UNMARKS.get(kind, set())
        if kind in MARKS:
            self.marks.add(MARKS[kind])


def replay(entries: Sequence[Any], *, is_escalation: bool) -> Replayed:
    """Read an item's entries, oldest first; clocks and talk change nothing."""
    item = Replayed("waiting" if is_escalation else "raised", 1)
    assert entries[0]["kind"] == "raise"
    if is_escalation and entries[0]["actor_id"] is None:
        item.marks.add("offered")
    for entry in entries[1:]:
        was_talked_about = entry["kind"] == "discuss" and item.state == "addressed"
        if entry["kind"] in LEADS_TO.keys() | STAYS and not was_talked_about:
            item.read(entry["kind"], json.loads(entry["told"])["facts"])
    return item


def began_informally(entries: Sequence[Any]) -> bool:
    """Whether an escalation was raised outside the formal clock."""
    return bool(json.loads(entries[0]["told"])["facts"].get("level") == "informal")
