"""Audits come in one row a finding, and become actions with clocks of their own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from closeloop.mail.compose import compose
from closeloop.rules.items import ItemId
from closeloop.store.tables import ActionRow, AuditRow, FindingRow, LetterRow
from tests.authority import MONDAY, Authority
from tests.intake.handing_in import STRENGTH, Counter, findings, places

SECOND = {"finding": "The plan is out of date."}


@pytest.fixture
def counter(authority: Authority) -> Counter:
    authority.takes_in()
    return Counter(authority)


def actions(counter: Counter) -> list[ItemId]:
    with counter.authority.database.reading() as session:
        return [ItemId(i) for i in session.scalars(select(ActionRow.item_id).order_by("item_id"))]


def only(counter: Counter) -> ItemId:
    (action,) = actions(counter)
    return action


# What a file brings ---------------------------------------------------------------------------


def test_rows_with_one_child_day_and_auditor_are_one_audit(counter: Counter) -> None:
    counter.authority.takes_in("C-1002")
    rows = findings({}, SECOND, STRENGTH, {"child_ref": "C-1002"}, {"audited_on": "24/02/2026"})
    report = counter.takes("audits", rows)
    assert (report.rows, report.created) == (5, 5)
    counts = counter.counts()
    assert (counts["audit"], counts["finding"], counts["action"]) == (3, 5, 4)


def test_an_action_is_the_practitioners_with_a_date_and_clocks_from_now(counter: Counter) -> None:
    counter.takes("audits", findings({"severity": "high"}))
    stands = counter.authority.stands(only(counter))
    assert stands.around.bearings.owner == counter.authority.who("amira")
    assert stands.due_at == datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)
    assert counter.authority.looks(MONDAY + timedelta(days=40)).timers > 0


def test_an_owner_gets_one_letter_about_all_that_an_audit_asks_of_them(counter: Counter) -> None:
    authority = counter.authority
    of_ben = SECOND | {"owner_email": "ben@midshire.example", "standard": "9.5"}
    counter.takes("audits", findings({}, SECOND, STRENGTH, of_ben))
    assert sorted(authority.owed()) == [
        ("acknowledge", "amira"),
        ("acknowledge", "amira"),
        ("acknowledge", "ben"),
    ]
    with authority.database.writing() as session:
        rulebook = authority.house.rulebook(session)
        compose(session, rulebook, MONDAY, "closeloop@midshire.example")
    letters = select(LetterRow.person_id, LetterRow.kind).order_by(LetterRow.person_id)
    with authority.database.reading() as session:
        written = [tuple(row) for row in session.execute(letters)]
    assert written == [(authority.who(who), "acknowledge") for who in ("amira", "ben")]


def test_all_that_a_row_may_say_is_kept(counter: Counter) -> None:
    more = {
        "due_on": "2026-04-01",
        "impact": "She waits.",
        "expected": "Weekly visits.",
        "seen_by": "Case notes.",
        "owner_email": "ben@midshire.example",
        "standard": "3.2b",
    }
    counter.takes("audits", findings(more))
    with counter.authority.database.reading() as session:
        action = session.execute(select(ActionRow)).scalar_one()
        finding = session.execute(select(FindingRow)).scalar_one()
        assert (action.impact, action.expected, action.seen_by) == (
            "She waits.",
            "Weekly visits.",
            "Case notes.",
        )
        assert (finding.standard, finding.text) == ("3.2b", "Visits are late.")
    stands = counter.authority.stands(only(counter))
    assert stands.due_at == datetime(2026, 4, 1, 22, 59, 59, tzinfo=UTC)
    assert stands.around.bearings.owner == counter.authority.who("ben")


def test_3_2_is_taken_as_3_2a_and_told(counter: Counter) -> None:
    report = counter.takes("audits", findings({"standard": "3.2"}))
    assert places(report.warnings) == [(2, "standard")]
    with counter.authority.database.reading() as session:
        assert session.scalar(select(FindingRow.standard)) == "3.2a"


def test_an_owner_who_has_left_is_told_and_the_manager_holds_the_action(counter: Counter) -> None:
    counter.authority.changes("amira", leaves_on=date(2026, 2, 27))
    report = counter.takes("audits", findings({"owner_email": "amira@midshire.example"}))
    assert places(report.warnings) == [(2, "owner_email")]
    assert "Tia holds this action" in report.warnings[0].message
    stands = counter.authority.stands(only(counter))
    assert stands.around.who("owner") == (counter.authority.who("tia"),)


def test_what_recurs_in_a_file_is_linked_to_the_audit_before_it(counter: Counter) -> None:
    counter.takes("audits", findings({}, {"audited_on": "2026-01-09", "finding": "None seen."}))
    found = select(FindingRow.text, FindingRow.id, FindingRow.repeats_id)
    with counter.authority.database.reading() as session:
        kept = {text: (number, repeats) for text, number, repeats in session.execute(found)}
    assert kept["Visits are late."][1] == kept["None seen."][0]
    assert kept["None seen."][1] is None


# The same file again --------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing_in_any_order(counter: Counter) -> None:
    counter.takes("audits", findings({}, SECOND, STRENGTH))
    before = counter.counts()
    report = counter.takes("audits", findings(STRENGTH, SECOND, {}))
    after = counter.counts()
    assert (report.rows, report.unchanged) == (3, 3)
    assert {table for table in after if after[table] != before[table]} == {"import", "entry"}


def test_the_same_file_again_changes_nothing_after_people_have_acted(counter: Counter) -> None:
    authority = counter.authority
    counter.takes("audits", findings({"owner_email": "amira@midshire.example"}))
    action = only(counter)
    authority.takes(
        action, "reassign", "tia", owner_email="ben@midshire.example", reason="Amira is on leave"
    )
    authority.takes(action, "challenge", "ben", reason="They were not late")
    authority.takes(
        action, "decide", "quinn", decision="reworded", reason="One was", finding="One was late."
    )
    report = counter.takes("audits", findings({"owner_email": "amira@midshire.example"}))
    assert report.unchanged == 1
    assert authority.stands(action).around.bearings.owner == authority.who("ben")


def test_a_new_finding_joins_the_audit_that_came_by_file(counter: Counter) -> None:
    counter.takes("audits", findings({}))
    report = counter.takes("audits", findings(SECOND, {}, STRENGTH))
    assert (report.created, report.unchanged) == (2, 1)
    counts = counter.counts()
    assert (counts["audit"], counts["finding"]) == (1, 3)
    with counter.authority.database.reading() as session:
        assert list(session.scalars(select(FindingRow.place).order_by("place"))) == [1, 2, 3]


# Findings that are corrected ------------------------------------------------------------------


def test_another_severity_is_updated_and_dated_anew(counter: Counter) -> None:
    authority = counter.authority
    counter.takes("audits", findings({}))
    wednesday = MONDAY + timedelta(days=2)
    report = counter.loads("audits", findings({"severity": "high"}), at=wednesday).report
    assert (report.updated, report.errors) == (1, ())
    action = only(counter)
    stands = authority.stands(action)
    assert (stands.severity, stands.state) == ("high", "raised")
    assert stands.due_at == datetime(2026, 3, 11, 23, 59, 59, tzinfo=UTC)
    assert authority.history(action) == ["raise", "amended"]
    authority.looks(datetime(2026, 3, 12, 9, tzinfo=UTC))
    assert "no_movement" in authority.drift(action)


def test_who_is_named_instead_hears_of_it_and_the_ladder_runs_on(counter: Counter) -> None:
    authority = counter.authority
    counter.takes("audits", findings({}))
    before = authority.stands(only(counter))
    counter.takes("audits", findings({"owner_email": "ben@midshire.example"}))
    after = authority.stands(only(counter))
    assert authority.owed()[-1] == ("acknowledge", "ben")
    assert (after.due_at, after.stay_no) == (before.due_at, before.stay_no)
    assert after.around.bearings.owner == authority.who("ben")


def test_other_words_for_the_action_are_updated_and_nobody_is_told(counter: Counter) -> None:
    counter.takes("audits", findings({}))
    owed = counter.authority.owed()
    assert counter.takes("audits", findings({"action": "Visit today."})).updated == 1
    assert counter.takes("audits", findings({"action": "Visit today."})).unchanged == 1
    assert counter.authority.owed() == owed
    with counter.authority.database.reading() as session:
        assert session.scalar(select(ActionRow.text)) == "Visit today."


def test_a_critical_finding_tells_owner_and_manager_anew(counter: Counter) -> None:
    counter.takes("audits", findings({}))
    counter.takes("audits", findings({"severity": "critical"}))
    assert counter.authority.owed()[-2:] == [("acknowledge", "amira"), ("acknowledge", "tia")]


@pytest.mark.parametrize(
    ("column", "value"),
    [("severity", "high"), ("action", "Visit now."), ("owner_email", "ben@midshire.example")],
)
def test_once_somebody_has_acted_a_file_changes_it_no_more(
    counter: Counter, column: str, value: str
) -> None:
    counter.takes("audits", findings({}))
    counter.authority.takes(only(counter), "acknowledge", "amira")
    errors = counter.refuses("audits", findings({column: value}, SECOND))
    assert places(errors) == [(2, column)]


def test_clocks_that_ran_out_are_nobody_acting(counter: Counter) -> None:
    counter.takes("audits", findings({}))
    counter.authority.looks(MONDAY + timedelta(days=8))
    assert counter.takes("audits", findings({"severity": "high"})).updated == 1


def test_whose_strength_it_was_is_corrected_too(counter: Counter) -> None:
    counter.takes("audits", findings(STRENGTH))
    report = counter.takes("audits", findings(STRENGTH | {"owner_email": "ben@midshire.example"}))
    assert report.updated == 1
    with counter.authority.database.reading() as session:
        assert session.scalar(select(FindingRow.about_id)) == counter.authority.who("ben")


# What is refused ------------------------------------------------------------------------------


def test_all_that_is_wrong_is_said_at_once(counter: Counter) -> None:
    errors = counter.refuses(
        "audits",
        findings(
            {"child_ref": "C-9"},
            {"auditor_email": "nobody@midshire.example", "owner_email": "no@midshire.example"},
            {"severity": "", "action": ""},
            STRENGTH | {"severity": "high", "action": "Praise"},
            {"standard": "10.1", "kind": "weakness", "overall_grade": "fair"},
            {"audited_on": "2026-03-03"},
            {"audited_on": "03/25/2026"},
            {"activity": "inspection"},
            {"finding": ""},
        ),
    )
    assert places(errors) == [
        (2, "child_ref"),
        (3, "auditor_email"),
        (3, "owner_email"),
        (4, "severity"),
        (4, "action"),
        (5, "severity"),
        (5, "action"),
        (6, "overall_grade"),
        (6, "standard"),
        (6, "kind"),
        (7, "audited_on"),
        (8, "audited_on"),
        (9, "activity"),
        (10, "finding"),
    ]


def test_an_activity_or_grade_that_does_not_agree_within_an_audit_is_refused(
    counter: Counter,
) -> None:
    errors = counter.refuses(
        "audits",
        findings({}, SECOND | {"activity": "dip_sample"}, STRENGTH | {"overall_grade": "good"}),
    )
    assert places(errors) == [(3, "activity"), (4, "overall_grade")]
    assert "row 2" in errors[0].message


def test_an_audit_that_is_kept_with_another_grade_is_refused(counter: Counter) -> None:
    counter.takes("audits", findings({}))
    errors = counter.refuses("audits", findings(SECOND | {"overall_grade": "good"}))
    assert places(errors) == [(2, "overall_grade")]
    assert "requires_improvement" in errors[0].message


def test_one_finding_twice_in_a_file_is_refused_with_both_rows_named(counter: Counter) -> None:
    errors = counter.refuses("audits", findings({}, SECOND, {"severity": "high"}))
    assert places(errors) == [(2, "finding"), (4, "finding")]


def test_a_file_does_not_add_to_an_audit_that_was_entered_here(counter: Counter) -> None:
    counter.authority.raises("standard")
    errors = counter.refuses("audits", findings({"audited_on": "2026-03-02"}))
    assert places(errors) == [(2, "child_ref")]


def test_an_action_that_nobody_could_hold_is_refused(counter: Counter) -> None:
    counter.authority.takes_in("C-1002", practitioner=None)
    counter.authority.hires("lone", "practitioner", team=None, manager=None)
    counter.authority.changes("lone", leaves_on=date(2026, 2, 27))
    errors = counter.refuses(
        "audits", findings({"child_ref": "C-1002"}, {"owner_email": "lone@midshire.example"})
    )
    assert places(errors) == [(2, "owner_email"), (3, "owner_email")]


def test_an_audit_has_at_most_sixty_findings(counter: Counter) -> None:
    rows = [{"finding": f"Finding {number}"} for number in range(61)]
    [error] = counter.refuses("audits", findings(*rows))
    assert (error.row, error.message) == (62, "findings: 61; at most 60.")
    counter.takes("audits", findings(*rows[:60]))
    counter.refuses("audits", findings(rows[60]))


def test_a_qa_lead_brings_audits_of_children_whom_they_may_see(counter: Counter) -> None:
    counter.authority.takes_in("C-1002", restricted=True)
    errors = counter.refuses("audits", findings({"child_ref": "C-1002"}), by="quinn")
    assert places(errors) == [(2, "child_ref")]
    counter.takes("audits", findings({}), by="quinn")
    with counter.authority.database.reading() as session:
        assert session.scalar(select(AuditRow.entered_by)) == counter.authority.who("quinn")
    counter.takes("audits", findings({"child_ref": "C-1002"}))
