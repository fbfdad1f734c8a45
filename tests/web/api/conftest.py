"""Programs that call the API for one of the authority's people each."""

import pytest

from closeloop.app import create_app
from tests.authority import Authority
from tests.web.api.calls import Calls


@pytest.fixture
def calls(authority: Authority) -> Calls:
    """The API of the small authority, with a token for whoever calls."""
    return Calls(authority, create_app(authority.house))
