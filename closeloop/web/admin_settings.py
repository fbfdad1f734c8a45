"""Settings as this closeloop was started with: what each does, how it stands, no secret shown."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from closeloop.config import Settings
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.words import counted

front = Page("admin_settings", __name__)
SET, UNSET = "set, and not shown", "not set"
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting: its name, what it does, how it stands."""

    name: str
    does: str
    stands: str


@front.get("/admin/settings")
def show() -> str:
    """All of them."""
    return page("admin_settings", settings=_all(house().settings))


def _all(settings: Settings) -> list[Shown]:
    clock = "the real one" if settings.clock.is_real else "a set one, for rehearsal"
    demanded = ", ".join(sorted(settings.second_factor)) or "nobody"
    hours = int(settings.signed_in_for.total_seconds()) // HOUR
    minutes = int(settings.idle.total_seconds()) // 60
    return [
        Shown("CLOSELOOP_ENV", "Whether real people’s work is kept here", settings.env),  # noqa: RUF001 - an apostrophe
        Shown("CLOSELOOP_AUTHORITY", "The name at the top and in letters", settings.authority),
        Shown("CLOSELOOP_BASE_URL", "The address in every link", settings.base_url),
        Shown("CLOSELOOP_DATABASE_URL", "Where records are kept", _kind(settings.database_url)),
        Shown("CLOSELOOP_SECRET_KEY", "Signs the cookie of who is signed in", SET),
        Shown("CLOSELOOP_MAIL", "How letters go", _kind(settings.mail)),
        Shown("CLOSELOOP_MAIL_FROM", "Who letters come from", settings.mail_from),
        Shown("CLOSELOOP_NOTIFY_KEY", "The key to GOV.UK Notify", _secret(settings.notify_key)),
        Shown("CLOSELOOP_OIDC_ISSUER", "The council’s own sign-in", settings.oidc_issuer or UNSET),  # noqa: RUF001 - an apostrophe
        Shown("CLOSELOOP_SECOND_FACTOR", "Who cannot do without a code", demanded),
        Shown("CLOSELOOP_IDLE_MINUTES", "How long one may pause", counted(minutes, "minute")),
        Shown("CLOSELOOP_SIGNED_IN_HOURS", "How long a sign-in lasts", counted(hours, "hour")),
        Shown("CLOSELOOP_RATE", "Requests a minute for one person", str(settings.rate or "any")),
        Shown(
            "CLOSELOOP_SUPERVISION_DAYS",
            "How often people are expected to be seen",
            f"every {counted(settings.supervision_days, 'day')}",
        ),
        Shown("CLOSELOOP_NOW", "The clock", clock),
    ]


def _kind(address: str) -> str:
    """What an address leads to, without who signs in there."""
    parts = urlsplit(address)
    host = f" at {parts.hostname}" if parts.hostname else ""
    return f"{parts.scheme.partition('+')[0]}{host}"


def _secret(value: str | None) -> str:
    return SET if value else UNSET
