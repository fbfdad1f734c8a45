"""A small authority to test with: its people, its children, its actions, and time.

Everything goes through the loop, as pages and API do. Time is whatever a test says it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select, update

from closeloop.app import House, init
from closeloop.config import Clock, Settings, shipped
from closeloop.loop import audit_drafts, audits, escalation, lapses, staff, steps, supervision
from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.loop.lapses import Fired
from closeloop.loop.staff import Entered
from closeloop.loop.supervision import Discussed, Held
from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Fact, Move
from closeloop.rules.people import PersonId
from closeloop.rules.working_days import london_day
from closeloop.store import children, items, people, sight
from closeloop.store.database import Database
from closeloop.store.tables import ChildRow, DriftRow, EntryRow, EscalationRow, NoticeRow

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

STAFF = {  # who: roles, team, manager
    "dana": (("director",), "Authority", None),
    "hal": (("head_of_service",), "Service", "dana"),
    "sam": (("service_manager",), "Area", "hal"),
    "tia": (("team_manager",), "Team A", "sam"),
    "amira": (("practitioner",), "Team A", "tia"),
    "ben": (("practitioner",), "Team A", "tia"),
    "tom": (("team_manager",), "Team B", "sam"),
    "bea": (("practitioner",), "Team B", "tom"),
    "iris": (("iro",), "Reviewing", "hal"),
    "carl": (("cp_chair",), "Reviewing", "hal"),
    "ada": (("auditor",), "Quality", "quinn"),
    "arlo": (("auditor",), "Quality", "quinn"),
    "quinn": (("qa_lead",), "Quality", "dana"),
    "otto": (("admin",), "Office", None),
}
PARENTS = {"Service": "Authority", "Area": "Service", "Team A": "Area", "Team B": "Area"}


def settings_at(database_url: str, var: Path, now: datetime = MONDAY) -> Settings:
    """Settings for a test: this database, a folder of its own, a clock that starts at `now`."""
    return Settings(
        env="development",
        database_url=database_url,
        secret_key="only for tests, and long enough for them",
        mail=f"file://{var}/mail",
        mail_from="closeloop@localhost",
        base_url="http://127.0.0.1:8000",
        clock=Clock(now),
        workflows=shipped("workflows"),
        seals=var / "seals",
        rate=0,
        authority="Midshire Council",
        var=var,
    )


@dataclass(frozen=True)
class Authority:
    """What a test does and sees, in the words of the people who do it."""

    house: House

    @property
    def database(self) -> Database:
        """Its database."""
        return self.house.database

    def who(self, name: str) -> PersonId:
        """The id of one of its people by first name."""
        with self.database.reading() as session:
            return people.directory(session).by_email[f"{name}@midshire.example"].id

    def hires(self, name: str, *roles: str, team: str | None, manager: str | None) -> PersonId:
        """Add one of its people."""
        entered = Entered(
            email=f"{name}@midshire.example",
            name=name.title(),
            roles=roles,
            team=team,
            manager_email=f"{manager}@midshire.example" if manager else None,
        )
        with self.database.writing() as session:
            return staff.add(session, entered, now=MONDAY)

    def changes(self, who: str, /, **columns: str | int | date | None) -> None:
        """Change columns of one of its people: leaves_on, absent_from, deputy_id."""
        person = self.who(who)
        with self.database.writing() as session:
            people.change(session, person, **columns)

    def takes_in(
        self,
        ref: str = "C-1001",
        *,
        status: str = "cla",
        practitioner: str | None = "amira",
        iro: str | None = "iris",
        chair: str | None = None,
        team: str | None = "Team A",
        restricted: bool = False,
    ) -> str:
        """Add a child."""
        with self.database.writing() as session:
            teams = people.directory(session).by_team_name
            emails = people.directory(session).by_email
            named = {
                "practitioner_id": practitioner,
                "iro_id": iro,
                "cp_chair_id": chair,
            }
            row: dict[str, object] = {
                column: emails[f"{name}@midshire.example"].id if name else None
                for column, name in named.items()
            }
            row |= {"ref": ref, "status": status, "restricted": restricted, "change_no": 1}
            children.add(session, [row | {"team_id": teams[team].id if team else None}])
        return ref

    def moves_child(self, ref: str, *, restricted: bool = False, **people_: str | None) -> None:
        """Change who stands around a child (practitioner, iro, cp_chair), or hide it."""
        with self.database.writing() as session:
            emails = people.directory(session).by_email
            named = {
                f"{role}_id": emails[f"{name}@midshire.example"].id if name else None
                for role, name in people_.items()
            }
            changed = update(ChildRow).where(ChildRow.ref == ref)
            session.execute(changed.values(restricted=restricted, **named))

    def raises(
        self,
        *severities: str,
        child: str = "C-1001",
        owner: str | None = "amira",
        by: str = "ada",
        at: datetime = MONDAY,
        due_on: date | None = None,
    ) -> list[ItemId]:
        """Raise one audit with an action of each severity; their ids in order."""
        with self.database.writing() as session:
            emails = people.directory(session).by_email
            found = children.by_ref(session, [child], sight.whole())[child]
            person = emails[f"{by}@midshire.example"].id
            new = NewAudit(
                child=found,
                audited_on=london_day(at),
                auditor=person,
                activity="case_file_audit",
                overall_grade="requires_improvement",
                findings=tuple(
                    NewFinding(
                        standard="9.3",
                        kind="improvement",
                        text=f"Finding {place}",
                        severity=severity,
                        action=f"Write it down {place}",
                        owner=emails[f"{owner}@midshire.example"].id if owner else None,
                        due_on=due_on,
                    )
                    for place, severity in enumerate(severities)
                ),
            )
            rulebook = self.house.rulebook(session)
            (raised,) = audits.raise_all(session, rulebook, [new], by=person, now=at)
        return [action for action in raised.actions if action is not None]

    def drafts(self, by: str = "ada", *, child: str = "C-1001") -> str:
        """Begin to write an audit with one finding; where its pages begin."""
        person = self.who(by)
        about = {"child_ref": child, "audited_on": MONDAY.date(), "activity": "dip_sample"}
        found = {"standard": "9.3", "kind": "improvement", "severity": "high"}
        words = {"text": "Nothing is written", "action": "Ensure it is", "impact": "Unseen"}
        with self.database.writing() as session:
            draft = audit_drafts.begin(session, about | {"grades": {}}, by=person, now=MONDAY)
            audit_drafts.keep(session, draft, None, found | words, by=person, now=MONDAY)
        return f"/audits/D-{draft}"

    def raised(self, severity: str = "standard", **how: object) -> ItemId:
        """Raise one action."""
        return self.raises(severity, **how)[0]  # type: ignore[arg-type]  # passed on as given

    def takes(
        self, item: ItemId, step: str, by: str, *, at: datetime = MONDAY, **facts: Fact
    ) -> Move:
        """Take a step."""
        person = self.who(by)
        with self.database.writing() as session:
            rulebook = self.house.rulebook(session)
            return steps.take(session, rulebook, item, step, facts, by=person, now=at)

    def supervises(
        self,
        supervisee: str,
        outcomes: Mapping[ItemId, str],
        *,
        by: str,
        at: datetime = MONDAY,
        note: str | None = None,
        agreed: date | None = None,
    ) -> None:
        """Log a supervision with an outcome for each action."""
        manager, person = self.who(by), self.who(supervisee)
        entries = tuple(
            Discussed(action=item, outcome=outcome, note=note, agreed_due_on=agreed)
            for item, outcome in outcomes.items()
        )
        held = Held(supervisee=person, held_on=london_day(at), kind="one_to_one", entries=entries)
        with self.database.writing() as session:
            supervision.log(session, self.house.rulebook(session), held, by=manager, now=at)

    def escalates(self, item: ItemId, by: str, *, at: datetime = MONDAY) -> ItemId:
        """Raise an escalation about an action."""
        person = self.who(by)
        said = {"impact": "Waiting", "tried": "Spoke twice", "asks": "A plan"}
        with self.database.writing() as session:
            rulebook = self.house.rulebook(session)
            return escalation.raise_one(session, rulebook, said, by=person, now=at, action=item)

    def responds(
        self, item: ItemId, response: str, by: str, *, at: datetime = MONDAY, **facts: Fact
    ) -> Move:
        """Answer an escalation."""
        person = self.who(by)
        with self.database.writing() as session:
            rulebook = self.house.rulebook(session)
            return escalation.respond(session, rulebook, item, response, facts, by=person, now=at)

    def looks(self, at: datetime) -> Fired:
        """Fire all that is due at an instant, batch by batch."""
        fired = Fired()
        while True:
            with self.database.writing() as session:
                batch = lapses.fire_due(session, self.house.rulebook(session), at)
            fired += batch
            if not batch.taken:
                return fired

    def stands(self, item: ItemId, at: datetime = MONDAY) -> Item:
        """An item as it stands."""
        with self.database.reading() as session:
            return items.get(session, item, sight.whole(), london_day(at))

    def owed(self, item: ItemId | None = None) -> list[tuple[str, str]]:
        """Which notice was owed to whom, in order, about one item or all."""
        with self.database.reading() as session:
            known = people.directory(session).people
            rows = select(NoticeRow.letter, NoticeRow.person_id).order_by(NoticeRow.id)
            if item is not None:
                rows = rows.where(NoticeRow.item_id == item)
            return [
                (letter, known[PersonId(person)].email.split("@")[0])
                for letter, person in session.execute(rows)
            ]

    def history(self, item: ItemId) -> list[str]:
        """The kinds of an item's entries, oldest first."""
        with self.database.reading() as session:
            kinds = select(EntryRow.kind).where(EntryRow.item_id == item).order_by(EntryRow.seq)
            return list(session.scalars(kinds))

    def drift(self, item: ItemId) -> set[str]:
        """The rules that have found drift which stands."""
        standing = select(DriftRow.standing_as).where(DriftRow.item_id == item)
        with self.database.reading() as session:
            return {rule for rule in session.scalars(standing) if rule}

    def escalation_of(self, item: ItemId) -> ItemId | None:
        """The open escalation of an action."""
        found = select(EscalationRow.item_id).where(EscalationRow.open_on == item)
        with self.database.reading() as session:
            opened = session.scalar(found)
            return None if opened is None else ItemId(opened)


def settle_in(house: House) -> Authority:
    """Make the database ready and hire everybody of STAFF, managers first."""
    init(house)
    authority = Authority(house)
    with house.database.writing() as session:
        for name, parent in PARENTS.items():
            above = people.team(session, parent)
            people.team(session, name, above)
    waiting = dict(STAFF)
    while waiting:
        for name, (roles, team, manager) in list(waiting.items()):
            if manager not in waiting:
                authority.hires(name, *roles, team=team, manager=manager)
                del waiting[name]
    return authority
