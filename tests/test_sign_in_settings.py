"""The settings of signing in: each wrong one stops the start, is named, and says its cure."""

from datetime import timedelta
from pathlib import Path

import pytest

from closeloop import config
from closeloop.config import ALL, Settings, WrongSetting
from closeloop.house import open_house

OIDC = {
    "CLOSELOOP_OIDC_ISSUER": "https://login.microsoftonline.com/0b7c/v2.0",
    "CLOSELOOP_OIDC_CLIENT_ID": "closeloop",
    "CLOSELOOP_OIDC_CLIENT_SECRET": "between two",
}
HTTP = "http://login.midshire.example/"
COMMON = "https://login.microsoftonline.com/common/v2.0"


def read(var: Path, **said: str) -> Settings:
    return config.read({"CLOSELOOP_VAR": str(var)} | said)


def test_nothing_said_is_no_single_sign_on_and_the_usual_times(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.oidc_issuer is None
    assert settings.second_factor == frozenset()
    assert (settings.idle, settings.signed_in_for) == (timedelta(hours=1), timedelta(hours=12))


def test_what_is_said_counts(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        CLOSELOOP_SECOND_FACTOR="admin, qa_lead",
        CLOSELOOP_IDLE_MINUTES="20",
        CLOSELOOP_SIGNED_IN_HOURS="8",
        **OIDC,
    )
    assert settings.second_factor == {"admin", "qa_lead"}
    assert (settings.idle, settings.signed_in_for) == (timedelta(minutes=20), timedelta(hours=8))
    assert "between two" not in repr(settings)
    assert read(tmp_path, CLOSELOOP_SECOND_FACTOR="all").second_factor == ALL
    assert read(tmp_path, CLOSELOOP_SECOND_FACTOR="none").second_factor == frozenset()


@pytest.mark.parametrize("left_out", OIDC)
def test_single_sign_on_takes_all_three_settings(tmp_path: Path, left_out: str) -> None:
    said = {name: value for name, value in OIDC.items() if name != left_out}
    with pytest.raises(WrongSetting, match=f"{left_out}: missing"):
        read(tmp_path, **said)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (OIDC | {"CLOSELOOP_OIDC_ISSUER": HTTP}, "CLOSELOOP_OIDC_ISSUER: .*https://"),
        (OIDC | {"CLOSELOOP_OIDC_ISSUER": COMMON}, "CLOSELOOP_OIDC_ISSUER: .*TENANT_ID"),
        ({"CLOSELOOP_IDLE_MINUTES": "0"}, "CLOSELOOP_IDLE_MINUTES"),
        ({"CLOSELOOP_IDLE_MINUTES": "an hour"}, "CLOSELOOP_IDLE_MINUTES: 'an hour'"),
        ({"CLOSELOOP_SIGNED_IN_HOURS": "9999"}, "CLOSELOOP_SIGNED_IN_HOURS"),
    ],
)
def test_a_wrong_setting_is_named_with_its_cure(
    tmp_path: Path, said: dict[str, str], names: str
) -> None:
    with pytest.raises(WrongSetting, match=names):
        read(tmp_path, **said)


def test_a_role_that_there_is_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="CLOSELOOP_SECOND_FACTOR: 'manager' is no role"):
        open_house(read(tmp_path, CLOSELOOP_SECOND_FACTOR="manager"))
