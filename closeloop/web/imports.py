"""Load a file: check it, see what is to mend or what would change, then load it."""

from hashlib import sha256
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.intake import loads
from closeloop.intake.desk import Desk
from closeloop.intake.loads import Loaded
from closeloop.rules.refs import ref
from closeloop.rules.refusals import NotYours, Unseen
from closeloop.store import Session, imports
from closeloop.store.imports import ImportId
from closeloop.web import at_once
from closeloop.web.door import Page
from closeloop.web.fields import Choice
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.press import pressing
from closeloop.web.reading import looking
from closeloop.web.visitor import me, roles

front = Page("imports", __name__)
SHOWN = 50  # errors on the page
WORDS = {"people": "People", "children": "Children", "audits": "Audits and their findings"}


@front.get("/imports/new")
def new() -> str:
    """Choose a kind and a file."""
    return _page()


@front.post("/imports/new")
def check_or_load() -> Response | tuple[str, HTTPStatus]:
    """Check the file; load it where it is the one that was checked and nothing is wrong."""
    kind, upload = request.form.get("kind", ""), request.files.get("file")
    data = upload.read() if upload else b""
    errors = {} if kind in _kinds() else {"kind": "Choose what is in the file"}
    if not data:
        errors["file"] = "Choose a CSV or XLSX file"
    if errors:
        return _page(kind=kind, errors=errors), HTTPStatus.UNPROCESSABLE_ENTITY
    if kind not in _mine():
        raise NotYours
    with at_once.place(house().settings.var, me().id, house().settings.limits):
        return _checked_or_loaded(kind, data, (upload.filename if upload else "") or "")


def _checked_or_loaded(kind: str, data: bytes, name: str) -> Response | tuple[str, HTTPStatus]:
    digest = sha256(data).hexdigest()
    if request.form.get("checked") == digest and "load" in request.form:
        return _loaded(kind, data, name)
    with house().database.reading() as session:
        told = loads.load(_desk(session), kind, data, dry_run=True)
    return _page(kind=kind, told=told, digest=digest), _status(told)


@front.get("/imports/<import:number>")
def show(number: int) -> str:
    """What became of a file that was loaded."""
    with looking() as look:
        found = imports.get(look.session, ImportId(number))
        if found is None or found.kind not in _mine():
            raise Unseen
        return page(
            "import", look=look, found=found, ref=ref("I", found.id), words=WORDS[found.kind]
        )


def _loaded(kind: str, data: bytes, name: str) -> Response | tuple[str, HTTPStatus]:
    with pressing() as press:
        told = loads.load(_desk(press.session), kind, data, name=name)
        if told.id is not None:
            says = f"Loaded {told.report.rows:,} rows."
            press.done(url_for("imports.show", number=told.id), says)
    if told.id is None:
        return _page(kind=kind, told=told), _status(told)
    return press.answer()


def _status(told: Loaded) -> HTTPStatus:
    if told.too_large:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.UNPROCESSABLE_ENTITY if told.report.refused else HTTPStatus.OK


def _desk(session: Session) -> Desk:
    return Desk(
        session=session,
        rulebook=house().rulebook(session),
        activities=house().activities.names,
        now=house().now(),
        by=me(),
        limits=house().settings.limits,
    )


def _kinds() -> list[str]:
    """The kinds that there are, in the order in which an authority loads them."""
    return list(loads.KINDS)


def _mine() -> list[str]:
    """Those that the reader may load."""
    return [kind for kind in _kinds() if not roles().isdisjoint(loads.MAY_BRING[kind])]


def _page(
    kind: str = "",
    errors: dict[str, str] | None = None,
    told: Loaded | None = None,
    digest: str = "",
) -> str:
    found = errors or {}
    return page(
        "import_new",
        kinds=[Choice(one, WORDS[one]) for one in _mine()],
        kind=kind,
        wrong=found,
        errors=[{"text": says, "href": f"#{name}"} for name, says in found.items()],
        report=told.report if told else None,
        shown=told.report.errors[:SHOWN] if told else (),
        digest=digest,
    )
