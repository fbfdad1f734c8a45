"""The wiring: the only place where the parts meet."""

from flask import Flask

from closeloop import definitions
from closeloop.config import Settings, shipped
from closeloop.house import House, open_house
from closeloop.loop import reference
from closeloop.rules import bank_holidays, closures, standards
from closeloop.rules.closures import Closure
from closeloop.rules.refusals import NotReady
from closeloop.rules.working_days import london_day
from closeloop.store import schema
from closeloop.web import errors, gate, health, metrics, proxies, request_log, site, turnstile
from closeloop.web.api import api, docs

__all__ = ["House", "create_app", "init", "open_house"]


def create_app(house: House) -> Flask:
    """The web application of a house."""
    app = Flask("closeloop", static_folder=None)
    app.secret_key = house.settings.secret_key
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # only listed methods are answered
    app.extensions["closeloop"] = house
    request_log.keep(app)
    gate.guard(app)
    turnstile.put_before(app, house.settings)
    errors.answer_all(app)
    metrics.count_requests(app)
    for part in (api, docs.front, health.front, metrics.front):
        app.register_blueprint(part)
    site.open_to_people(app, house)
    app.wsgi_app = proxies.Named(app.wsgi_app, house.settings.proxies)  # type: ignore[method-assign]
    return app


def init(house: House) -> None:
    """Migrate to the newest schema and load reference data. Safe to repeat.

    Raises NotReady, naming file, line and cure, where a definition cannot be followed.
    """
    schema.bring_up_to_date(house.database)
    now = house.now()
    holidays = bank_holidays.in_england(bank_holidays.years_to_keep(london_day(now)))
    with house.database.writing() as session:
        reference.bring_up_to_date(
            session,
            holidays=dict(holidays),
            definitions=definitions.read_sound(house.settings.workflows).texts,
            frameworks=_frameworks(house.settings),
            closures=_closures(house.settings),
            now=now,
        )


def _closures(settings: Settings) -> tuple[Closure, ...]:
    """The authority's own closures; none where it has no calendar file."""
    path = settings.workflows / "calendar" / "closures.toml"
    if not path.exists():
        return ()
    try:
        return closures.read(path.read_text(encoding="utf-8"))
    except ValueError as wrong:
        raise NotReady(f"{path}: {wrong}") from None


def _frameworks(settings: Settings) -> dict[tuple[str, int], str]:
    """The text of every version of the standards, by name and version."""
    folder = settings.workflows / "standards"
    if not folder.is_dir():
        folder = shipped("workflows") / "standards"
    found = {}
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        framework = standards.read(text)
        found[framework.name, framework.version] = text
    return found
