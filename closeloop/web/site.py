"""The pages put on an application: templates, cookie, door, limits."""

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from closeloop.config import shipped
from closeloop.house import House
from closeloop.web import (
    about,
    absence,
    action,
    actions,
    audit,
    audit_draft,
    audit_entry,
    audits,
    converters,
    cookie,
    escalation,
    escalation_entry,
    escalations,
    headers,
    home,
    imports,
    mailbox,
    sign_in,
    step,
    supervision,
    supervision_record,
    words,
)
from closeloop.web.door import csrf
from closeloop.web.frame import form_keys

PAGES = (
    sign_in.front,
    home.front,
    action.front,
    step.front,
    actions.front,
    supervision.front,
    supervision_record.front,
    audits.front,
    audit.front,
    audit_entry.front,
    audit_draft.front,
    escalations.front,
    escalation.front,
    escalation_entry.front,
    imports.front,
    absence.front,
    mailbox.front,
    about.front,
)
GOVUK = "govuk_frontend_jinja"
LARGEST_REQUEST = 10 * 1024 * 1024 + 64 * 1024  # a file to load, and the form around it
LARGEST_FORM = 1024 * 1024
FILES = Blueprint(
    "files", __name__, static_folder=Path(__file__).parent / "static", static_url_path="/static"
)


def open_to_people(app: Flask, house: House) -> None:
    """Put the pages on an application."""
    app.session_interface = cookie.SignInCookie()
    app.config |= cookie.settings(secure=house.settings.in_production)
    app.config |= {
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(hours=1),
        "WTF_CSRF_CHECK_DEFAULT": False,  # the door checks, once it knows who is there
        "WTF_CSRF_TIME_LIMIT": None,  # a form is good for as long as its sign-in
        "WTF_CSRF_SSL_STRICT": False,  # browsers send no Referer under our policy
    }
    environment = app.jinja_env
    environment.loader = ChoiceLoader(
        [FileSystemLoader(shipped("templates")), PrefixLoader({GOVUK: PackageLoader(GOVUK)})]
    )
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters |= words.FILTERS
    environment.globals["form_keys"] = form_keys
    converters.put_on(app)
    csrf.init_app(app)
    headers.put_on(app)
    for page in (FILES, *PAGES):
        app.register_blueprint(page)
