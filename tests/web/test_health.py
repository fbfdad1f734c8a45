"""What is said to whatever watches closeloop."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from closeloop.app import create_app, open_house
from closeloop.rules import refs
from closeloop.store import nodes
from closeloop.store.database import Database
from closeloop.store.tables import TimerRow
from tests.authority import Authority, settings_at
from tests.web.api.calls import Calls


@pytest.fixture
def client(authority: Authority) -> FlaskClient:
    """Whoever watches the small authority."""
    return create_app(authority.house).test_client()


def pulse(authority: Authority, ago: timedelta = timedelta()) -> None:
    """A node's pulse, some time ago; PostgreSQL tells the time itself."""
    with authority.database.writing() as session:
        nodes.beat(session, "node-1", datetime.now(UTC) - ago)


def test_alive_whatever_the_database_does(authority: Authority, client: FlaskClient) -> None:
    away = replace(authority.house, database=Database("postgresql://nobody@127.0.0.1:1/none"))
    assert create_app(away).test_client().get("/healthz").status_code == 200
    gone = create_app(away).test_client().get("/readyz")
    assert (gone.status_code, gone.json) == (
        503,
        {"ready": False, "reasons": ["The database is out of reach."], "silent": []},
    )
    away.database.close()
    assert client.get("/healthz").json == {"alive": True}


def test_ready_with_a_scheduler_at_work_and_not_before(
    authority: Authority, client: FlaskClient
) -> None:
    before = client.get("/readyz")
    assert before.status_code == 503
    assert before.get_json()["reasons"] == [
        "No scheduler has run yet. Start one: closeloop serve, or closeloop scheduler."
    ]
    pulse(authority)
    assert client.get("/readyz").status_code == 200


def test_a_scheduler_that_has_stopped_shows_within_three_minutes(
    authority: Authority, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse(authority)
    real = nodes.clock
    later = timedelta(minutes=4)
    monkeypatch.setattr(nodes, "clock", lambda session, machine: real(session, machine) + later)
    stopped = client.get("/readyz")
    assert stopped.status_code == 503
    assert stopped.get_json()["reasons"] == [
        "No scheduler has been heard of for 4 minutes. Start one: closeloop scheduler."
    ]


def test_an_empty_database_says_what_to_run(empty_database_url: str, authority: Authority) -> None:
    house = open_house(settings_at(empty_database_url, authority.house.settings.var))
    unready = create_app(house).test_client().get("/readyz")
    house.database.close()
    assert unready.status_code == 503
    assert unready.get_json()["reasons"] == ["The database is empty. Run: closeloop init"]


def test_an_open_item_that_nobody_will_hear_of_is_named(
    authority: Authority, client: FlaskClient
) -> None:
    pulse(authority)
    authority.takes_in()
    action = authority.raised()
    assert client.get("/readyz").get_json()["silent"] == []
    with authority.database.writing() as session:
        session.execute(update(TimerRow).where(TimerRow.item_id == action).values(running=False))
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.get_json()["silent"] == [refs.action_ref(action)]


def test_the_figures_are_by_kind_and_name_nobody(authority: Authority, client: FlaskClient) -> None:
    pulse(authority)
    authority.takes_in()
    authority.raises("critical", "standard")
    authority.looks(datetime(2026, 3, 17, 9, tzinfo=UTC))
    client.get("/healthz")
    text = client.get("/metrics").text
    standing = 'severity="standard",state="raised",workflow="audit_action"'
    assert f"closeloop_open_items{{{standing}}} 1.0" in text
    assert 'closeloop_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text
    assert "closeloop_silent_items 0.0" in text
    for private in ("amira", "C-1001", "Team A"):
        assert private not in text


def test_in_production_the_figures_are_for_this_machine_and_token_holders(
    authority: Authority,
) -> None:
    calls = Calls(authority, create_app(authority.house))
    settings = replace(authority.house.settings, env="production")
    client = create_app(replace(authority.house, settings=settings)).test_client()
    elsewhere = {"REMOTE_ADDR": "10.1.2.3"}
    token = {"Authorization": f"Bearer {calls.token('otto')}"}
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=elsewhere).status_code == 401
    assert client.get("/metrics", environ_base=elsewhere, headers=token).status_code == 200
    passed_on = {"X-Forwarded-For": "10.1.2.3"}
    assert client.get("/metrics", headers=passed_on).status_code == 401
