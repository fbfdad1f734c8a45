"""A step over the API, by the real server: token, need to know, rules, ledger and all."""

import json
from collections.abc import Collection, Iterator
from itertools import count, islice

from benchmarks import alike, callers, served
from benchmarks.bare import Bare
from benchmarks.callers import Answered, call
from benchmarks.figures import Figure, Round, Run, Trial, ratio
from benchmarks.hands import Hands
from benchmarks.place import Place
from benchmarks.served import serving
from closeloop.loop import access
from closeloop.rules.people import PersonId
from closeloop.rules.refs import action_ref
from closeloop.store import people
from tests.authority import MONDAY, Authority

OURS, SERVED = "closeloop by HTTP", "bare SQL by HTTP under the same server"
SQL = "bare SQL by {}, transitions a second"
TAKES = '{"trigger": "discuss", "note": "Agreed"}'
KIND = "Content-Type: application/json"


def http(place: Place) -> Trial:
    """`POST /actions/{id}/transitions` by two workers, to eight callers at once.

    Beside it bare SQL in process, by one on SQLite and by two on PostgreSQL, and the same bare SQL
    behind the same server.
    """
    each, processes = place.sizes.calls, 1 if place.is_sqlite else min(2, place.sizes.at_once)
    url = place.bare(2 * each * place.rounds)
    untouched = count(1)
    alone = Hands(processes, lambda: Bare(url).step, place.until)
    sql = SQL.format(processes)
    ours, bare = _ours(place), _bare(place, url, untouched)

    def in_process() -> Round:
        return {sql: alone.rate(list(islice(untouched, each)))}

    return Trial(runs=[ours, bare, in_process], figures=_figures(sql, on_sqlite=place.is_sqlite))


def _figures(sql: str, *, on_sqlite: bool) -> list[Figure]:
    rate, p50, p99 = _names(OURS)
    return [
        Figure(
            name="a transition over HTTP",
            of=ratio(rate, sql),
            beside="of bare SQL by one process" if on_sqlite else "of bare SQL by two processes",
            goal=0.20 if on_sqlite else 0.30,
        ),
        Figure(
            name="its p99",
            of=ratio(p99, p50),
            beside="times its p50",
            goal=3 if on_sqlite else None,
            at_most=True,
        ),
        Figure(
            name="a transition over HTTP",
            of=ratio(rate, _names(SERVED)[0]),
            beside="of bare SQL under the same server",
        ),
    ]


def _ours(place: Place) -> Run:
    """Managers discuss one action after the other, each with their own token."""
    authority, holders = place.crowd(place.sizes.calls * place.rounds)
    env = served.at(authority, place.folder)
    port = place.until.enter_context(
        serving("closeloop", "serve", "--no-scheduler", env=env, folder=place.folder)
    )
    tokens = _tokens(authority, {holder.manager for holder in holders})
    requests = (
        callers.post(
            port,
            f"/api/v1/actions/{action_ref(action)}/transitions",
            TAKES,
            KIND,
            f"Authorization: Bearer {tokens[holder.manager]}",
        )
        for holder in holders
        for action in holder.actions
    )
    return lambda: _told(OURS, call(port, list(islice(requests, place.sizes.calls))))


def _bare(place: Place, url: str, untouched: Iterator[int]) -> Run:
    env = {"CLOSELOOP_DATABASE_URL": url, "CLOSELOOP_VAR": str(place.folder)}
    port = place.until.enter_context(serving(alike.__name__, "bare", env=env, folder=place.folder))

    def run() -> Round:
        items = islice(untouched, place.sizes.calls)
        requests = [callers.post(port, "/", json.dumps({"item": item}), KIND) for item in items]
        return _told(SERVED, call(port, requests))

    return run


def _tokens(authority: Authority, whose: Collection[PersonId]) -> dict[PersonId, str]:
    with authority.database.writing() as session:
        known = people.directory(session).people
        return {
            one: access.make_token(session, known[one], known[one].email, now=MONDAY).secret
            for one in whose
        }


def _names(what: str) -> tuple[str, str, str]:
    return f"{what}, transitions a second", f"{what}, p50 ms", f"{what}, p99 ms"


def _told(what: str, answered: Answered) -> Round:
    rate, p50, p99 = _names(what)
    return {rate: answered.a_second, p50: answered.p50, p99: answered.percentile(99)}
