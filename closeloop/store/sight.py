"""Need to know: the one place that says what a person may see. No read does without it.

A `Sight` is made for one person on one day from the directory, and answers SQL: a UNION of indexed
branches, never one OR over all. Pages, API, counts, charts, exports, search and letters ask here.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, false, or_, select, true, union

from closeloop.rules.people import Directory, PersonId, TeamId
from closeloop.store.tables import (
    ActionRow,
    AskedRow,
    AuditRow,
    ChildRow,
    EscalationRow,
    FindingRow,
)

Ids = Select[int]


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

    def actions(self) -> ColumnElement[bool]:
        """The condition on `action` for what may be seen."""
        if self.everything:
            return true()
        named = union(*self._named_actions())
        if self.unrestricted:
            return or_(ActionRow.child_id.not_in(_restricted()), ActionRow.item_id.in_(named))
        wide = [branch.where(ChildRow.restricted == false()) for branch in self._wide_actions()]
        return ActionRow.item_id.in_(union(*self._named_actions(), *wide))

    def children(self) -> ColumnElement[bool]:
        """The condition on `child` for whose record may be seen."""
        if self.everything:
            return true()
        named = union(*self._named_children())
        if self.unrestricted:
            return or_(ChildRow.restricted == false(), ChildRow.id.in_(named))
        team = select(ChildRow.id).where(
            ChildRow.team_id.in_(self.teams), ChildRow.restricted == false()
        )
        unplaced = select(ChildRow.id).where(
            ChildRow.practitioner_id.in_(self.people),
            ChildRow.team_id.is_(None),
            ChildRow.restricted == false(),
        )
        return ChildRow.id.in_(union(*self._named_children(), team, unplaced))

    def audits(self) -> ColumnElement[bool]:
        """The condition on `audit`: who sees its child, its auditor, who owns something of it."""
        if self.everything:
            return true()
        by_child = select(AuditRow.id).join(ChildRow, ChildRow.id == AuditRow.child_id)
        own = select(AuditRow.id).where(AuditRow.auditor_id.in_(self.acts_for))
        owned = select(ActionRow.audit_id).where(ActionRow.owner_id.in_(self.holds_for))
        praised = select(FindingRow.audit_id).where(FindingRow.about_id.in_(self.acts_for))
        strengths = praised.where(FindingRow.kind == "strength")
        return AuditRow.id.in_(union(by_child.where(self.children()), own, owned, strengths))

    def audits_whole(self) -> ColumnElement[bool]:
        """The condition on `audit` for who sees all its findings, not only their own."""
        if self.everything:
            return true()
        by_child = select(AuditRow.id).join(ChildRow, ChildRow.id == AuditRow.child_id)
        own = select(AuditRow.id).where(AuditRow.auditor_id.in_(self.acts_for))
        return AuditRow.id.in_(union(by_child.where(self.children()), own))

    def escalations(self) -> ColumnElement[bool]:
        """The condition on `escalation`: who sees its child, its raiser, who is asked."""
        if self.everything:
            return true()
        by_child = select(EscalationRow.item_id).join(
            ChildRow, ChildRow.id == EscalationRow.child_id
        )
        raised = select(EscalationRow.item_id).where(EscalationRow.raised_by.in_(self.acts_for))
        asked = (
            select(EscalationRow.item_id)
            .join(AskedRow, AskedRow.item_id == EscalationRow.item_id)
            .where(AskedRow.person_id.in_(self.acts_for))
        )
        found = union(by_child.where(self.children()), raised, asked)
        return EscalationRow.item_id.in_(found)

    def _named_children(self) -> list[Ids]:
        """Whose record they see even where it is restricted: they are named on it."""
        chosen = select(ChildRow.id)
        return [
            chosen.where(ChildRow.practitioner_id.in_(self.acts_for)),
            chosen.where(ChildRow.iro_id.in_(self.acts_for)),
            chosen.where(ChildRow.cp_chair_id.in_(self.acts_for)),
            chosen.where(ChildRow.team_id.in_(self.own_teams)),
        ]

    def _named_actions(self) -> list[Ids]:
        """The actions that they see even of a restricted child: they are named on them."""
        chosen = select(ActionRow.item_id)
        of_child = chosen.join(ChildRow, ChildRow.id == ActionRow.child_id)
        of_audit = chosen.join(AuditRow, AuditRow.id == ActionRow.audit_id)
        asked = chosen.join(AskedRow, AskedRow.item_id == ActionRow.item_id)
        about = chosen.join(EscalationRow, EscalationRow.action_id == ActionRow.item_id).join(
            AskedRow, AskedRow.item_id == EscalationRow.item_id
        )
        return [
            chosen.where(ActionRow.owner_id.in_(self.holds_for | self.answers_for)),
            of_child.where(ChildRow.practitioner_id.in_(self.acts_for)),
            of_child.where(ChildRow.iro_id.in_(self.acts_for)),
            of_child.where(ChildRow.cp_chair_id.in_(self.acts_for)),
            of_child.where(ChildRow.team_id.in_(self.own_teams)),
            of_audit.where(AuditRow.auditor_id.in_(self.acts_for)),
            asked.where(AskedRow.person_id.in_(self.acts_for)),
            about.where(AskedRow.person_id.in_(self.acts_for)),
        ]

    def _wide_actions(self) -> list[Ids]:
        """The actions of the people and children of the teams that they answer for."""
        chosen = select(ActionRow.item_id).join(ChildRow, ChildRow.id == ActionRow.child_id)
        return [
            chosen.where(ActionRow.owner_id.in_(self.people)),
            chosen.where(ChildRow.team_id.in_(self.teams)),
            chosen.where(ChildRow.practitioner_id.in_(self.people), ChildRow.team_id.is_(None)),
        ]


def of(directory: Directory, person: PersonId, day: date) -> Sight:
    """What a person may see on a day, with what those see for whom they stand in.

    Sight of somebody who has left is empty, whatever they were.
    """
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
    return Sight(everything=True)


def _restricted() -> Ids:
    return select(ChildRow.id).where(ChildRow.restricted == true())
