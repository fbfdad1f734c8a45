"""Reports: one question a page, its answer, its pictures, the numbers, and a file of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask import Response, request

from closeloop.reports import report as report_room
from closeloop.reports.report import Count, Counted, Report, Scope
from closeloop.rules import csv_text, months
from closeloop.rules.csv_text import Given
from closeloop.rules.people import TeamId
from closeloop.rules.refusals import Unseen
from closeloop.web import at_once, catalogue, pictures
from closeloop.web.door import Page
from closeloop.web.fields import Choice
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me
from closeloop.web.words import first_of

front = Page("reports", __name__)
PERIODS = {"12": "Last 12 months", "24": "Last 24 months", "36": "Last 36 months"}
SHORT = 50  # letters of a standard's title
MINE = "mine"
YEARS = 3  # that may be asked for, the present one among them
LABELS = {
    "year": "Year",
    "whose": "Whose",
    "period": "Period",
    "area": "Service area",
    "standard": "Standard",
}


@front.get("/reports")
def show() -> str:
    """Every question that is answered here."""
    return page("reports", reports=[one for one in report_room.catalogue().values() if one.count])


@front.get("/reports/<name>")
def read(name: str) -> str:
    """One question: its answer in a sentence, the pictures, the numbers behind them."""
    found, count = _named(name)
    query = _query(found)
    with looking() as look:
        counted = _counted(look, count, query)
        return page(
            "report",
            look=look,
            report=found,
            says=counted.says,
            pictures=pictures.shown(counted.pictures),
            query=query,
            choices={LABELS[one]: (one, _choices(look, one)) for one in found.asks},
        )


@front.get("/reports/<name>.csv")
def file(name: str) -> Response:
    """The same numbers, for a spreadsheet."""
    found, count = _named(name)
    with at_once.place(house().settings.var, me().id), looking() as look:
        counted = _counted(look, count, _query(found))
        body = csv_text.file_of(_lines(found, counted))
        sent = Response(body, mimetype="text/csv")
        named = f"{found.name}-{look.reader.day}.csv"
        sent.headers["Content-Disposition"] = f'attachment; filename="{named}"'
        return sent


def _named(name: str) -> tuple[Report, Count]:
    """The report of that name that counts. Raises Unseen."""
    found = report_room.catalogue().get(name)
    if found is None or found.count is None:
        raise Unseen
    return found, found.count


def _query(found: Report) -> dict[str, str]:
    """By what the report is narrowed, as the address says."""
    return {name: said for name in found.asks if (said := request.args.get(name, "").strip())}


def _counted(look: Look, count: Count, query: Mapping[str, str]) -> Counted:
    return count(look.session, look.reader, _scope(look, query))


def _scope(look: Look, query: Mapping[str, str]) -> Scope:
    """What was asked for; what is no choice of ours asks nothing."""
    period = query.get("period", "")
    return Scope(
        whole_months=int(period) if period in PERIODS else Scope().whole_months,
        teams=_teams(look, query.get("area", "")),
        standards=_statements(look, query.get("standard", "")),
        year=_years(look).get(query.get("year", "")),
        raised_by=look.acts_for() if query.get("whose") == MINE else None,
    )


def _years(look: Look) -> dict[str, date]:
    """The financial years that may be asked for, the present one first, by when they begin."""
    present = months.year_of(look.reader.day)
    begin = (months.later(present, -months.YEAR * back) for back in range(YEARS))
    return {str(one.year): one for one in begin}


def _teams(look: Look, area: str) -> frozenset[TeamId] | None:
    """A team and all below it."""
    number = area.removeprefix("T-")
    if not number.isdecimal() or TeamId(int(number)) not in look.directory.teams:
        return None
    return look.directory.teams_under(TeamId(int(number)))


def _statements(look: Look, code: str) -> Sequence[str] | None:
    framework = catalogue.framework(look.session)
    standard = framework.standard(code) if framework else None
    return [one.code for one in standard.statements] if standard else None


def _choices(look: Look, name: str) -> list[Choice]:
    """What a report may be narrowed by."""
    if name == "period":
        return [Choice(whole, words) for whole, words in PERIODS.items()]
    if name == "year":
        years = _years(look).values()
        return [Choice(str(one.year), f"April {one.year} to March {one.year + 1}") for one in years]
    if name == "whose":
        return [Choice("", "All that you can see"), Choice(MINE, "Yours")]
    if name == "area":
        teams = sorted(look.directory.teams.values(), key=lambda team: team.name)
        return [Choice("", "All"), *(Choice(f"T-{team.id}", team.name) for team in teams)]
    framework = catalogue.framework(look.session)
    standards = framework.standards if framework else ()
    named = (Choice(one.code, f"{one.code} {first_of(one.title, SHORT)}") for one in standards)
    return [Choice("", "All"), *named]


def _lines(found: Report, counted: Counted) -> Iterator[Sequence[Given]]:
    yield found.columns
    for row in counted.rows:
        yield [_written(row[column]) for column in found.columns]


def _written(cell: Given) -> Given:
    return cell.isoformat() if isinstance(cell, date) else cell
