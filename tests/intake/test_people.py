"""A staff list comes in whole or not at all, and makes the tree of teams and managers."""

from datetime import date

import pytest

from closeloop.loop import access
from closeloop.store import people
from tests.authority import MONDAY, Authority
from tests.intake.handing_in import Cells, Counter, file_of, places

ZOE: Cells = {
    "email": "zoe@midshire.example",
    "name": "Zoë Reed",
    "roles": "practitioner; auditor",
    "team": "Team A",
    "team_parent": "",
    "manager_email": "tia@midshire.example",
    "leaves_on": "31/12/2026",
}
MAX: Cells = ZOE | {"email": "max@midshire.example", "name": "Max", "leaves_on": ""}


@pytest.fixture
def counter(authority: Authority) -> Counter:
    return Counter(authority)


def test_a_person_comes_in_with_all_that_the_row_says(counter: Counter) -> None:
    report = counter.takes("people", file_of(ZOE))
    zoe = counter.person("zoe@midshire.example")
    assert (report.rows, report.created) == (1, 1)
    assert (zoe.name, sorted(zoe.roles)) == ("Zoë Reed", ["auditor", "practitioner"])
    assert (zoe.manager, zoe.leaves_on) == (counter.authority.who("tia"), date(2026, 12, 31))


def test_the_same_staff_list_again_changes_nothing(counter: Counter) -> None:
    counter.takes("people", file_of(ZOE, MAX))
    before = counter.counts()
    report = counter.takes("people", file_of(MAX, ZOE))
    after = counter.counts()
    assert (report.rows, report.unchanged) == (2, 2)
    assert {table for table in after if after[table] != before[table]} == {"import", "entry"}


def test_a_manager_may_stand_anywhere_in_the_file(counter: Counter) -> None:
    head = MAX | {"roles": "team_manager", "manager_email": "sam@midshire.example"}
    counter.takes("people", file_of(ZOE | {"manager_email": "Max@midshire.example"}, head))
    zoe, max_ = counter.person("zoe@midshire.example"), counter.person("max@midshire.example")
    assert zoe.manager == max_.id


def test_what_a_file_does_not_list_stays_as_it_was(counter: Counter) -> None:
    counter.takes("people", file_of(ZOE))
    short = {name: ZOE[name] for name in ("email", "name", "roles")}
    report = counter.takes("people", file_of(short | {"name": "Zoë Read"}))
    zoe = counter.person("zoe@midshire.example")
    assert report.updated == 1
    assert (zoe.name, zoe.manager) == ("Zoë Read", counter.authority.who("tia"))
    assert zoe.leaves_on == date(2026, 12, 31)


def test_an_empty_cell_clears_what_may_be_empty(counter: Counter) -> None:
    counter.takes("people", file_of(ZOE))
    counter.takes("people", file_of(ZOE | {"manager_email": "", "team": "", "leaves_on": ""}))
    zoe = counter.person("zoe@midshire.example")
    assert (zoe.manager, zoe.team, zoe.leaves_on) == (None, None, None)


def test_a_new_team_is_made_below_its_parent_and_told(counter: Counter) -> None:
    rows = file_of(ZOE | {"team": "Team C", "team_parent": "Area"}, MAX | {"team": "Team C"})
    report = counter.takes("people", rows)
    assert places(report.warnings) == [(2, "team")]
    assert counter.team_above("Team C") == "Area"


def test_a_team_goes_elsewhere_where_a_row_says_so(counter: Counter) -> None:
    counter.takes("people", file_of(ZOE))
    report = counter.takes("people", file_of(ZOE | {"team_parent": "Service"}))
    assert report.updated == 1
    assert counter.team_above("Team A") == "Service"


def test_what_is_wrong_with_a_staff_list_is_all_said_at_once(counter: Counter) -> None:
    errors = counter.refuses(
        "people",
        file_of(
            ZOE | {"roles": "boss"},
            MAX | {"manager_email": "max@midshire.example"},
            MAX | {"email": "eve@midshire.example", "manager_email": "nobody@midshire.example"},
            MAX | {"email": "lou@midshire.example", "team": "", "team_parent": "Area"},
        ),
    )
    assert places(errors) == [
        (2, "roles"),
        (3, "manager_email"),
        (4, "manager_email"),
        (5, "team_parent"),
    ]


