"""Reports as pages: of what the reader may see, the same numbers as picture, table and file."""

import csv
import io
from datetime import UTC, datetime

import pytest

from closeloop.reports import report
from closeloop.store import people
from tests.authority import MONDAY, Authority
from tests.html import words
from tests.store.reading import counted
from tests.web.conftest import Visits
from tests.web.visit import SVG, Shown

TUESDAY = datetime(2026, 3, 17, 9, tzinfo=UTC)
COUNTING = [name for name, one in report.catalogue().items() if one.count]


def lived(authority: Authority) -> None:
    """Six actions of two children, one of them restricted; one way gone to its end, one offered."""
    authority.takes_in()
    authority.takes_in("C-1002", practitioner="ben", restricted=True)
    seen, *_ = authority.raises("high", "standard", "standard")
    authority.raises("standard", child="C-1002", owner="ben")
    authority.takes(seen, "acknowledge", "amira")
    authority.supervises("amira", {seen: "on_track"}, by="tia", at=MONDAY.replace(day=4))
    late = MONDAY.replace(day=6)
    authority.takes(seen, "address", "amira", at=late, note="Visited", evidence="Case note")
    authority.takes(seen, "verify", "ada", at=MONDAY.replace(day=10), note="Seen")
    authority.looks(TUESDAY)


def file_of(shown: Shown) -> list[list[str]]:
    """The rows of a file."""
    return list(csv.reader(io.StringIO(shown.answer.text)))


def table(shown: Shown) -> list[list[str]]:
    """The numbers of the first picture, as the page lists them."""
    rows = next(shown.root.iter("tbody")).iter("tr")
    return [[words(cell) for cell in row if cell.tag in ("th", "td")] for row in rows]


@pytest.mark.parametrize("name", COUNTING)
def test_each_is_one_question_with_answer_pictures_numbers_and_file(
    authority: Authority, visits: Visits, name: str
) -> None:
    lived(authority)
    quinn = visits("quinn")
    assert f"/reports/{name}" in quinn.opens("/reports").links
    shown = quinn.opens(f"/reports/{name}")
    assert shown.heading == report.catalogue()[name].question
    assert "what you can see" in shown.text
    drawings = list(shown.root.iter(SVG + "svg"))
    assert drawings
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert drawing.findtext(SVG + "title")
        assert drawing.findtext(SVG + "desc")
    sent = quinn.opens(next(link for link in shown.links if ".csv" in link))
    assert sent.answer.mimetype == "text/csv"
    assert file_of(sent)[0] == list(report.catalogue()[name].columns)


def test_the_way_to_verified_is_counted_in_working_days(
    authority: Authority, visits: Visits
) -> None:
    lived(authority)
    shown = visits("quinn").opens("/reports/steps")
    assert (
        "read within 0, discussed within 2, addressed within 4 and verified within 6 working days"
        in shown.text
    )
    assert "Raised to verified: 6 working days in March 2026 so far, too few" in shown.text
    assert table(shown)[-1] == ["March 2026 so far", "0", "1"]


def test_what_is_open_stands_by_age_and_state(authority: Authority, visits: Visits) -> None:
    lived(authority)
    quinn = visits("quinn")
    assert table(quinn.opens("/reports/standing"))[0] == ["Under 4 weeks", "2", "0", "0"]
    rows = file_of(quinn.opens("/reports/standing.csv"))
    assert ["Under 4 weeks", "raised", "2"] in rows


def test_a_restricted_child_is_counted_for_who_is_named_and_nobody_else(
    authority: Authority, visits: Visits
) -> None:
    lived(authority)
    for name, many in (("quinn", 2), ("sam", 2), ("iris", 3), ("tia", 3), ("tom", 0)):
        shown = visits(name).opens("/reports/drift")
        assert table(shown)[-1][1] == str(many), name


def test_drift_is_counted_by_rule(authority: Authority, visits: Visits) -> None:
    lived(authority)
    shown = visits("quinn").opens("/reports/drift")
    assert "2 actions are drifting" in shown.text
    rows = file_of(visits("quinn").opens("/reports/drift.csv"))
    assert ["2026-03", "any", "2"] in rows
    assert ["2026-02", "any", "0"] in rows


