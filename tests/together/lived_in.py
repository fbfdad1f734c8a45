"""An authority that has been lived in for two weeks: something stands at each place of the loop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from closeloop.app import open_house
from closeloop.loop import caseload, escalation, staff
from closeloop.rules.items import ItemId
from closeloop.store import children, sight
from closeloop.store.tables import ActionRow, EscalationRow
from tests.authority import Authority, settings_at, settle_in
from tests.intake.handing_in import Counter, findings
from tests.mail.postman import Pigeonholes, Postman

TUESDAY = datetime(2026, 3, 17, 9, tzinfo=UTC)  # ten working days after the first Monday are over
WEDNESDAY = datetime(2026, 3, 18, 10, tzinfo=UTC)
MUCH_LATER = datetime(2026, 3, 25, 9, tzinfo=UTC)  # an escalation has gone unanswered
RAISED, DISCUSSED, ADDRESSED, VERIFIED, CHALLENGED, TIME_ASKED, LEFT_ALONE, DISPUTED = range(8)
OFFERED, A_DISPUTE = 0, -1  # among the escalations


def prepare(url: str) -> None:
    """Let two weeks pass: eight actions, each at another place, and two escalations."""
    house = open_house(settings_at(url, Path("var")))
    lived = LivedIn(settle_in(house))
    lived.authority.takes_in()
    lived.authority.raises("standard")  # drift will be offered on it
    lived.authority.looks(TUESDAY)
    lived.authority.raises(*_SEVERITIES, at=TUESDAY)
    lived.comes_so_far()
    house.database.close()


_SEVERITIES = ("standard", "high", "high", "critical", "standard", "high", "high", "standard")


@dataclass(frozen=True)
class LivedIn:
    """What may be done there next."""

    authority: Authority

    def action(self, place: int) -> ItemId:
        """One of its eight actions."""
        with self.authority.database.reading() as session:
            found = session.scalars(select(ActionRow.item_id).order_by(ActionRow.item_id))
            return ItemId(list(found)[1:][place])

    def escalation(self, place: int) -> ItemId:
        """One of its escalations."""
        with self.authority.database.reading() as session:
            found = select(EscalationRow.item_id).order_by(EscalationRow.item_id)
            return ItemId(list(session.scalars(found))[place])

    def takes(self, place: int, step: str, by: str, **facts: str | date) -> None:
        """Somebody takes a step on one of the eight."""
        self.authority.takes(self.action(place), step, by, at=WEDNESDAY, **facts)

    def comes_so_far(self) -> None:
        """Bring each action to its place."""
        talked = {self.action(place): "on_track" for place in (DISCUSSED, ADDRESSED, VERIFIED)}
        for action in talked:
            self.authority.takes(action, "discuss", "tia", at=TUESDAY, note="Agreed")
        for place in (ADDRESSED, VERIFIED):
            self.takes(place, "address", "amira", note="Done", evidence="Case note")
        self.takes(VERIFIED, "verify", "ada", note="Seen")
        self.takes(CHALLENGED, "challenge", "amira", reason="Not so")
        self.takes(TIME_ASKED, "ask_for_time", "amira", due_on=date(2026, 4, 2), reason="Court")
        self.authority.escalates(self.action(DISPUTED), "iris", at=TUESDAY)

    def raises_an_escalation(self) -> None:
        """The IRO raises one about a child."""
        said = {"impact": "Waits", "tried": "Spoke", "asks": "A plan"}
        iris = self.authority.who("iris")
        with self.authority.database.writing() as session:
            rulebook = self.authority.house.rulebook(session)
            escalation.raise_one(
                session, rulebook, said, by=iris, now=WEDNESDAY, child_ref="C-1001"
            )

    def closes(self) -> None:
        """Its raiser closes one."""
        facts = {"outcome": "unresolved", "note": "No answer"}
        iris, item = self.authority.who("iris"), self.escalation(A_DISPUTE)
        with self.authority.database.writing() as session:
            rulebook = self.authority.house.rulebook(session)
            escalation.close(session, rulebook, item, facts, by=iris, now=WEDNESDAY)

    def responds(self, place: int, response: str, by: str, **facts: str | date) -> None:
        """Somebody answers an escalation."""
        item = self.escalation(place)
        self.authority.responds(item, response, by, at=WEDNESDAY, note="Read", **facts)

    def supervises_three(self) -> None:
        """Three actions are discussed, each with another outcome; what is left out drifts."""
        outcomes = {
            self.action(RAISED): "on_track",
            self.action(DISCUSSED): "agreed",
            self.action(ADDRESSED): "done",
        }
        agreed = date(2026, 4, 1)
        self.authority.supervises(
            "amira", outcomes, by="tia", at=WEDNESDAY, note="Talked", agreed=agreed
        )

    def imports_five(self) -> None:
        """A file of five findings comes in."""
        file = findings(*({"finding": f"Seen late {n}", "severity": "high"} for n in range(5)))
        loaded = Counter(self.authority).loads("audits", file, by="quinn", at=WEDNESDAY)
        assert loaded.report.created == 5, loaded.report

    def hires_and_lets_go(self) -> None:
        """The manager leaves: all that was theirs is another's from now on."""
        tia = self.authority.who("tia")
        with self.authority.database.writing() as session:
            staff.change(session, tia, {"leaves_on": date(2026, 3, 17)}, now=WEDNESDAY)

    def changes_the_child(self) -> None:
        """The child gets a chair, and is restricted from now on."""
        changes: caseload.Changes = {
            "status": "cp",
            "cp_chair_email": "carl@midshire.example",
            "restricted": True,
        }
        with self.authority.database.writing() as session:
            child = children.get(session, "C-1001", sight.whole(), to_change=True)
            caseload.change(session, child, changes, now=WEDNESDAY)

    def composes(self) -> None:
        """The letters of the day are made."""
        Postman(self.authority, Pigeonholes()).composes(WEDNESDAY)


