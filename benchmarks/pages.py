"""A page that people open all day: their own work, fifty rows of it, signed in."""

import re
from collections.abc import Sequence
from itertools import cycle, islice

from benchmarks import alike, callers, served
from benchmarks.callers import call
from benchmarks.crowd import Holder, with_fifty_to_do
from benchmarks.figures import Figure, Round, Run, Trial, ratio
from benchmarks.place import Place
from benchmarks.still_page import OWN_WORK, STILL

FEW = 1_000
READERS = 16
RATE, P95 = "own work among {:,} open, pages a second", "own work among {:,} open, p95 ms"
ALONE = "the same page without a database, pages a second"


def own_work(place: Place) -> Trial:
    """One's own work among few and among many, beside the same page without a database."""
    few, many = min(FEW, place.sizes.few), place.sizes.many
    return Trial(
        runs=_among(place, few, still=True) + (_among(place, many) if many != few else []),
        figures=[
            Figure(
                name=f"a page of one's own work among {many:,} open actions",
                of=ratio(RATE.format(many), ALONE),
                beside="of the same page without a database",
                goal=0.50 if place.is_sqlite else 0.42,
            ),
            Figure(
                name=f"the growth of its p95 from {few:,}",
                of=ratio(P95.format(many), P95.format(few)),
                beside="times",
                goal=1.15,
                at_most=True,
            ),
        ],
    )


def _among(place: Place, actions: int, *, still: bool = False) -> list[Run]:
    """The page of some who hold fifty among so many; with `still` also as it once stood."""
    authority, holders = place.crowd(actions, with_fifty_to_do)
    env = served.at(authority, place.folder)
    run = place.until.enter_context
    port = run(served.serving("closeloop", "serve", "--no-scheduler", env=env, folder=place.folder))
    some = holders[:: max(1, len(holders) // READERS)][:READERS]

    def page() -> Round:
        answered = call(port, requests)
        told = {RATE: answered.a_second, P95: answered.percentile(95)}
        return {what.format(actions): value for what, value in told.items()}

    requests = _asking(port, OWN_WORK, some, place.sizes.calls)
    shown = callers.asked(port, requests[0])
    assert shown.count(b"closeloop-task__due") == len(holders[0].actions), shown[:2000]
    if not still:
        return [page]
    alone = run(served.serving(alike.__name__, "still", env=env, folder=place.folder))
    standing = _asking(alone, STILL, some, place.sizes.calls)
    return [page, lambda: {ALONE: call(alone, standing).a_second}]


def _asking(port: int, path: str, readers: Sequence[Holder], count: int) -> list[bytes]:
    """So many requests for a page, each reader's turn after the other's."""
    signed_in = [callers.get(port, path, f"Cookie: {_sign_in(port, one)}") for one in readers]
    return list(islice(cycle(signed_in), count))


def _sign_in(port: int, reader: Holder) -> str:
    """Sign in as one of the made-up people; the cookie that says so."""
    form = f"person={reader.person}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    answer = callers.asked(port, callers.post(port, "/sign-in/as", form, kind))
    cookie = re.search(rb"^Set-Cookie: (closeloop=[^;]+)", answer, re.MULTILINE)
    assert cookie, answer[:2000]
    return cookie[1].decode()
