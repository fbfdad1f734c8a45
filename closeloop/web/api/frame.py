"""The frame of the API: a Flask blueprint whose decorator notes what each call takes and gives.

From these notes come the checks of each request, the document, and the tests.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Required, TypedDict, TypeVar, Unpack

from flask import Blueprint, Response, request
from pydantic import BaseModel

from closeloop.loop.access import Recognised
from closeloop.rules.refusals import Unseen
from closeloop.store import Session, again
from closeloop.web import here
from closeloop.web.api import caller, once
from closeloop.web.api.asked import Asked
from closeloop.web.api.once import Given

READS = ("GET",)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view answers; a single thing has a version, which its ETag tells."""

    body: BaseModel
    status: int = 200
    version: int | None = None

    def given(self) -> Given:
        """The answer as it is sent and kept."""
        headers = {}
        if self.version is not None:
            headers["ETag"] = f'"{self.version}"'
        return Given(self.status, headers, self.body.model_dump_json(exclude_unset=True))


V = TypeVar("V", bound=Callable[..., Answer | Given])


class Notes(TypedDict, total=False):
    """What the line above a view says of its call."""

    gives: Required[type[BaseModel]]
    takes: type[BaseModel]  # the body
    asks: type[BaseModel]  # the query
    uploads: bool  # takes a form with a `file`
    status: int  # of what is done, if it is not 200
    also: Sequence[int]  # other statuses of what is done
    refuses: Sequence[int]  # with which, besides those that any call may be refused with
    problems: Mapping[int, type[BaseModel]]  # what a status tells besides what any problem does
    sees: Callable[..., object]  # of a write: raises where a repeat may no longer see the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One call: its address, and what is noted of it."""

    method: str
    rule: str
    view: Callable[..., Answer | Given] = field(repr=False)
    gives: type[BaseModel]
    takes: type[BaseModel] | None = None
    asks: type[BaseModel] | None = None
    uploads: bool = False
    status: int = 200
    also: Sequence[int] = ()
    refuses: Sequence[int] = ()
    problems: Mapping[int, type[BaseModel]] = field(default_factory=dict)
    sees: Callable[..., object] | None = None


class Api(Blueprint):
    """A blueprint that knows its routes."""

    def __init__(self, name: str, import_name: str, *, url_prefix: str) -> None:
        """Begin without routes."""
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.routes: list[Route] = []

    def answers(self, method: str, rule: str, **notes: Unpack[Notes]) -> Callable[[V], V]:
        """Answer a call by a view, which is given what was Asked and the parts of the path.

        `sees` is called with what was asked, the first answer and the parts of the path.
        """

        def noted(view: V) -> V:
            route = Route(method=method, rule=rule, view=view, **notes)
            self.routes.append(route)
            name = f"{method.lower()}_{view.__name__}"
            self.add_url_rule(rule, name, partial(_answer, route), methods=[method])
            return view

        return noted


def _answer(route: Route, **path: str) -> Response:
    """Answer one request: who calls, then the view, in one transaction."""
    house, now = here.house(), here.house().now()
    if route.method in READS:
        with house.database.reading() as session:
            found = caller.known(session, request, now)
            given = _viewed(route, _asked(route, session, found, now), path)
    else:
        with house.database.reading() as session:
            found = caller.known(session, request, now)
        given = again.kept(
            house.database,
            lambda session: _written(route, _asked(route, session, found, now), path),
        )
    caller.note_use(house, found, now)
    return given.response()


def _asked(route: Route, session: Session, found: Recognised, now: datetime) -> Asked:
    """The request as a view is given it."""
    return Asked(
        request=request,
        house=here.house(),
        session=session,
        caller=found.person,
        now=now,
        takes=route.takes,
        asks=route.asks,
    )


def _written(route: Route, asked: Asked, path: Mapping[str, str]) -> Given:
    """The answer to a write: the first one where its key was used before."""
    keyed = once.keyed(asked)
    if keyed is None:
        given = _viewed(route, asked, path)
        once.check_key(asked)
        return given
    if (first := once.first_answer(asked, keyed, route.sees, path)) is not None:
        return first
    given = _viewed(route, asked, path)
    once.keep(asked, keyed, given)
    return given


def _viewed(route: Route, asked: Asked, path: Mapping[str, str]) -> Given:
    if any("\x00" in part for part in path.values()):
        raise Unseen
    answer = route.view(asked, **path)
    asked.check_query()
    return answer.given() if isinstance(answer, Answer) else answer
