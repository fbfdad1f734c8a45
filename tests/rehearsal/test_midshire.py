"""Midshire is a whole authority: everybody has a manager, every child has who they should have."""

from collections import Counter
from datetime import date

from closeloop.rehearsal.midshire import DOMAIN, Child, Colleague, children, people
from closeloop.rules.people import ROLES

BY_EMAIL = {person.email: person for person in people()}
TODAY = date(2026, 3, 2)


def holders(role: str) -> list[Colleague]:
    return [person for person in people() if role in person.roles]


def of_status(status: str) -> list[Child]:
    return [child for child in children() if child.status == status]


def test_sixty_people_work_there_in_all_ten_roles() -> None:
    assert len(BY_EMAIL) == len(people()) == 60
    assert {role for person in people() for role in person.roles} == set(ROLES)
    seniors = ("iro", "cp_chair", "auditor", "qa_lead", "head_of_service", "director", "admin")
    assert [len(holders(role)) for role in seniors] == [4, 3, 4, 2, 3, 1, 1]


def test_nobody_can_be_reached_by_a_real_address() -> None:
    assert {email.partition("@")[2] for email in BY_EMAIL} == {DOMAIN}
    assert all(email.isascii() and email == email.lower() for email in BY_EMAIL)


def test_everybody_but_the_director_has_a_manager_who_is_listed_before_them() -> None:
    met: set[str] = set()
    for person in people():
        assert person.manager_email in met or person.roles == ("director",)
        met.add(person.email)


def test_six_teams_stand_in_three_service_areas_each_with_a_head() -> None:
    teams = {person.team: person.team_parent for person in people()}
    managed = {person.team for person in holders("team_manager")}
    areas = {person.team for person in holders("head_of_service")}
    assert (len(managed), len(areas)) == (6, 3)
    assert {teams[team] for team in managed} == areas
    assert {teams[area] for area in areas} == {"Children's Services"}


def test_the_people_of_the_examples_stand_where_the_examples_say() -> None:
    amira, iris = BY_EMAIL[f"amira.khan@{DOMAIN}"], BY_EMAIL[f"iris.novak@{DOMAIN}"]
    assert amira.manager_email == f"tia.marsh@{DOMAIN}"
    assert iris.roles == ("iro",)
    assert (children()[0].practitioner_email, children()[0].iro_email) == (amira.email, iris.email)
    assert children()[1].practitioner_email == amira.email


def test_somebody_leaves_next_week_and_somebody_is_away_with_a_deputy() -> None:
    leaver = next(person for person in people() if person.leaves_in is not None)
    away = next(person for person in people() if person.absent_from_in is not None)
    assert leaver.leaves_on(TODAY) == date(2026, 3, 8)
    assert away.absence(TODAY) == (date(2026, 2, 26), date(2026, 3, 12))
    assert away.deputy_email in BY_EMAIL
    assert BY_EMAIL[f"dana.whitfield@{DOMAIN}"].absence(TODAY) is None
    assert BY_EMAIL[f"dana.whitfield@{DOMAIN}"].leaves_on(TODAY) is None


def test_two_hundred_and_fifty_children_stand_in_the_proportions_of_a_real_authority() -> None:
    refs = [child.child_ref for child in children()]
    assert refs == [f"C-{number}" for number in range(1001, 1251)]
    counted = Counter(child.status for child in children())
    assert counted == {
        "cin": 123, "cla": 52, "cp": 32, "care_leaver": 21, "early_help": 18, "closed": 4,
    }  # fmt: skip


def test_every_looked_after_child_has_an_iro_and_every_child_on_a_plan_a_chair() -> None:
    iros = {person.email for person in holders("iro")}
    chairs = {person.email for person in holders("cp_chair")}
    assert {child.iro_email for child in of_status("cla")} == iros
    assert {child.cp_chair_email for child in of_status("cp")} == chairs
    assert sum(child.cp_chair_email is not None for child in of_status("cla")) == 5
    others = [*of_status("cin"), *of_status("early_help"), *of_status("care_leaver")]
    assert not any(child.iro_email or child.cp_chair_email for child in others)


def test_every_open_child_has_a_practitioner_of_the_childs_own_team() -> None:
    for child in children():
        if child.status != "closed":
            assert child.practitioner_email is not None
            practitioner = BY_EMAIL[child.practitioner_email]
            assert practitioner.roles == ("practitioner",)
            assert practitioner.team == child.team


def test_work_is_shared_fairly() -> None:
    held = Counter(child.practitioner_email for child in children() if child.practitioner_email)
    assert set(held) == {person.email for person in holders("practitioner")}
    assert max(held.values()) <= 17


def test_three_children_are_restricted() -> None:
    assert sum(child.restricted for child in children()) == 3