def test_an_answer_in_time_counts_and_time_that_was_over_does_too(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    first, second, third = authority.raises("standard", "standard", "standard")
    answered, unanswered = (authority.escalates(one, "iris") for one in (first, second))
    authority.escalates(third, "iris")  # which still has its time
    authority.responds(answered, "resolved", "tia", at=MONDAY.replace(day=3), note="Done")
    authority.takes(third, "withdraw", "quinn", reason="Twice")
    authority.looks(MONDAY.replace(day=10))
    assert unanswered
    shown = visits("quinn").opens("/reports/answers")
    row = file_of(visits("quinn").opens("/reports/answers.csv"))[-1]
    assert row[0] == "2026-03"
    assert int(row[1]) == 1
    assert int(row[2]) >= 2
    assert "Answered in time" in shown.text


def test_period_area_and_standard_narrow_page_and_file_alike(
    authority: Authority, visits: Visits
) -> None:
    lived(authority)
    quinn = visits("quinn")
    with authority.database.reading() as session:
        area = people.directory(session).by_team_name["Team B"].id
    for query, open_ in ((f"area=T-{area}", "0"), ("standard=1", "0"), ("standard=9", "2")):
        shown = quinn.opens(f"/reports/standing?{query}")
        assert table(shown)[0][1] == open_
        link = next(link for link in shown.links if ".csv" in link)
        assert query in link
        assert ["Under 4 weeks", "raised", open_] in file_of(quinn.opens(link))
    assert len(table(quinn.opens("/reports/drift?period=24"))) == 25
    assert quinn.opens("/reports/drift?period=x&area=T-999&standard=x").status == 200


def test_only_who_answers_for_more_than_their_own_work_opens_them(visits: Visits) -> None:
    assert visits("amira").opens("/reports/steps").status == 403
    for name in ("nothing", "actions", "report"):
        assert visits("quinn").opens(f"/reports/{name}").status == 404


@pytest.mark.parametrize("name", COUNTING)
def test_a_report_asks_the_same_number_of_questions_however_much_there_is(
    authority: Authority, visits: Visits, name: str
) -> None:
    lived(authority)
    hal = visits("hal")
    asked = []
    for _ in range(2):
        hal.opens(f"/reports/{name}")  # what is worked out once for a version of the staff list
        with counted() as statements:
            hal.opens(f"/reports/{name}")
        asked.append(len(statements))
        authority.raises(*["standard"] * 5)
        authority.looks(MONDAY.replace(day=31))
    assert asked[0] == asked[1]


def test_a_year_of_escalations_is_an_iros_annual_report(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    drifting = authority.raised()
    authority.looks(TUESDAY)
    offered = authority.escalation_of(drifting)
    iris = visits("iris")
    iris.sends(f"/escalations/E-{offered}", answer="direction", note="Visit", by_on="31/3/2026")
    raised = authority.escalates(authority.raised("high", at=TUESDAY), "iris", at=TUESDAY)
    iris.sends(f"/escalations/E-{raised}", f"/escalations/E-{raised}/cafcass")
    authority.responds(raised, "resolved", "tia", at=TUESDAY, note="Done")
    iris.sends(f"/escalations/E-{raised}", answer="back_on_track", note="Seen")
    iris.sends("/children/C-1001/footprint", kind="praise", note="Warm")
    leads = next(link for link in iris.opens("/escalations").links if "escalation_year" in link)
    assert "1 escalation was raised and drift was offered once." in iris.opens(leads).text
    found = {(row[0], row[1]): row[2] for row in file_of(iris.opens(leads.replace("?", ".csv?")))}
    assert found["Escalations", "Cafcass told"] == "1"
    assert found["What was chosen on drift", "A view given"] == "1"
    assert found["Highest level reached", "Team manager"] == "1"
    assert found["Answers", "In time"] == "2"
    assert found["Outcome", "Back on track"] == "1"
    assert found["About", "Standard 9"] == "2"
    assert found["Footprints", "Praise"] == "1"
    assert "0 escalations were raised" in iris.opens(f"{leads}&year=2024").text
    assert "0 escalations were raised" in visits("carl").opens(leads).text
