"""The limits that an authority may set: by name, in one setting, each explained in the guide."""

import re
from dataclasses import asdict

import pytest

from closeloop import config, limits
from closeloop.config import WrongSetting
from closeloop.intake.limits import DEFAULT as OF_FILE
from closeloop.intake.limits import of_file
from tests.house.tree import ROOT

SECRETS = {"CLOSELOOP_SECRET_KEY": "0123456789abcdef" * 4}


def test_limits_are_set_by_name_and_the_rest_stays() -> None:
    found = limits.read("file_rows=40000, findings=80")
    assert (found.file_rows, found.findings) == (40_000, 80)
    assert asdict(found) == asdict(limits.DEFAULT) | {"file_rows": 40_000, "findings": 80}


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("LIMITS", "rows=7", "CLOSELOOP_LIMITS: there is no 'rows'. There are requests_at_once,"),
        ("LIMITS", "findings=0", "CLOSELOOP_LIMITS: 'findings=0' gives no number from 1 to 1,000,"),
        ("LIMITS", "findings", "Write findings=100."),
        ("LIMITS", "findings=²", "gives no number"),
        ("PROXIES", "10.0.0.1 proxy.local", "CLOSELOOP_PROXIES: 'proxy.local' does not appear"),
        ("PROXIES", "10.0.0.1/8", "Give addresses or networks: 10.0.0.5 10.1.0.0/24."),
        ("RATE", "many", "CLOSELOOP_RATE: 'many' is no number."),
    ],
)
def test_a_wrong_setting_stops_the_start_with_the_cure(name: str, said: str, why: str) -> None:
    with pytest.raises(WrongSetting, match=re.escape(why)):
        config.read(SECRETS | {f"CLOSELOOP_{name}": said, "CLOSELOOP_DATABASE_URL": "x"})


def test_what_is_set_is_what_counts() -> None:
    said = {"CLOSELOOP_LIMITS": "entries=9", "CLOSELOOP_PROXIES": "10.0.0.5,10.1.0.0/24"}
    settings = config.read(SECRETS | said | {"CLOSELOOP_DATABASE_URL": "x"})
    assert settings.limits.entries == 9
    assert [str(one) for one in settings.proxies] == ["10.0.0.5/32", "10.1.0.0/24"]


def test_the_guide_names_every_limit_with_its_default() -> None:
    guide = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", guide, re.MULTILINE)
    assert {name: int(number) for name, number in rows} == asdict(limits.DEFAULT)


def test_a_file_is_limited_as_the_house_is() -> None:
    assert of_file(limits.DEFAULT) == OF_FILE
