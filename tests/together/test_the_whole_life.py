"""The whole life: people, clock, two nodes and kills in any order, and what must always hold."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from closeloop.loop import caseload, staff
from closeloop.mail.refusals import Refused, Unreachable
from closeloop.rules.items import Item
from closeloop.rules.people import ROLES, PersonId
from closeloop.rules.workflow import SEVERITIES
from closeloop.rules.working_days import LONDON, london_day
from closeloop.store.children import STATUSES
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.together import acts, town
from tests.together.acts import ACTION_STEPS, ESCALATION_STEPS, email
from tests.together.town import CHILDREN, NAMES, Town

BEGINS = (
    datetime(2026, 3, 2, 9, tzinfo=UTC),
    datetime(2026, 3, 27, 16, tzinfo=UTC),  # the clocks go forward on the 29th
    datetime(2026, 10, 23, 16, tzinfo=UTC),  # and back on the 25th
    datetime(2026, 12, 22, 9, tzinfo=UTC),
)
N = st.integers(0, 999)
KILL = st.none() | st.none() | st.none() | st.none() | st.integers(1, 25)
RIGHTLY = st.sampled_from((True, True, True, False))
AUDITORS = st.sampled_from(("ada", "ada", "quinn", "iris", "tia", "ben"))
ESCALATING = st.sampled_from(("iris", "carl", "quinn", "sam", "tia", "amira"))
LEVELS = st.sampled_from((None, None, "informal", "head_of_service", "director"))
AROUND = st.sampled_from(("practitioner_email", "iro_email", "cp_chair_email"))
HOURS = st.integers(1, 30) | st.integers(1, 40).map(lambda days: 24 * days)
FAULTS = {None: None, "gone": Refused("550 gone"), "later": Unreachable("451 later", code=451)}


class WholeLife(RuleBasedStateMachine):
    """A town in which anything may happen next."""

    opens: Callable[[datetime], Town]

    def __init__(self) -> None:
        """Begin before anything was looked at."""
        super().__init__()
        self.turn = 0

    @initialize(
        begins=st.sampled_from(BEGINS),
        child=st.sampled_from(CHILDREN[:3]),
        severities=st.permutations(SEVERITIES),
    )
    def settle(self, begins: datetime, child: str, severities: list[str]) -> None:
        """Open the town; an audit was raised this morning, by who is named on the child or may."""
        self.town = type(self).opens(begins)
        self.audit("tia" if child == "C-2" else "ada", child, severities, None, None)

    def teardown(self) -> None:
        """Close it."""
        if hasattr(self, "town"):
            self.town.close()

    @invariant()
    def all_holds(self) -> None:
        """Whatever was done, all that must hold still holds."""
        if hasattr(self, "town"):
            self.turn += 1
            self.town.holds(self.turn)

    @property
    def now(self) -> datetime:
        """The instant it is."""
        return self.town.now

    @property
    def today(self) -> date:
        """The day it is in London."""
        return london_day(self.town.now)

    # What people do --------------------------------------------------------------------------

    @rule(
        by=AUDITORS,
        child=st.sampled_from(CHILDREN),
        severities=st.lists(st.sampled_from(SEVERITIES), min_size=1, max_size=3),
        owner=st.none() | N,
        kill=KILL,
    )
    def audit(
        self, by: str, child: str, severities: list[str], owner: int | None, kill: int | None
    ) -> None:
        """Somebody raises an audit."""
        person = self.town.authority.who(by)
        named = None if owner is None else self.town.who(owner)
        self.town.does(acts.audit(person, child, severities, named, self.now), kill)

    @rule(turns=st.lists(st.tuples(N, N, N, RIGHTLY, KILL), min_size=1, max_size=6), hours=HOURS)
    def work(self, turns: list[tuple[int, int, int, bool, int | None]], hours: int) -> None:
        """People take steps, mostly those that are theirs to take, with some time in between."""
        for which, chosen, number, rightly, kill in turns:
            found = self.town.all_items()
            item = found[-1 - which % len(found)]
            name, by = self.a_step(item, chosen, rightly=rightly)
            self.town.does(acts.step(item, name, by, number, self.now), kill)
            self.all_holds()
            self.town.now += timedelta(hours=hours / len(turns))

    def a_step(self, item: Item, chosen: int, *, rightly: bool) -> tuple[str, PersonId]:
        """A step and who takes it: one that they may take, or any by anybody."""
        if rightly and (can := self.town.open_steps(item)):
            step = acts.one_of(tuple(can), chosen)
            return step, can[step][chosen // len(can) % len(can[step])]
        names = ACTION_STEPS if item.level is None else ESCALATION_STEPS
        return acts.one_of(names, chosen), self.town.who(chosen // len(names))

    @rule(which=N, by=N, rightly=RIGHTLY, numbers=st.lists(N, max_size=4), kill=KILL)
    def supervise(
        self,
        which: int,
        by: int,
        rightly: bool,  # noqa: FBT001
        numbers: list[int],
        kill: int | None,
    ) -> None:
        """A supervision is logged of somebody who owns something."""
        actions = [item for item in self.town.all_items() if item.level is None]
        around = actions[which % len(actions)].around
        (supervisee,) = around.who("owner")
        own = [item for item in actions if supervisee in item.around.who("owner")]
        managers = around.who("owners_manager") if rightly else ()
        manager = next(iter(managers), self.town.who(by))
        self.town.does(acts.supervise(supervisee, own, numbers, manager, self.now), kill)

    @rule(
        by=ESCALATING,
        which=N,
        child=st.none() | st.sampled_from(CHILDREN),
        level=LEVELS,
        kill=KILL,
    )
    def escalate(
        self, by: str, which: int, child: str | None, level: str | None, kill: int | None
    ) -> None:
        """Somebody raises an escalation, about an action or about a child."""
        person = self.town.authority.who(by)
        actions = [item.id for item in self.town.all_items() if item.level is None]
        action = actions[which % len(actions)] if child is None else None
        self.town.does(acts.escalate(person, action, child, level, self.now), kill)

    # What happens to them --------------------------------------------------------------------

    @rule(who=N, days=st.integers(-3, 30), deputy=st.none() | N, kill=KILL)
    def go_away(self, who: int, days: int, deputy: int | None, kill: int | None) -> None:
        """Somebody is away for some days or for long, with a deputy or none; in circles too."""
        last = self.today + timedelta(days) if days > 0 else None
        away = {"absent_from": self.today, "absent_to": last, "deputy_email": email(deputy)}
        self.change_person(who, away, kill)

    @rule(who=N)
    def come_back(self, who: int) -> None:
        """Somebody is back, be it from having left."""
        self.change_person(who, {"absent_from": None, "absent_to": None, "leaves_on": None}, None)

    @rule(who=N, in_days=st.integers(-1, 7), kill=KILL)
    def leave(self, who: int, in_days: int, kill: int | None) -> None:
        """Somebody leaves, or has left."""
        self.change_person(who, {"leaves_on": self.today + timedelta(in_days)}, kill)

    @rule(who=N, manager=st.none() | N, role=st.none() | st.sampled_from(ROLES), kill=KILL)
    def change_job(self, who: int, manager: int | None, role: str | None, kill: int | None) -> None:
        """Somebody gets another manager, or none, and perhaps another role."""
        changes: dict[str, str | tuple[str, ...] | None] = {"manager_email": email(manager)}
        self.change_person(who, changes | ({"roles": (role,)} if role else {}), kill)

    @rule(child=st.sampled_from(CHILDREN), field=AROUND, who=st.none() | N, kill=KILL)
    def change_around(self, child: str, field: str, who: int | None, kill: int | None) -> None:
        """A child gets another practitioner, IRO or chair, or none."""
        self.change_child(child, {field: email(who)}, kill)

    @rule(
        child=st.sampled_from(CHILDREN),
        status=st.sampled_from(STATUSES),
        team=st.sampled_from(("Team A", "Team B", None)),
        restricted=st.booleans(),
        kill=KILL,
    )
    def change_status(
        self,
        child: str,
        status: str,
        team: str | None,
        restricted: bool,  # noqa: FBT001
        kill: int | None,
    ) -> None:
        """A child's status and team change, and it becomes restricted or is so no more."""
        self.change_child(child, {"status": status, "team": team, "restricted": restricted}, kill)

    @rule(name=st.sampled_from(NAMES), fault=st.sampled_from(tuple(FAULTS)))
    def mailbox(self, name: str, fault: str | None) -> None:
        """A mailbox takes letters no more, or again."""
        self.town.post.refuses.pop(name, None)
        if met := FAULTS[fault]:
            self.town.post.refuses[name] = met

    def change_person(self, who: int, changes: staff.Changes, kill: int | None) -> None:
        """Change somebody, as the operator does."""
        self.town.does(acts.change_person(self.town.who(who), changes, self.now), kill)

    def change_child(self, ref: str, changes: caseload.Changes, kill: int | None) -> None:
        """Change a child, as the operator does."""
        self.town.does(acts.change_child(ref, changes, self.now), kill)

    # The clock, and those who watch it -------------------------------------------------------

    @rule(hours=HOURS)
    def time_passes(self, hours: int) -> None:
        """Time passes, and no node runs."""
        self.town.now += timedelta(hours=hours)

    @rule(days=st.integers(1, 8), node=N, hour=st.sampled_from((8, 12, 17)))
    def days_pass(self, days: int, node: int, hour: int) -> None:
        """Days pass as they should: on each a node fires, and one delivers."""
        for _ in range(days):
            tomorrow = datetime.combine(self.today + timedelta(1), time(hour, 1), LONDON)
            self.town.now = tomorrow.astimezone(UTC)
            self.town.ticks(node)
            self.town.delivers(node + 1)
            self.all_holds()

    @rule(node=N, kill=KILL)
    def tick(self, node: int, kill: int | None) -> None:
        """A node fires all that is due; the other finds nothing left."""
        if self.town.ticks(node, kill):
            assert self.town.nodes[(node + 1) % 2].authority.looks(self.now).timers == 0

    @rule(node=N, kill=KILL)
    def deliver(self, node: int, kill: int | None) -> None:
        """A node composes and sends."""
        self.town.delivers(node, kill)


def live(databases: Databases, folder: Path, *, lives: int, acts_each: int) -> None:
    """Let many lives be lived, each in a town of its own."""

    class Life(WholeLife):
        @staticmethod
        def opens(begins: datetime) -> Town:
            databases.forget()
            return Town(databases.like(town.prepare), folder, begins)

    run_state_machine_as_test(
        Life, settings=settings(max_examples=lives, stateful_step_count=acts_each)
    )
    databases.forget()


def test_whatever_happens_all_of_it_holds(of_sqlite: SqliteDatabases, tmp_path: Path) -> None:
    live(of_sqlite, tmp_path, lives=25, acts_each=40)


def test_whatever_happens_all_of_it_holds_on_postgresql(
    of_postgresql: PostgresDatabases, tmp_path: Path
) -> None:
    live(of_postgresql, tmp_path, lives=3, acts_each=30)
