"""Whatever stands in a file, a report comes of it whose counts add up; never anything else."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authority import Authority
from tests.intake.handing_in import FINDING, STRENGTH, Cells, Counter
from tests.intake.made import csv_file

Table = Sequence[Sequence[str]]

GOOD = {
    "people": [
        {"email": "zoe@midshire.example", "name": "Zoë", "roles": "practitioner;iro"},
        {"email": "ben@midshire.example", "name": "Ben", "roles": "admin", "team": "Team A"},
        {"team": "Team C", "team_parent": "Area", "manager_email": "zoe@midshire.example"},
        {"team": "Area", "team_parent": "Team C", "leaves_on": "2026-03-01"},
    ],
    "children": [
        {"child_ref": "C-1001", "status": "cla", "practitioner_email": "amira@midshire.example"},
        {"child_ref": "C-7", "status": "cp", "team": "Team A", "restricted": "yes"},
        {"iro_email": "iris@midshire.example", "cp_chair_email": "", "restricted": "no"},
    ],
    "audits": [
        FINDING | {"due_on": "2026-04-01", "impact": "She waits.", "seen_by": ""},
        FINDING | STRENGTH | {"owner_email": "ben@midshire.example"},
        {"finding": "Another", "standard": "3.2", "severity": "critical", "owner_email": ""},
    ],
}


def tables(kind: str) -> st.SearchStrategy[Table]:
    """Tables of a kind: its columns and some others, its words and any."""
    rows: list[Cells] = GOOD[kind]
    columns = sorted({name for row in rows for name in row})
    words = {name: sorted({row[name] for row in rows if name in row}) for name in columns}
    headings = st.permutations(columns).flatmap(
        lambda all_: st.integers(len(all_) - 2, len(all_)).map(lambda n: [*all_[:n], "extra"])
    )
    return headings.flatmap(
        lambda names: st.lists(
            st.tuples(*(cells(words.get(name, [])) for name in names)), max_size=8
        ).map(lambda body: [names, *body])
    )


def cells(words: list[str]) -> st.SearchStrategy[str]:
    """Mostly words that fit, sometimes none, sometimes anything."""
    fits = st.sampled_from(words) if words else st.just("")
    return st.one_of(fits, fits, fits, st.just(""), st.text(max_size=5))


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("people", None),
        ("people", "otto"),
        ("children", None),
        ("children", "otto"),
        ("children", "quinn"),
        ("audits", None),
        ("audits", "quinn"),
    ],
)
def test_any_table_gives_a_report_that_adds_up(
    authority: Authority, kind: str, who: str | None
) -> None:
    authority.takes_in()
    counter = Counter(authority)

    @settings(max_examples=25)
    @given(tables(kind))
    def holds(table: Table) -> None:
        report = counter.loads(kind, csv_file(table), by=who).report
        counts = report.created + report.updated + report.unchanged + report.rejected
        assert counts == report.rows
        assert report.refused == bool(report.errors)
        assert not (report.refused and (report.created or report.updated))
        again = counter.loads(kind, csv_file(table), by=who).report
        assert report.refused or again.unchanged == again.rows

    holds()
