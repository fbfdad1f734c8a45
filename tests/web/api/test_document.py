"""The document of the API stands, and the API keeps to it whoever calls."""

from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema

from closeloop.app import create_app
from closeloop.rules import refs
from closeloop.web.api import api, docs
from tests.authority import STAFF, Authority
from tests.web.api.calls import Calls

load_all_checks()
NOT_FOR_US = (
    # A body that fits its schema may name somebody who is not there: no schema can say that.
    "positive_data_acceptance",
    # A parameter that is not in the schema is 422 here; what it sends as one is not always read.
    "negative_data_rejection",
)
THERE = {"person_id": "P-5", "child_ref": "C-1001", "action_id": refs.action_ref(2)}
BUSY = settings(
    max_examples=20,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)


@pytest.fixture
def callers(authority: Authority) -> Calls:
    """Everybody of the authority, with a token each and a child and an action to find."""
    authority.takes_in()
    authority.raises("critical", "standard")
    calls = Calls(authority, create_app(authority.house))
    for name in STAFF:
        calls.token(name)
    return calls


@pytest.fixture
def described(callers: Calls) -> BaseSchema:
    """The API by its own document."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", callers.app)


def test_the_api_keeps_to_its_document_whoever_calls(described: BaseSchema, callers: Calls) -> None:
    but = [check for check in CHECKS.get_all() if check.__name__ in NOT_FOR_US]
    for found in described.get_all_operations():
        assert isinstance(found, Ok)

        @BUSY
        @given(found.ok().as_strategy(), st.sampled_from(sorted(STAFF)), st.booleans())
        def keeps(case: Case[Any], name: str, real: bool) -> None:  # noqa: FBT001 - drawn
            case.headers["Authorization"] = f"Bearer {callers.token(name)}"
            if real:
                case.path_parameters |= {k: THERE[k] for k in case.path_parameters if k in THERE}
            case.call_and_validate(excluded_checks=but)  # type: ignore[arg-type]  # as it lists them

        keeps()


def test_the_document_is_openapi() -> None:
    validate(docs.written())


def test_every_call_says_what_it_does_and_how_it_may_be_refused() -> None:
    for path, methods in docs.written()["paths"].items():
        for method, said in methods.items():
            assert said["summary"].endswith("."), (method, path)
            assert {"401", "422", "429", "500", "503"} <= set(said["responses"]), (method, path)
            for status, response in said["responses"].items():
                refused = int(status) >= HTTPStatus.BAD_REQUEST
                media = "application/problem+json" if refused else "application/json"
                assert media in response["content"], (method, path, status)


def test_a_write_that_a_key_may_repeat_says_who_may_see_the_answer() -> None:
    assert [route.rule for route in api.routes if route.method != "GET" and not route.sees] == []


def test_the_document_is_for_anybody(calls: Calls) -> None:
    said = calls.get(None, "/openapi.json")
    assert (said.status, said.json["openapi"]) == (200, "3.1.0")


def test_the_page_shows_every_call(calls: Calls) -> None:
    shown = calls.get(None, "/docs")
    assert shown.status == 200
    for path, methods in docs.written()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}</h2>" in shown.text
