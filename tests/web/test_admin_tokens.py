"""Tokens are made, shown once and revoked; settings are read and no secret is shown."""

import re
from http import HTTPStatus

from flask import Flask

from tests.authority import Authority
from tests.web.conftest import Visits


def test_a_token_is_shown_once_used_and_revoked(app: Flask, visits: Visits) -> None:
    otto = visits("otto")
    made = otto.sends("/admin/tokens", email="quinn@midshire.example")
    assert "It is not shown again." in made.text
    found = re.search(r'id="token"[^>]*>([^<]+)<', made.answer.text)
    assert found
    headers = {"Authorization": f"Bearer {found[1].strip()}"}
    program = app.test_client()
    assert program.get("/api/v1/me", headers=headers).status_code == HTTPStatus.OK
    shown = otto.opens("/admin/tokens")
    assert found[1].strip() not in shown.answer.text
    assert "Quinn, token 1" in shown.text
    assert "Last used 2 March 2026 at 9am." in shown.text
    done = otto.presses(shown, "/admin/tokens", revoke="1")
    assert "The token has ended." in done.text
    assert "None is in use." in done.text
    assert program.get("/api/v1/me", headers=headers).status_code == HTTPStatus.UNAUTHORIZED
    assert otto.presses(otto.opens("/admin/tokens"), "/admin/tokens", revoke="1").status == 404


def test_for_whom_must_be_chosen(visits: Visits) -> None:
    shown = visits("otto").sends("/admin/tokens", email="")
    assert shown.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose for whom" in shown.text


def test_settings_are_read_and_no_secret_is_shown(authority: Authority, visits: Visits) -> None:
    shown = visits("otto").opens("/admin/settings")
    assert "Midshire CouncilCLOSELOOP_AUTHORITY" in shown.text
    assert authority.house.settings.secret_key not in shown.answer.text
    assert authority.house.settings.database_url not in shown.answer.text
