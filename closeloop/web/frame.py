"""The frame around every page: whose it is, where else they can go, what has just happened."""

from flask import current_app, render_template
from markupsafe import Markup

from closeloop.rules.day_words import full_day_words, time_words
from closeloop.rules.working_days import london_day
from closeloop.web import navigation, parked, press
from closeloop.web.headers import nonce
from closeloop.web.here import house
from closeloop.web.visitor import roles, visitor

ROLE_WORDS = {
    "practitioner": "practitioner",
    "team_manager": "team manager",
    "service_manager": "service manager",
    "iro": "IRO",
    "cp_chair": "child protection chair",
    "auditor": "auditor",
    "qa_lead": "QA lead",
    "head_of_service": "head of service",
    "director": "director",
    "admin": "administrator",
}


def page(template: str, **values: object) -> str:
    """A page in its frame."""
    person = visitor()
    return render_template(
        f"pages/{template}.html",
        person=person,
        person_is=", ".join(ROLE_WORDS[role] for role in ROLE_WORDS if role in person.roles)
        if person
        else "",
        links=navigation.links(roles()) if person else [],
        banner=press.banner() if person else "",
        was_parked=bool(person and parked.said()) and not press.was_pressed(),
        **_shell(),
        **values,
    )


def plain(**values: object) -> str:
    """A page without anybody's name on it, for which the database is asked nothing."""
    return render_template("pages/plain.html", person=None, links=[], **_shell(), **values)


def form_keys() -> Markup:
    """What each form carries: whose it is, that it is ours, and a key for one press."""
    fields = {
        parked.CSRF: current_app.jinja_env.globals["csrf_token"](),  # type: ignore[operator]  # Flask-WTF's own function
        parked.WHOSE: parked.whose(),
        parked.ONCE: press.new_key(),
    }
    return Markup("\n").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
        for name, value in fields.items()
    )


def _shell() -> dict[str, object]:
    """What the frame shows whoever is there."""
    settings = house().settings
    now = house().now()
    clock_says = f"{full_day_words(london_day(now))}, {time_words(now)}"
    return {
        "authority": settings.authority,
        "authority_short": settings.authority.removesuffix(" Council"),
        "in_development": not settings.in_production,
        "moment": now,
        "idle_minutes": int(settings.idle.total_seconds()) // 60,
        "clock_says": "" if settings.clock.is_real else clock_says,
        "cspNonce": nonce(),
    }
