"""Every setting, with its reason: read from the environment once, refused with the cure."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from closeloop import limits
from closeloop.limits import Limits

PACKAGE = Path(__file__).parent
LEAST_SECRET = 32  # characters of a production secret
WEAK = ("secret", "change", "example", "password", "closeloop")
MINUTES_IDLE = 60  # a visit to a family takes about that long
HOURS_SIGNED_IN = 12  # a working day, with what comes after it
ALL = frozenset({"all"})  # of CLOSELOOP_SECOND_FACTOR
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class WrongSetting(Exception):  # noqa: N818 - it is what the line says
    """A setting that stops the start: one line that names it, what is wrong, how to mend it."""


def shipped(name: str) -> Path:
    """A folder that ships with closeloop: inside the installed package, else beside it."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@dataclass(frozen=True, slots=True)
class Clock:
    """The process clock: the real one, or one that began elsewhere and runs on at normal speed."""

    began_at: datetime | None = None  # CLOSELOOP_NOW
    _since: float = field(default_factory=monotonic)

    def now(self) -> datetime:
        """The instant it is, UTC."""
        if self.began_at is None:
            return datetime.now(UTC)
        return self.began_at + timedelta(seconds=monotonic() - self._since)

    @property
    def is_real(self) -> bool:
        """Whether it is the machine's own."""
        return self.began_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator has set. Secrets are left out of its repr, so that no log holds them."""

    env: str
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    mail: str = field(repr=False)
    mail_from: str
    base_url: str
    clock: Clock
    workflows: Path
    seals: Path
    rate: int
    authority: str
    var: Path
    supervision_days: int = 28  # how often people are expected to be supervised one to one
    limits: Limits = limits.DEFAULT
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()  # whose word on who asks is taken
    notify_key: str | None = field(default=None, repr=False)
    notify_template: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = field(default=None, repr=False)
    second_factor: frozenset[str] = frozenset()  # roles that cannot do without; or ALL
    idle: timedelta = timedelta(minutes=MINUTES_IDLE)
    signed_in_for: timedelta = timedelta(hours=HOURS_SIGNED_IN)

    @property
    def in_production(self) -> bool:
        """Whether real people's work is kept here."""
        return self.env == "production"

    @property
    def host(self) -> str:
        """The host of every link, and with loopback the only one that is answered."""
        return urlsplit(self.base_url).netloc


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment. Raises WrongSetting with the cure."""
    env = environment.get("CLOSELOOP_ENV", "development")
    if env not in ("development", "production"):
        raise WrongSetting(
            f"CLOSELOOP_ENV: {env!r} is neither. Set it to development or production."
        )
    var = Path(environment.get("CLOSELOOP_VAR", "var"))
    settings = Settings(
        env=env,
        database_url=environment.get("CLOSELOOP_DATABASE_URL") or f"sqlite:///{var}/closeloop.db",
        secret_key=_secret_key(environment, var, env),
        mail=environment.get("CLOSELOOP_MAIL", "smtp://127.0.0.1:1025"),
        mail_from=environment.get("CLOSELOOP_MAIL_FROM", "closeloop@localhost"),
        base_url=_base_url(environment, env),
        clock=_clock(environment, env),
        workflows=_folder(environment),
        seals=Path(environment.get("CLOSELOOP_SEALS") or var / "seals"),
        rate=_rate(environment, env),
        authority=environment.get("CLOSELOOP_AUTHORITY", "Midshire Council"),
        var=var,
        supervision_days=_count(environment, "CLOSELOOP_SUPERVISION_DAYS", 28),
        limits=_limits(environment),
        proxies=_proxies(environment),
        notify_key=environment.get("CLOSELOOP_NOTIFY_KEY"),
        notify_template=environment.get("CLOSELOOP_NOTIFY_TEMPLATE"),
        oidc_issuer=environment.get("CLOSELOOP_OIDC_ISSUER"),
        oidc_client_id=environment.get("CLOSELOOP_OIDC_CLIENT_ID"),
        oidc_client_secret=environment.get("CLOSELOOP_OIDC_CLIENT_SECRET"),
        second_factor=_roles(environment.get("CLOSELOOP_SECOND_FACTOR", "")),
        idle=timedelta(minutes=_count(environment, "CLOSELOOP_IDLE_MINUTES", MINUTES_IDLE)),
        signed_in_for=timedelta(
            hours=_count(environment, "CLOSELOOP_SIGNED_IN_HOURS", HOURS_SIGNED_IN)
        ),
    )
    _check_single_sign_on(settings)
    if settings.database_url.startswith("sqlite"):
        var.mkdir(parents=True, exist_ok=True)
    return settings


def _secret_key(environment: Mapping[str, str], var: Path, env: str) -> str:
    """The key that signs cookies: given, or in development made once and kept."""
    given = environment.get("CLOSELOOP_SECRET_KEY", "")
    if env == "production":
        weak = len(given) < LEAST_SECRET or any(word in given.lower() for word in WEAK)
        if weak or len(set(given)) < LEAST_SECRET // 3:
            raise WrongSetting(
                "CLOSELOOP_SECRET_KEY: missing or weak. Set it to what "
                '`python3 -c "import secrets; print(secrets.token_hex(32))"` prints.'
            )
        return given
    if given:
        return given
    kept = var / "secret_key"
    if not kept.exists():
        var.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text()


def _base_url(environment: Mapping[str, str], env: str) -> str:
    port = environment.get("PORT", "8000")
    url = environment.get("CLOSELOOP_BASE_URL") or f"http://127.0.0.1:{port}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise WrongSetting(
            f"CLOSELOOP_BASE_URL: {url!r} is no address. Give https://HOST, as people type it."
        )
    if env == "production" and parts.scheme != "https":
        raise WrongSetting(
            "CLOSELOOP_BASE_URL: cookies would travel in the clear. Give an https:// address."
        )
    return url.rstrip("/")


def _clock(environment: Mapping[str, str], env: str) -> Clock:
    said = environment.get("CLOSELOOP_NOW")
    if not said:
        return Clock()
    if env == "production":
        raise WrongSetting("CLOSELOOP_NOW: production runs by the real clock. Unset it.")
    return Clock(instant(said, "CLOSELOOP_NOW"))


def instant(said: str, setting: str) -> datetime:
    """An ISO 8601 instant with its offset, as UTC. Raises WrongSetting."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise WrongSetting(
            f"{setting}: {said!r} is no instant. Write it like 2026-03-02T09:05:00+00:00."
        )
    return at.astimezone(UTC)


