"""Whoever is away, gone, or put in a circle: somebody hears, and nobody judges their own work."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from closeloop.rules.clocks import Timer
from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import ROLES, Directory, Person, PersonId, Team, TeamId
from closeloop.rules.relations import RELATIONS, Around, Bearings
from closeloop.rules.rulebook import may_take
from tests.rules.midshire import (
    AUDITOR,
    CHAIR,
    COLLEAGUE,
    DIRECTOR,
    HEAD,
    IRO,
    MANAGER,
    MONDAY,
    NAMED,
    OWNER,
    QA_LEAD,
    RULES,
    SERVICE,
    SHIPPED,
    TODAY,
    around,
    directory,
    person,
)

IDS = st.integers(1, 6).map(PersonId)
MAYBE = st.none() | IDS
AWAY = replace(person(OWNER), absent_from=date(2026, 3, 1), absent_to=date(2026, 3, 31))


@st.composite
def places(draw: st.DrawFn) -> Around:
    """An item among at most six people: any managers, deputies, absences, leavers, roles."""
    count = draw(st.integers(0, 6))
    people = {
        PersonId(n): person(
            PersonId(n),
            *draw(st.frozensets(st.sampled_from(ROLES), max_size=2)),
            manager=draw(MAYBE),
            deputy=draw(MAYBE),
            away=draw(st.booleans()),
            left=draw(st.booleans()),
        )
        for n in range(1, count + 1)
    }
    owner = draw(MAYBE)
    bearings = Bearings(
        owner=owner,
        once_owners=draw(st.frozensets(IDS, max_size=2)) | ({owner} if owner else set()),
        auditor=draw(MAYBE),
        practitioner=draw(MAYBE),
        iro=draw(MAYBE),
        cp_chair=draw(MAYBE),
        status=draw(st.sampled_from([None, "cp", "cla", "cin"])),
        raiser=draw(MAYBE),
        raised_as=draw(st.sampled_from([None, "iro", "qa_lead", "independent_chair"])),
        receiver_is=draw(st.sampled_from([None, "who_is_offered_drift", "head_of_service"])),
    )
    return Around(Directory(1, people), bearings, TODAY)


def here(stands: Around) -> set[PersonId]:
    return {p.id for p in stands.directory.people.values() if p.is_here(stands.day)}


def an_item(stands: Around, name: str) -> Item:
    workflow = SHIPPED[name, 1]
    level = "independent" if workflow.rungs else None
    return Item(ItemId(1), (name, 1), "high", workflow.begins, 1, 1, stands, MONDAY, level=level)


@given(places(), st.sampled_from(sorted(SHIPPED)))
def test_no_clock_speaks_to_nobody_while_anybody_works_here(
    stands: Around, key: tuple[str, int]
) -> None:
    item = an_item(stands, key[0])
    for clock in SHIPPED[key].clocks.values():
        lapse = RULES.lapse(item, Timer(1, clock.name, 1, 1, MONDAY), MONDAY)
        told = {notice.to for notice in lapse.notices}
        assert told <= here(stands)
        if clock.letter and not lapse.takes:
            assert bool(told) == bool(here(stands))


@given(places())
def test_nobody_in_any_relation_has_left(stands: Around) -> None:
    for relation in RELATIONS:
        assert set(stands.who(relation)) <= here(stands)
        assert stands.may(relation) <= here(stands)


@given(places())
def test_an_action_is_somebodys_while_anybody_works_here(stands: Around) -> None:
    assert bool(stands.who("owner")) == bool(here(stands))


@given(places())
def test_who_stands_in_is_never_away_nor_gone(stands: Around) -> None:
    people = stands.directory
    for somebody in people.people.values():
        found = people.stand_in(somebody.id, TODAY)
        if found is not None:
            assert somebody.is_absent(TODAY)
            assert found in here(stands) - {somebody.id}
            assert not people.people[found].is_absent(TODAY)
        elif somebody.is_absent(TODAY):
            above = people.chain_above(somebody.id, TODAY)
            assert all(people.people[manager].is_absent(TODAY) for manager in above)


@given(places())
def test_acting_for_and_standing_in_are_the_same_thing(stands: Around) -> None:
    people = stands.directory
    for one in people.people:
        others = people.acts_for(one, TODAY) - {one}
        assert others == {p for p in here(stands) if people.stand_in(p, TODAY) == one}


@given(places())
def test_circles_of_managers_end(stands: Around) -> None:
    for one in stands.directory.people:
        above = list(stands.directory.chain_above(one, TODAY))
        assert len(above) == len(set(above)) <= 5
        assert one not in above
        assert one not in stands.directory.everybody_below(one)


@given(places(), st.sampled_from(["verify", "return", "reopen", "impact"]))
def test_nobody_verifies_their_own_or_their_report_s_work_nor_do_their_deputies(
    stands: Around, step: str
) -> None:
    people = stands.directory
    concerned = {*stands.who("owner"), *stands.who("once_owner")}
    concerned |= {m for p in concerned if (m := people.manager_of(p, TODAY))}
    concerned |= {d for p in concerned if (d := people.people[p].deputy)}
    item = an_item(stands, "audit_action")
    rule = SHIPPED["audit_action", 1].steps[step]
    assert not any(may_take(item, rule, p) for p in concerned if p in people.people)
    assert concerned.isdisjoint(stands.who("who_verifies"))


@given(places())
def test_who_is_asked_to_verify_may_do_it_or_has_a_deputy_who_may(stands: Around) -> None:
    item = an_item(stands, "audit_action")
    rule = SHIPPED["audit_action", 1].steps["verify"]
    may = {p for p in here(stands) if may_take(item, rule, p)}
    asked = stands.who("who_verifies")
    assert set(asked) <= may
    answering = [p for p in may if stands.answers_for(p) in may]
    assert bool(asked) == bool(may & {p for r in rule.by for p in stands.who(r)})
    if asked and set(answering) & {p for r in rule.by for p in stands.who(r)}:
        assert stands.answers_for(asked[0]) in may


@given(places())
def test_an_escalation_is_asked_of_who_raised_it_only_where_nobody_above_is_left(
    stands: Around,
) -> None:
    asked = stands.who("receiver")
    assert bool(asked) == bool(here(stands))
    assert set(asked).isdisjoint(stands.who("raiser")) or asked == stands.who("last_resort")


@given(places())
def test_drift_is_never_offered_to_who_owns_it_while_somebody_independent_is_there(
    stands: Around,
) -> None:
    chair = stands.who("independent_chair")
    assert set(chair).isdisjoint(stands.who("owner"))
    assert set(chair).isdisjoint(stands.who("owners_manager"))


@given(places(), st.sampled_from(["team_manager", "service_manager", "head_of_service"]))
def test_a_senior_is_found_while_there_is_one_of_that_rank_or_above(
    stands: Around, role: str
) -> None:
    ranks = ("team_manager", "service_manager", "head_of_service", "director")
    able = [r for rank in ranks[ranks.index(role) :] for r in stands.directory.holders(rank, TODAY)]
    if able:
        assert stands.who(role)


# The same in examples -------------------------------------------------------------------------


def test_work_of_who_has_left_is_the_manager_s_the_day_after() -> None:
    leaver = replace(person(OWNER, manager=MANAGER), leaves_on=TODAY)
    assert around(leaver).who("owner") == (OWNER,)
    assert around(leaver, day=date(2026, 3, 3)).who("owner") == (MANAGER,)


def test_work_of_who_left_without_a_manager_is_a_qa_lead_s() -> None:
    assert around(person(OWNER, left=True)).who("owner") == (QA_LEAD,)


def test_an_absence_ends_with_its_last_day() -> None:
    assert not AWAY.is_absent(date(2026, 2, 28))
    assert AWAY.is_absent(date(2026, 3, 1))
    assert AWAY.is_absent(date(2026, 3, 31))
    assert not AWAY.is_absent(date(2026, 4, 1))


def test_a_deputy_who_is_away_too_is_followed_three_times_then_the_manager_acts() -> None:
    chain = [
        person(OWNER, manager=MANAGER, deputy=COLLEAGUE, away=True),
        person(COLLEAGUE, deputy=IRO, away=True),
        person(IRO, deputy=CHAIR, away=True),
    ]
    assert directory(*chain).stand_in(OWNER, TODAY) == CHAIR
    longer = [*chain, person(CHAIR, deputy=AUDITOR, away=True)]
    assert directory(*longer).stand_in(OWNER, TODAY) == MANAGER


def test_deputies_in_a_circle_leave_it_to_the_manager() -> None:
    pair = [
        person(OWNER, manager=MANAGER, deputy=COLLEAGUE, away=True),
        person(COLLEAGUE, deputy=OWNER, away=True),
    ]
    assert directory(*pair).stand_in(OWNER, TODAY) == MANAGER


def test_a_manager_discusses_with_an_owner_whose_deputy_they_are() -> None:
    stands = around(person(OWNER, "practitioner", manager=MANAGER, deputy=MANAGER))
    item = an_item(stands, "audit_action")
    rule = SHIPPED["audit_action", 1].steps["discuss"]
    assert may_take(item, rule, MANAGER)


def test_an_owner_standing_in_for_the_manager_does_not_discuss_with_themselves() -> None:
    stands = around(person(MANAGER, "team_manager", manager=SERVICE, deputy=OWNER, away=True))
    item = an_item(stands, "audit_action")
    steps = SHIPPED["audit_action", 1].steps
    assert OWNER in stands.may("owners_manager")
    assert not may_take(item, steps["discuss"], OWNER)
    assert not may_take(item, steps["extend"], OWNER)


@pytest.mark.parametrize(
    ("status", "iro", "chair", "asked"),
    [
        ("cp", IRO, CHAIR, (CHAIR,)),
        ("cla", IRO, CHAIR, (IRO,)),
        ("cla", None, CHAIR, (CHAIR,)),
        ("cp", IRO, None, (IRO,)),
        ("cin", None, None, (SERVICE, QA_LEAD)),
    ],
)
def test_drift_is_offered_to_the_chair_on_a_plan_else_to_the_iro(
    status: str, iro: PersonId | None, chair: PersonId | None, asked: tuple[PersonId, ...]
) -> None:
    named = replace(NAMED, status=status, iro=iro, cp_chair=chair)
    assert around(bearings=named).who("who_is_offered_drift") == asked


def test_the_chair_who_manages_the_owner_is_passed_over() -> None:
    named = replace(NAMED, iro=MANAGER, cp_chair=CHAIR)
    assert around(bearings=named).who("who_is_offered_drift") == (CHAIR,)


def test_an_escalation_by_the_head_of_service_goes_up_not_down() -> None:
    named = replace(NAMED, raiser=HEAD, raised_as="head_of_service", receiver_is="head_of_service")
    assert around(bearings=named).who("receiver") == (DIRECTOR,)


def test_an_iro_s_escalation_is_their_successor_s() -> None:
    named = replace(NAMED, raiser=CHAIR, raised_as="iro", iro=IRO)
    assert around(bearings=named).who("raiser") == (IRO,)
    nobody_yet = replace(named, iro=None)
    assert around(bearings=nobody_yet).who("raiser") == (CHAIR,)


def test_without_a_line_manager_or_a_team_there_is_still_somebody_senior_to_ask() -> None:
    alone = around(person(OWNER, "practitioner"))
    assert alone.who("team_manager") == (DIRECTOR,)


def test_seniors_are_looked_for_from_the_practitioner_where_nobody_owns_anything() -> None:
    child_alone = replace(NAMED, owner=None, once_owners=frozenset(), practitioner=COLLEAGUE)
    assert around(bearings=child_alone).who("team_manager") == (MANAGER,)
    assert around(bearings=child_alone).who("practitioner_concerned") == (COLLEAGUE,)


def test_the_nearest_senior_is_up_the_line_before_of_the_area() -> None:
    teams = {TeamId(n): Team(TeamId(n), f"Team {n}", parent=None) for n in (1, 2)}
    other = PersonId(11)
    people = {
        p.id: p
        for p in (
            replace(person(OWNER, "practitioner", manager=MANAGER), team=TeamId(1)),
            replace(person(MANAGER, "team_manager", manager=SERVICE), team=TeamId(1)),
            replace(person(SERVICE, "service_manager"), team=TeamId(2)),
            replace(person(other, "service_manager"), team=TeamId(1)),
        )
    }
    found = Directory(1, people, teams).senior("service_manager", OWNER, TeamId(1), TODAY)
    assert found == SERVICE
    without_line = people | {MANAGER: replace(people[MANAGER], manager=None)}
    found = Directory(1, without_line, teams).senior("service_manager", OWNER, TeamId(1), TODAY)
    assert found == other


def test_teams_in_a_circle_end() -> None:
    one, two = TeamId(1), TeamId(2)
    teams = {one: Team(one, "One", parent=two), two: Team(two, "Two", parent=one)}
    assert Directory(1, {}, teams).teams_under(one) == {one, two}


@given(places())
@example(Around(Directory(1, {}), Bearings(), TODAY))
def test_people_managed_never_hold_oneself(stands: Around) -> None:
    for one in stands.directory.people:
        assert one not in stands.directory.people_managed(one)
        assert stands.directory.answers_to(one, TODAY) <= stands.directory.everybody_below(one)


def test_everybody_is_known_by_email_in_small_letters() -> None:
    people = {OWNER: Person(OWNER, "Amira@Midshire.Example", "Amira", frozenset())}
    assert Directory(1, people).by_email["amira@midshire.example"].id == OWNER
