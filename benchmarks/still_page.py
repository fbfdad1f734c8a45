"""closeloop's application with a page more: one's own work as it once stood, without a database.

The template, what stands around it and all that a request passes are the same as of the page
itself; what it shows was read once.
"""

from collections.abc import Mapping
from typing import Any
from wsgiref.types import WSGIApplication

from flask import Flask, g, request, template_rendered
from jinja2 import Template

from closeloop.app import create_app, open_house
from closeloop.config import Settings

OWN_WORK, STILL = "/?all=1", "/still"


def application(settings: Settings) -> WSGIApplication:
    """All of closeloop, and the page that stands still."""
    app = create_app(open_house(settings))
    seen = _Seen(app)
    app.add_url_rule(STILL, "still", seen.page)
    return app


class _Seen:
    """The page as it was seen when it was first asked for."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._template: Template | None = None
        self._values: Mapping[str, Any] = {}
        self._visitor: Mapping[str, Any] = {}

    def page(self) -> str:
        """The page once more, for the same person."""
        if self._template is None:
            with template_rendered.connected_to(self._note, self._app):
                answer = self._app.test_client().get(OWN_WORK, headers=dict(request.headers))
            assert answer.status_code == 200, answer.text  # noqa: PLR2004 - it was answered
        assert self._template is not None
        for name, value in self._visitor.items():
            setattr(g, name, value)
        return self._template.render(self._values)

    def _note(self, _: Flask, template: Template, context: Mapping[str, Any], **__: Any) -> None:  # noqa: ANN401 - Flask's own
        self._template, self._values = template, context
        self._visitor = {name: g.get(name) for name in ("visitor", "sign_in", "roles")}
