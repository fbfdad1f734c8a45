"""A world with two areas, and who may see what of it: contract 7 said again, in plain words.

Nothing here asks the product: people, children and what happened are written down, and from that
alone it is worked out who sees what. So the two may disagree, and then one of them is wrong.
"""

from dataclasses import dataclass, field
from datetime import date

from closeloop.rules.items import ItemId
from closeloop.store import people
from tests.authority import PARENTS, STAFF, Authority

LEFT, AWAY = date(2026, 3, 1), date(2026, 3, 2)
MORE_STAFF = {
    "hank": (("head_of_service",), "Service 2", "dana"),
    "sue": (("service_manager",), "Area 2", "hank"),
    "tess": (("team_manager",), "Team C", "sue"),
    "cora": (("practitioner",), "Team C", "tess"),
    "cleo": (("practitioner",), "Team C", "tess"),
    "dan": (("practitioner",), "Team B", "tom"),
    "lee": (("practitioner",), None, None),
    "pat": (("practitioner", "auditor"), "Team A", "tia"),
}
MORE_PARENTS = {"Service 2": "Authority", "Area 2": "Service 2", "Team C": "Area 2"}
EVERYBODY = STAFF | MORE_STAFF
BELOW = PARENTS | MORE_PARENTS  # a team, and the one above it
GONE = {"dan", "lee"}
DEPUTIES = {"tom": "ben", "carl": "cleo"}  # who is away, and who stands in
NOT_YET = ItemId(0)
SENIOR = {"team_manager", "service_manager", "head_of_service"}


@dataclass(frozen=True)
class AChild:
    """A child as the test knows it."""

    ref: str
    practitioner: str | None
    team: str | None
    iro: str | None = None
    chair: str | None = None
    status: str = "cla"
    restricted: bool = False


CHILDREN = {
    one.ref: one
    for one in (
        AChild("C-1", "amira", "Team A", iro="iris"),
        AChild("C-2", "bea", "Team B", chair="carl", status="cp"),
        AChild("C-3", "cora", "Team C", iro="iris"),
        AChild("C-4", "ben", None, status="cin"),  # of no team: its practitioner's team is
        AChild("R-1", "amira", "Team A", iro="iris", restricted=True),
        AChild("R-2", "cora", "Team C", chair="carl", status="cp", restricted=True),
    )
}


@dataclass
class AnAction:
    """An action, by whom it was found and whose it is; with an audit of its own."""

    child: AChild
    owner: str
    auditor: str
    id: ItemId = NOT_YET
    asked: set[str] = field(default_factory=set)  # to decide, verify or countersign


@dataclass
class AnEscalation:
    """An escalation about an action."""

    action: AnAction
    raised_by: str | None
    asked: set[str]
    id: ItemId = NOT_YET


@dataclass
class World:
    """All of it."""

    authority: Authority
    actions: list[AnAction]
    escalations: list[AnEscalation]


def made(authority: Authority) -> World:
    """Make the world through the product."""
    _hire(authority)
    for child in CHILDREN.values():
        authority.takes_in(
            child.ref,
            status=child.status,
            practitioner=child.practitioner,
            iro=child.iro,
            chair=child.chair,
            team=child.team,
            restricted=child.restricted,
        )
    actions = [
        AnAction(CHILDREN["C-1"], "amira", "ada"),
        AnAction(CHILDREN["C-1"], "cora", "arlo"),  # whose team the child is not in
        AnAction(CHILDREN["C-2"], "bea", "ada"),
        AnAction(CHILDREN["C-2"], "dan", "arlo"),  # who has left: tom holds it
        AnAction(CHILDREN["C-3"], "cora", "pat"),
        AnAction(CHILDREN["C-4"], "ben", "ada"),
        AnAction(CHILDREN["R-1"], "amira", "iris", asked={"quinn"}),
        AnAction(CHILDREN["R-1"], "lee", "iris"),  # who has left, and nobody managed them
        AnAction(CHILDREN["R-2"], "bea", "tess"),
    ]
    for one in actions:
        one.id = authority.raised(child=one.child.ref, owner=one.owner, by=one.auditor)
    authority.takes(actions[6].id, "challenge", "amira", reason="It was done")
    escalations = [
        AnEscalation(actions[0], "iris", {"tia"}),
        AnEscalation(actions[8], None, {"carl"}),
    ]
    _leave(authority)
    for escalation in escalations:
        _escalate(authority, escalation, actions[2])
    return World(authority, actions, escalations)


