"""A program that calls the API with somebody's token, and reads the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.datastructures import Headers

from closeloop.loop import access
from closeloop.store import people
from tests.authority import MONDAY, Authority


@dataclass(frozen=True)
class Said:
    """An answer: its status, its JSON, its headers."""

    status: int
    json: Any
    headers: Headers
    text: str

    @property
    def why(self) -> tuple[int, str]:
        """Why it was refused: the status and the detail."""
        return self.status, self.json["detail"]

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, field by field."""
        return {one["field"]: one["message"] for one in self.json["errors"]}


@dataclass
class Calls:
    """Calls by first name: `calls.get("amira", "/me")`."""

    authority: Authority
    app: Flask
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, name: str) -> str:
        """A token of one of the people, made when first asked for."""
        if name not in self.tokens:
            with self.authority.database.writing() as session:
                email = f"{name}@midshire.example"
                person = people.directory(session).by_email[email]
                made = access.make_token(session, person, email, now=MONDAY)
            self.tokens[name] = made.secret
        return self.tokens[name]

    def call(
        self,
        name: str | None,
        method: str,
        path: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,  # noqa: ANN401 - as the test client takes it
    ) -> Said:
        """Call `/api/v1` and a path as somebody, or as nobody."""
        sent = dict(headers or {})
        if name is not None:
            sent["Authorization"] = f"Bearer {self.token(name)}"
        given = more if json is None else more | {"json": json}
        client = self.app.test_client()
        answer = client.open(f"/api/v1{path}", method=method, headers=sent, **given)
        return Said(answer.status_code, answer.get_json(silent=True), answer.headers, answer.text)

    def get(self, name: str | None, path: str, **more: Any) -> Said:  # noqa: ANN401 - as `call`
        """Read as somebody."""
        return self.call(name, "GET", path, **more)

    def post(self, name: str | None, path: str, json: object = None, **more: Any) -> Said:  # noqa: ANN401 - as `call`
        """Add something as somebody."""
        return self.call(name, "POST", path, json=json, **more)

    def patch(self, name: str | None, path: str, json: object = None, **more: Any) -> Said:  # noqa: ANN401 - as `call`
        """Change something as somebody."""
        return self.call(name, "PATCH", path, json=json, **more)
