"""The pages put on an application: templates, cookie, door, limits."""

from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from closeloop.config import Settings, shipped
from closeloop.house import House
from closeloop.identity.provider import Provider
from closeloop.intake.limits import MEGABYTE
from closeloop.web import (
    about,
    absence,
    account,
    action,
    actions,
    admin,
    admin_calendar,
    admin_delivery,
    admin_leaver,
    admin_people,
    admin_person,
    admin_settings,
    admin_teams,
    admin_tokens,
    admin_workflow_new,
    admin_workflows,
    audit,
    audit_draft,
    audit_entry,
    audits,
    child,
    children,
    converters,
    cookie,
    escalation,
    escalation_entry,
    escalations,
    footprint,
    handover,
    handover_record,
    headers,
    home,
    imports,
    mailbox,
    me,
    moderation,
    password,
    reassignment,
    reports,
    sign_in,
    sign_in_code,
    sign_in_council,
    sign_in_link,
    step,
    supervision,
    supervision_record,
    team,
    team_meeting,
    verify,
    verifying,
    words,
)
from closeloop.web.door import LARGEST_FORM, csrf
from closeloop.web.frame import form_keys

PAGES = (
    sign_in.front,
    sign_in_code.front,
    sign_in_link.front,
    sign_in_council.front,
    home.front,
    action.front,
    step.front,
    actions.front,
    reassignment.front,
    supervision.front,
    team.front,
    team_meeting.front,
    handover.front,
    handover_record.front,
    supervision_record.front,
    verifying.front,
    verify.front,
    audits.front,
    audit.front,
    audit_entry.front,
    audit_draft.front,
    moderation.front,
    escalations.front,
    escalation.front,
    escalation_entry.front,
    imports.front,
    children.front,
    child.front,
    footprint.front,
    reports.front,
    admin.front,
    admin_calendar.front,
    admin_delivery.front,
    admin_people.front,
    admin_person.front,
    admin_leaver.front,
    admin_teams.front,
    admin_tokens.front,
    admin_settings.front,
    admin_workflows.front,
    admin_workflow_new.front,
    me.front,
    password.front,
    absence.front,
    account.front,
    mailbox.front,
    about.front,
)
GOVUK = "govuk_frontend_jinja"
AROUND_A_FILE = 64 * 1024  # of a form
FILES = Blueprint(
    "files", __name__, static_folder=Path(__file__).parent / "static", static_url_path="/static"
)


def open_to_people(app: Flask, house: House) -> None:
    """Put the pages on an application."""
    app.extensions["closeloop council"] = _council(house.settings)
    app.session_interface = cookie.SignInCookie()
    app.config |= cookie.settings(secure=house.settings.in_production)
    app.config |= {
        "MAX_CONTENT_LENGTH": house.settings.limits.file_megabytes * MEGABYTE + AROUND_A_FILE,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,  # of a field beside a file
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


def _council(settings: Settings) -> Provider | None:
    """The council's own sign-in, where the settings name one: all three or none."""
    if not (settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret):
        return None
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        f"{settings.base_url}/sign-in/council/answer",
    )
