"""Who asks, and how, behind a proxy: its word is taken where it is named, and nobody else's."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import ip_network

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from closeloop.app import create_app
from tests.authority import Authority

Client = Callable[..., FlaskClient]
PROXY, CLIENT = "10.0.0.5", "203.0.113.9"


@pytest.fixture
def client(authority: Authority) -> Client:
    def make(*proxies: str, env: str = "development") -> FlaskClient:
        named = tuple(map(ip_network, proxies))
        settings = replace(authority.house.settings, proxies=named, env=env)
        app = create_app(replace(authority.house, settings=settings))
        app.view_functions["health.healthz"] = tells
        return app.test_client()

    return make


def tells() -> Mapping[str, object]:
    return {"address": request.remote_addr, "secure": request.is_secure}


def asks(client: FlaskClient, peer: str, said: str, scheme: str = "https") -> tuple[str, bool]:
    headers = {"X-Forwarded-For": said, "X-Forwarded-Proto": scheme}
    told = client.get("/healthz", headers=headers, environ_base={"REMOTE_ADDR": peer}).json
    assert told
    return told["address"], told["secure"]


@pytest.mark.parametrize(
    ("named", "peer", "said", "address"),
    [
        ((), PROXY, CLIENT, PROXY),  # nobody is named
        ((), "127.0.0.1", CLIENT, "127.0.0.1"),
        (("10.0.0.5",), "10.0.0.6", CLIENT, "10.0.0.6"),
        (("10.0.0.5",), PROXY, CLIENT, CLIENT),
        (("10.0.0.0/24",), PROXY, f"{CLIENT}, 10.0.0.7", CLIENT),  # two of ours in a row
        (("10.0.0.5",), PROXY, f"198.51.100.1, {CLIENT}", CLIENT),  # the first was made up
        (("10.0.0.5",), PROXY, "nonsense", PROXY),
        (("10.0.0.5",), PROXY, f"{CLIENT}, nonsense", PROXY),
        (("10.0.0.5",), PROXY, "", PROXY),
        (("2001:db8::/32",), "2001:db8::1", "2001:db9::1", "2001:db9::1"),
    ],
)
def test_a_forwarded_address_counts_from_named_proxies_alone(
    client: Client, named: tuple[str, ...], peer: str, said: str, address: str
) -> None:
    assert asks(client(*named), peer, said)[0] == address


def test_so_does_a_forwarded_scheme(client: Client) -> None:
    assert asks(client(PROXY), PROXY, CLIENT) == (CLIENT, True)
    assert asks(client(PROXY), PROXY, CLIENT, "http") == (CLIENT, False)
    assert asks(client(PROXY), PROXY, CLIENT, "gopher") == (CLIENT, False)
    assert asks(client(), PROXY, CLIENT) == (PROXY, False)


@pytest.mark.parametrize(
    ("named", "peer", "headers", "status"),
    [
        ((PROXY,), PROXY, {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https"}, 401),
        ((PROXY,), PROXY, {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "http"}, 400),
        ((), PROXY, {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https"}, 400),
        ((), CLIENT, {}, 400),
        ((), "127.0.0.1", {}, 401),  # a program on this machine
        ((), "127.0.0.1", {"X-Forwarded-For": CLIENT}, 400),  # a proxy on it that is not named
    ],
)
def test_in_production_a_call_that_came_in_the_clear_is_not_answered(
    client: Client, named: tuple[str, ...], peer: str, headers: dict[str, str], status: int
) -> None:
    answer = client(*named, env="production").get(
        "/api/v1/me", headers=headers, environ_base={"REMOTE_ADDR": peer}
    )
    assert answer.status_code == status
    if status == 400:
        assert answer.json
        assert answer.json["detail"].startswith("The API answers over HTTPS alone.")


def test_the_cookie_of_production_goes_over_https_alone(authority: Authority) -> None:
    app: Flask = create_app(
        replace(authority.house, settings=replace(authority.house.settings, env="production"))
    )
    expected = {
        "NAME": "__Host-closeloop",
        "SECURE": True,
        "HTTPONLY": True,
        "SAMESITE": "Lax",
        "PATH": "/",
    }
    assert {name: app.config[f"SESSION_COOKIE_{name}"] for name in expected} == expected