def test_a_manager_whose_own_row_is_wrong_is_not_called_unknown(counter: Counter) -> None:
    errors = counter.refuses(
        "people",
        file_of(ZOE | {"manager_email": "max@midshire.example"}, MAX | {"roles": "boss"}),
    )
    assert places(errors) == [(3, "roles")]


def test_one_email_twice_is_refused_with_both_rows_named(counter: Counter) -> None:
    errors = counter.refuses("people", file_of(ZOE, MAX, ZOE | {"email": "ZOE@midshire.example"}))
    assert places(errors) == [(2, "email"), (4, "email")]
    assert "row 4" in errors[0].message
    assert "row 2" in errors[1].message


def test_people_who_manage_each_other_in_a_circle_are_refused(counter: Counter) -> None:
    errors = counter.refuses(
        "people",
        file_of(
            ZOE | {"manager_email": "max@midshire.example"},
            MAX | {"manager_email": "zoe@midshire.example"},
        ),
    )
    assert places(errors) == [(2, "manager_email"), (3, "manager_email")]


def test_a_circle_through_somebody_kept_already_is_refused_too(counter: Counter) -> None:
    counter.takes("people", file_of(ZOE))
    tia = {"email": "tia@midshire.example", "name": "Tia", "roles": "team_manager"}
    errors = counter.refuses("people", file_of(tia | {"manager_email": "zoe@midshire.example"}))
    assert places(errors) == [(2, "manager_email")]


def test_teams_that_stand_above_each_other_are_refused(counter: Counter) -> None:
    errors = counter.refuses("people", file_of(ZOE | {"team": "Service", "team_parent": "Team A"}))
    assert places(errors) == [(2, "team_parent")]


def test_one_team_below_two_others_is_refused(counter: Counter) -> None:
    errors = counter.refuses(
        "people", file_of(ZOE | {"team_parent": "Area"}, MAX | {"team_parent": "Service"})
    )
    assert places(errors) == [(3, "team_parent")]
    assert "row 2" in errors[0].message


def test_an_admin_brings_a_staff_list_but_not_roles_of_their_own(counter: Counter) -> None:
    assert counter.takes("people", file_of(ZOE), by="otto").created == 1
    otto = {"email": "otto@midshire.example", "name": "Otto", "roles": "admin; director"}
    errors = counter.refuses("people", file_of(otto), by="otto")
    assert places(errors) == [(2, "roles")]


def test_the_last_admin_stays(counter: Counter) -> None:
    otto = {"email": "otto@midshire.example", "name": "Otto", "roles": "practitioner"}
    errors = counter.refuses("people", file_of(otto))
    assert places(errors) == [(2, "roles")]
    counter.takes("people", file_of(otto, MAX | {"roles": "admin"}))


def test_a_leavers_token_ends_with_the_row_that_says_so(counter: Counter) -> None:
    authority = counter.authority
    with authority.database.writing() as session:
        amira = people.directory(session).by_email["amira@midshire.example"]
        token = access.make_token(session, amira, amira.email, now=MONDAY).secret
    row = {"email": amira.email, "name": "Amira", "roles": "practitioner"}
    counter.takes("people", file_of(row | {"leaves_on": "2026-02-27"}))
    with authority.database.reading() as session:
        assert access.recognised(session, token, MONDAY) is None


def test_the_ledger_says_who_was_changed_by_whom_and_from_what(counter: Counter) -> None:
    counter.takes("people", file_of(MAX))
    counter.takes("people", file_of(MAX | {"team": "Team B"}), by="otto")
    told = counter.register()
    assert [kind for _, kind, _ in told[-4:]] == [
        "person_added",
        "import",
        "person_changed",
        "import",
    ]
    actor, _, facts = told[-2]
    assert actor == "otto@midshire.example"
    assert (facts["team"], facts["team_before"]) == ("Team B", "Team A")