def _hire(authority: Authority) -> None:
    with authority.database.writing() as session:
        for name, parent in MORE_PARENTS.items():
            people.team(session, name, people.team(session, parent))
    for name, (roles, team, manager) in MORE_STAFF.items():
        authority.hires(name, *roles, team=team, manager=manager)


def _leave(authority: Authority) -> None:
    for name in GONE:
        authority.changes(name, leaves_on=LEFT)
    for name, deputy in DEPUTIES.items():
        authority.changes(name, absent_from=AWAY, deputy_id=authority.who(deputy))


def _escalate(authority: Authority, one: AnEscalation, discussed: AnAction) -> None:
    if one.raised_by is not None:
        one.id = authority.escalates(one.action.id, one.raised_by)
        return
    authority.supervises("bea", {discussed.id: "on_track"}, by="sam")  # and that one not: drift
    found = authority.escalation_of(one.action.id)
    assert found is not None
    one.id = found


# Who sees what: contract 7, in plain words -------------------------------------------------------


def stands_for(name: str) -> set[str]:
    """Somebody, and whom they stand in for while those are away."""
    return {name} | {away for away, deputy in DEPUTIES.items() if deputy == name}


def holds(owner: str) -> str:
    """Who holds what somebody owned: once they have left their manager, else the QA lead."""
    return (EVERYBODY[owner][2] or "quinn") if owner in GONE else owner


def answers_for(name: str, team: str | None) -> bool:
    """Whether a team is a manager's own, or below it."""
    if team is None or not SENIOR & set(EVERYBODY[name][0]):
        return False
    return team == EVERYBODY[name][1] or answers_for(name, BELOW.get(team))


def is_named(name: str, child: AChild) -> bool:
    """Whether somebody is named on a child."""
    roles, team, _ = EVERYBODY[name]
    manages_it = "team_manager" in roles and team == child.team is not None
    return name in {child.practitioner, child.iro, child.chair} or manages_it


def sees_child(name: str, child: AChild) -> bool:
    """Whether somebody sees a child's record."""
    return any(_sees_child(one, child) for one in stands_for(name))


def _sees_child(name: str, child: AChild) -> bool:
    if is_named(name, child) or child.restricted:
        return is_named(name, child)
    team = child.team or (EVERYBODY[child.practitioner][1] if child.practitioner else None)
    sees_all = {"qa_lead", "director"} & set(EVERYBODY[name][0])
    return bool(sees_all) or answers_for(name, team)


def sees_action(world: World, name: str, action: AnAction) -> bool:
    """Whether somebody sees an action."""
    if sees_child(name, action.child):
        return True
    holder = holds(action.owner)
    _, team, line_manager = EVERYBODY[holder]
    asked = action.asked.union(*(e.asked for e in world.escalations if e.action is action))
    concerned = {holder, line_manager, action.auditor} | asked
    of_their_people = not action.child.restricted and any(
        answers_for(one, team) for one in stands_for(name)
    )
    return bool(concerned & stands_for(name)) or of_their_people


def sees_audit(name: str, action: AnAction) -> bool:
    """Whether somebody sees the audit that an action came from."""
    return sees_whole_audit(name, action) or holds(action.owner) in stands_for(name)


def sees_whole_audit(name: str, action: AnAction) -> bool:
    """Whether they see all of it, and not only what is theirs."""
    return sees_child(name, action.child) or action.auditor in stands_for(name)


def sees_escalation(name: str, escalation: AnEscalation) -> bool:
    """Whether somebody sees an escalation."""
    concerned = escalation.asked | {escalation.raised_by}
    return sees_child(name, escalation.action.child) or bool(concerned & stands_for(name))