def _folder(environment: Mapping[str, str]) -> Path:
    given = environment.get("CLOSELOOP_WORKFLOWS")
    folder = Path(given) if given else shipped("workflows")
    if not folder.is_dir():
        raise WrongSetting(f"CLOSELOOP_WORKFLOWS: there is no folder {folder}. Give one that is.")
    return folder


def _rate(environment: Mapping[str, str], env: str) -> int:
    said = environment.get("CLOSELOOP_RATE", "600")
    if not said.isascii() or not said.isdigit():
        raise WrongSetting(f"CLOSELOOP_RATE: {said!r} is no number. Give requests a minute: 600.")
    if env == "production" and int(said) == 0:
        raise WrongSetting("CLOSELOOP_RATE: 0 lifts every limit. Give requests a minute: 600.")
    return int(said)


def _count(environment: Mapping[str, str], setting: str, usual: int) -> int:
    """A number of minutes, hours or days. Raises WrongSetting for none, or for no end at all."""
    said = environment.get(setting) or str(usual)
    if not (said.isascii() and said.isdigit() and 1 <= int(said) <= 24 * 60):
        raise WrongSetting(
            f"{setting}: {said!r} does not fit. Give a whole number, usually {usual}."
        )
    return int(said)


def _roles(said: str) -> frozenset[str]:
    """The roles that cannot do without a code; `all` for all, nothing or `none` for no role."""
    named = frozenset(said.replace(",", " ").split())
    return ALL if "all" in named else named - {"none"}


def _check_single_sign_on(settings: Settings) -> None:
    """All three settings of single sign-on or none, and an issuer that signs for one council."""
    given = {
        "CLOSELOOP_OIDC_ISSUER": settings.oidc_issuer,
        "CLOSELOOP_OIDC_CLIENT_ID": settings.oidc_client_id,
        "CLOSELOOP_OIDC_CLIENT_SECRET": settings.oidc_client_secret,
    }
    if not any(given.values()):
        return
    for setting, value in given.items():
        if not value:
            raise WrongSetting(f"{setting}: missing. Single sign-on needs all three, or none.")
    issuer = urlsplit(settings.oidc_issuer or "")
    if issuer.scheme != "https" and (settings.in_production or issuer.hostname not in LOOPBACK):
        raise WrongSetting(
            "CLOSELOOP_OIDC_ISSUER: answers could be read. Give an https:// address."
        )
    if set(issuer.path.split("/")) & {"common", "organizations", "consumers"}:
        raise WrongSetting(
            "CLOSELOOP_OIDC_ISSUER: anybody's account would do. Give the address with your own "
            "tenant's id: https://login.microsoftonline.com/TENANT_ID/v2.0."
        )


def _limits(environment: Mapping[str, str]) -> Limits:
    try:
        return limits.read(environment.get("CLOSELOOP_LIMITS", ""))
    except ValueError as wrong:
        raise WrongSetting(f"CLOSELOOP_LIMITS: {wrong}") from None


def _proxies(environment: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """The proxies before closeloop; from anybody else a forwarded address is made up."""
    said = environment.get("CLOSELOOP_PROXIES", "").replace(",", " ").split()
    try:
        return tuple(ip_network(one) for one in said)
    except ValueError as wrong:
        raise WrongSetting(
            f"CLOSELOOP_PROXIES: {wrong}. Give addresses or networks: 10.0.0.5 10.1.0.0/24."
        ) from None
