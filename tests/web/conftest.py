"""The small authority's people at their pages, on both databases."""

from collections.abc import Callable

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from closeloop.app import create_app
from tests.authority import Authority
from tests.web.visit import Visitor

Visits = Callable[..., Visitor]


class Remembered(BytecodeCache):
    """Templates that were read once: every test makes an application, all of the same pages."""

    def __init__(self) -> None:
        """Remember none yet."""
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it from memory, if it is there."""
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember it."""
        self.known[bucket.key] = bucket.bytecode_to_string()


REMEMBERED = Remembered()


@pytest.fixture
def app(authority: Authority) -> Flask:
    """The web application of the small authority."""
    made = create_app(authority.house)
    made.jinja_env.bytecode_cache = REMEMBERED
    return made


@pytest.fixture
def visits(authority: Authority, app: Flask) -> Visits:
    """Somebody at their pages, each in a browser of their own: `visits("amira")`."""

    def visit(name: str | None = None) -> Visitor:
        visitor = Visitor(app.test_client(), authority)
        return visitor.signs_in(name) if name else visitor

    return visit
