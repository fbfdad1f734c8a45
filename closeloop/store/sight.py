"""Need to know: the one place that says what a person may see. No read does without it.

A `Sight` is made for one person on one day from the directory, and answers SQL: a UNION of indexed
branches, never one OR over all. Pages, API, counts, charts, exports, search and letters ask here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, select, true, union

from closeloop.rules.people import Directory, PersonId, TeamId
from closeloop.rules.relations import Bearings
from closeloop.store.tables import (
    ActionRow,
    AskedRow,
    AuditRow,
    ChildRow,
    EscalationRow,
    FindingRow,
    table_of,
)

Ids = Select[int]
T = TypeVar("T")

ACTION = table_of(ActionRow)
ASKED = table_of(AskedRow)
AUDIT = table_of(AuditRow)
CHILD = table_of(ChildRow)
ESCALATION = table_of(EscalationRow)
FINDING = table_of(FindingRow)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see. `everything` is for what acts in nobody's name."""

    acts_for: frozenset[PersonId] = frozenset()  # themselves, and whom they stand in for
    holds_for: frozenset[PersonId] = frozenset()  # and leavers whose work falls to those
    answers_for: frozenset[PersonId] = frozenset()  # whose line manager they are, likewise
    own_teams: frozenset[TeamId] = frozenset()  # teams whose manager they are
    teams: frozenset[TeamId] = frozenset()  # all that they answer for
    people: frozenset[PersonId] = frozenset()
    unrestricted: bool = False  # qa_lead and director: all but restricted children
    everything: bool = False
    said: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    # ^ statements made with it: making one costs more than asking it

    def once(self, name: str, made: Callable[[], T]) -> T:
        """What was made with this sight under a name, made the first time it is wanted."""
        if name not in self.said:
            self.said[name] = made()
        found: T = self.said[name]
        return found

    def actions(self) -> ColumnElement[bool]:
        """The condition on `action` for what may be seen."""
        return self.once("actions", self._actions)

    def children(self) -> ColumnElement[bool]:
        """The condition on `child` for whose record may be seen."""
        return self.once("children", self._children)

    def sees_action(
        self, stands: Bearings, *, asked: frozenset[PersonId], restricted: bool
    ) -> bool:
        """The same as `actions` for one that was read, and who is asked about it."""
        owner = stands.owner
        if (
            self._sees_child(stands, restricted=restricted)
            or owner in self.holds_for
            or owner in self.answers_for
            or stands.auditor in self.acts_for
            or not asked.isdisjoint(self.acts_for)
        ):
            return True
        return not restricted and owner in self.people

    def sees_escalation(
        self, stands: Bearings, *, asked: frozenset[PersonId], restricted: bool
    ) -> bool:
        """The same as `escalations` for one that was read, and who is asked about it."""
        return (
            self._sees_child(stands, restricted=restricted)
            or stands.raiser in self.acts_for
            or not asked.isdisjoint(self.acts_for)
        )

    def _sees_child(self, stands: Bearings, *, restricted: bool) -> bool:
        """The same as `children` for one that was read."""
        if self.everything or stands.team in self.own_teams:
            return True
        named = {stands.practitioner, stands.iro, stands.cp_chair}
        if not named.isdisjoint(self.acts_for):
            return True
        if restricted:
            return False
        placed = stands.team is not None
        return self.unrestricted or (
            stands.team in self.teams if placed else stands.practitioner in self.people
        )

    def _actions(self) -> ColumnElement[bool]:
        if self.everything:
            return true()
        chosen = select(ACTION.c.item_id)
        named = self._named_actions(chosen)
        if self.unrestricted:
            return or_(ACTION.c.child_id.not_in(_restricted()), ACTION.c.item_id.in_(union(*named)))
        wide = [
            branch.where(CHILD.c.restricted == false()) for branch in self._wide_actions(chosen)
        ]
        return ACTION.c.item_id.in_(union(*named, *wide))

    def _children(self) -> ColumnElement[bool]:
        if self.everything:
            return true()
        named = union(*self._named_children())
        if self.unrestricted:
            return or_(CHILD.c.restricted == false(), CHILD.c.id.in_(named))
        team = select(CHILD.c.id).where(
            CHILD.c.team_id.in_(self.teams), CHILD.c.restricted == false()
        )
        unplaced = select(CHILD.c.id).where(
            CHILD.c.practitioner_id.in_(self.people),
            CHILD.c.team_id.is_(None),
            CHILD.c.restricted == false(),
        )
        return CHILD.c.id.in_(union(*self._named_children(), team, unplaced))

    def audits(self) -> ColumnElement[bool]:
        """The condition on `audit`: who sees its child, its auditor, who owns something of it."""
        if self.everything:
            return true()
        by_child = select(AUDIT.c.id).join(CHILD, CHILD.c.id == AUDIT.c.child_id)
        own = select(AUDIT.c.id).where(AUDIT.c.auditor_id.in_(self.acts_for))
        owned = select(ACTION.c.audit_id).where(ACTION.c.owner_id.in_(self.holds_for))
        praised = select(FINDING.c.audit_id).where(FINDING.c.about_id.in_(self.acts_for))
        strengths = praised.where(FINDING.c.kind == "strength")
        return AUDIT.c.id.in_(union(by_child.where(self.children()), own, owned, strengths))

    def audits_whole(self) -> ColumnElement[bool]:
        """The condition on `audit` for who sees all its findings, not only their own."""
        if self.everything:
            return true()
        by_child = select(AUDIT.c.id).join(CHILD, CHILD.c.id == AUDIT.c.child_id)
        own = select(AUDIT.c.id).where(AUDIT.c.auditor_id.in_(self.acts_for))
        return AUDIT.c.id.in_(union(by_child.where(self.children()), own))

    def escalations(self) -> ColumnElement[bool]:
        """The condition on `escalation`: who sees its child, its raiser, who is asked."""
        if self.everything:
            return true()
        by_child = select(ESCALATION.c.item_id).join(CHILD, CHILD.c.id == ESCALATION.c.child_id)
        raised = select(ESCALATION.c.item_id).where(ESCALATION.c.raised_by.in_(self.acts_for))
        asked = (
            select(ESCALATION.c.item_id)
            .join(ASKED, ASKED.c.item_id == ESCALATION.c.item_id)
            .where(ASKED.c.person_id.in_(self.acts_for))
        )
        found = union(by_child.where(self.children()), raised, asked)
        return ESCALATION.c.item_id.in_(found)

    def _named_children(self) -> list[Ids]:
        """Whose record they see even where it is restricted: they are named on it."""
        chosen = select(CHILD.c.id)
        return [
            chosen.where(CHILD.c.practitioner_id.in_(self.acts_for)),
            chosen.where(CHILD.c.iro_id.in_(self.acts_for)),
            chosen.where(CHILD.c.cp_chair_id.in_(self.acts_for)),
            chosen.where(CHILD.c.team_id.in_(self.own_teams)),
        ]

    def _named_actions(self, chosen: Ids) -> list[Ids]:
        """The actions that they see even of a restricted child: they are named on them."""
        of_child = chosen.join(CHILD, CHILD.c.id == ACTION.c.child_id)
        of_audit = chosen.join(AUDIT, AUDIT.c.id == ACTION.c.audit_id)
        asked = chosen.join(ASKED, ASKED.c.item_id == ACTION.c.item_id)
        about = chosen.join(ESCALATION, ESCALATION.c.action_id == ACTION.c.item_id).join(
            ASKED, ASKED.c.item_id == ESCALATION.c.item_id
        )
        return [
            chosen.where(ACTION.c.owner_id.in_(self.holds_for | self.answers_for)),
            of_child.where(CHILD.c.practitioner_id.in_(self.acts_for)),
            of_child.where(CHILD.c.iro_id.in_(self.acts_for)),
            of_child.where(CHILD.c.cp_chair_id.in_(self.acts_for)),
            of_child.where(CHILD.c.team_id.in_(self.own_teams)),
            of_audit.where(AUDIT.c.auditor_id.in_(self.acts_for)),
            asked.where(ASKED.c.person_id.in_(self.acts_for)),
            about.where(ASKED.c.person_id.in_(self.acts_for)),
        ]

    def _wide_actions(self, chosen: Ids) -> list[Ids]:
        """The actions of the people and children of the teams that they answer for."""
        chosen = chosen.join(CHILD, CHILD.c.id == ACTION.c.child_id)
        return [
            chosen.where(ACTION.c.owner_id.in_(self.people)),
            chosen.where(CHILD.c.team_id.in_(self.teams)),
            chosen.where(CHILD.c.practitioner_id.in_(self.people), CHILD.c.team_id.is_(None)),
        ]


