"""What inspectors wrote of real authorities, 800 lines of it, comes in as audits."""

import csv
from collections.abc import Iterator

import pytest

from tests.authority import Authority
from tests.house.tree import ROOT
from tests.intake.handing_in import Cells, Counter, file_of
from tests.intake.made import csv_file, xlsx

SAMPLES = ROOT.parent / "shared" / "samples" / "ofsted-what-needs-to-improve-2018-2022.csv"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_file(), reason=f"the inspection lines are not at {SAMPLES}"
)

PRACTITIONERS = ("amira", "ben", "bea")
STANDARDS = ("9.3", "3.2a", "4.1", "7.5", "5.2")


def inspections() -> list[dict[str, str]]:
    with SAMPLES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def children() -> Iterator[Cells]:
    """One child for each authority that was inspected."""
    for number, _ in enumerate(sorted({line["authority"] for line in inspections()})):
        who = PRACTITIONERS[number % len(PRACTITIONERS)]
        yield {
            "child_ref": f"C-{number}",
            "status": "cla",
            "team": "Team A",
            "practitioner_email": f"{who}@midshire.example",
        }


def audits() -> Iterator[Cells]:
    """One finding for each line; what needs to improve after a good inspection is less urgent."""
    places = {name: n for n, name in enumerate(sorted({li["authority"] for li in inspections()}))}
    for number, line in enumerate(inspections()):
        yield {
            "child_ref": f"C-{places[line['authority']]}",
            "audited_on": line["inspected_on"],
            "auditor_email": "ada@midshire.example",
            "activity": "thematic_audit",
            "overall_grade": line["overall_grade"],
            "standard": STANDARDS[number % len(STANDARDS)],
            "kind": "improvement",
            "severity": "high" if line["overall_grade"] == "inadequate" else "standard",
            "finding": line["finding"],
            "action": "Agree with the family what will be different, and record it.",
        }


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_lines_of_real_inspections_load_and_load_again(authority: Authority, form: str) -> None:
    counter = Counter(authority)
    assert counter.takes("children", file_of(*children())).created > 100
    rows = [list(row.values()) for row in audits()]
    table = [list(next(audits())), *rows]
    file = xlsx(table) if form == "xlsx" else csv_file(table)
    report = counter.takes("audits", file)
    assert (report.rows, report.created) == (len(rows), len(rows))
    assert counter.counts()["action"] == len(rows)
    assert counter.takes("audits", file).unchanged == len(rows)