ACTS: Mapping[str, Callable[[LivedIn], object]] = {
    "raise": lambda it: it.authority.raises("critical", "standard", at=WEDNESDAY),
    "acknowledge": lambda it: it.takes(RAISED, "acknowledge", "amira"),
    "discuss": lambda it: it.takes(LEFT_ALONE, "discuss", "tia", note="Agreed"),
    "address": lambda it: it.takes(DISCUSSED, "address", "amira", note="Done", evidence="Note"),
    "verify": lambda it: it.takes(ADDRESSED, "verify", "ada", note="Seen"),
    "return": lambda it: it.takes(ADDRESSED, "return", "ada", reason="Missing"),
    "reopen": lambda it: it.takes(VERIFIED, "reopen", "ada", reason="Gone again"),
    "withdraw": lambda it: it.takes(RAISED, "withdraw", "quinn", reason="Twice"),
    "challenge": lambda it: it.takes(RAISED, "challenge", "amira", reason="Not so"),
    "decide that it stands": lambda it: it.takes(
        CHALLENGED, "decide", "quinn", decision="stands", reason="Read"
    ),
    "decide to reword": lambda it: it.takes(
        CHALLENGED, "decide", "quinn", decision="reworded", reason="Read", finding="Better"
    ),
    "decide to withdraw": lambda it: it.takes(
        CHALLENGED, "decide", "quinn", decision="withdrawn", reason="Read"
    ),
    "reassign": lambda it: it.takes(
        RAISED, "reassign", "tia", owner_email="ben@midshire.example", reason="Moved"
    ),
    "ask for time": lambda it: it.takes(
        RAISED, "ask_for_time", "amira", due_on=date(2026, 4, 20), reason="Court"
    ),
    "extend": lambda it: it.takes(
        TIME_ASKED, "extend", "tia", due_on=date(2026, 4, 20), reason="Court"
    ),
    "impact": lambda it: it.takes(
        VERIFIED,
        "impact",
        "ada",
        difference="too_early",
        note="Wait",
        ask_again_on=date(2026, 5, 1),
    ),
    "countersign": lambda it: it.takes(VERIFIED, "countersign", "hal", note="Seen"),
    "supervise": LivedIn.supervises_three,
    "raise an escalation": LivedIn.raises_an_escalation,
    "resolve": lambda it: it.responds(OFFERED, "resolved", "iris"),
    "direct": lambda it: it.responds(OFFERED, "direction", "iris", by_on=date(2026, 3, 20)),
    "escalate": lambda it: it.responds(OFFERED, "escalate", "iris"),
    "close": LivedIn.closes,
    "tick": lambda it: it.authority.looks(MUCH_LATER),
    "import": LivedIn.imports_five,
    "leave": LivedIn.hires_and_lets_go,
    "change a child": LivedIn.changes_the_child,
    "compose": LivedIn.composes,
}