def of(directory: Directory, person: PersonId, day: date) -> Sight:
    """What a person may see on a day, with what those see for whom they stand in.

    Sight of somebody who has left is empty, whatever they were.
    """
    key = ("sight", person, day)
    if key not in directory.worked_out:
        directory.worked_out[key] = _work_out(directory, person, day)
    found: Sight = directory.worked_out[key]
    return found


def _work_out(directory: Directory, person: PersonId, day: date) -> Sight:
    if not directory.is_here(person, day):
        return Sight()
    acts_for = directory.acts_for(person, day)
    roles = {role for one in acts_for for role in directory.people[one].roles}
    managers = [one for one in acts_for if "team_manager" in directory.people[one].roles]
    own_teams = {directory.people[one].team for one in managers} - {None}
    return Sight(
        acts_for=acts_for,
        holds_for=frozenset(p for one in acts_for for p in directory.held_by(one, day)),
        answers_for=frozenset(
            p
            for one in acts_for
            for report in directory.answers_to(one, day)
            for p in (report, *directory.held_by(report, day))
        ),
        own_teams=frozenset(team for team in own_teams if team is not None),
        teams=frozenset(team for one in acts_for for team in directory.teams_managed(one)),
        people=frozenset(
            p
            for one in acts_for
            if directory.teams_managed(one)
            for p in directory.people_managed(one)
        ),
        unrestricted=not roles.isdisjoint({"qa_lead", "director"}),
    )


def whole() -> Sight:
    """Everything: for what acts in nobody's name. A house test lists who may ask for it."""
    return EVERYTHING


def _restricted() -> Ids:
    return select(CHILD.c.id).where(CHILD.c.restricted == true())


EVERYTHING = Sight(everything=True)
