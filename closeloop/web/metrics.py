"""Figures for Prometheus: how requests are answered, and what the house holds, by kind alone."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from closeloop.config import LOOPBACK
from closeloop.house import House
from closeloop.store import gauges
from closeloop.web import here, request_log
from closeloop.web.api import caller
from closeloop.web.gate import PASSED_ON

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where worker processes put what each has counted
TELLS = {
    "open_items": "Items that a workflow still sees through.",
    "drift": "Drift that stands, by rule.",
    "letters": "Letters by state.",
    "oldest_letter_seconds": "How long the oldest letter that is owed has waited.",
    "silent_items": "Open items that no clock will speak of again.",
    "timers_due": "Timers that have run out and wait for a node.",
    "scheduler_silent_seconds": "Since the last pulse of any node.",
}
LABELS = ("method", "route", "status")

front = Blueprint("metrics", __name__)


class Requests:
    """How requests were answered, by route and status: a route is never an address."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.registry = CollectorRegistry()
        self.count = Counter(
            "closeloop_requests", "Requests answered.", LABELS, registry=self.registry
        )
        self.seconds = Histogram(
            "closeloop_request_seconds", "Time to answer.", ["method"], registry=self.registry
        )

    def end(self, response: Response) -> Response:
        """Count a request that was answered."""
        self.count.labels(_method(), request_log.route(), response.status_code).inc()
        if "request_begun" in g:
            self.seconds.labels(_method()).observe(monotonic() - g.request_begun)
        return response


class HouseFigures(Collector):
    """What the house holds, asked of the database when Prometheus asks."""

    def __init__(self, house: House) -> None:
        """Ask this house."""
        self._house = house

    def collect(self) -> Iterator[Metric]:
        """Every measure of `store.gauges`."""
        families: dict[str, GaugeMetricFamily] = {}
        with self._house.database.reading() as session:
            for gauge in gauges.read(session, self._house.now(), datetime.now(UTC)):
                names = list(gauge.labels)
                if gauge.name not in families:
                    families[gauge.name] = GaugeMetricFamily(
                        f"closeloop_{gauge.name}", TELLS[gauge.name], labels=names
                    )
                families[gauge.name].add_metric(list(gauge.labels.values()), gauge.value)
        yield from families.values()


def count_requests(app: Flask) -> None:
    """Count every request of an app."""
    requests = Requests()
    app.extensions["closeloop requests"] = requests
    app.after_request(requests.end)


@front.get("/metrics")
def metrics() -> Response:
    """Prometheus text; in production for who has a token, or asks from this machine."""
    house = here.house()
    if house.settings.in_production and not _is_from_here():
        with house.database.reading() as session:
            caller.known(session, request, house.now())
    ours = CollectorRegistry()
    ours.register(HouseFigures(house))
    figures = generate_latest(_counted()) + generate_latest(ours)
    return Response(figures, content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    """The requests of this process; of all workers where they share a folder."""
    if FOLDER in os.environ:
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # as it comes
        return together
    requests: Requests = current_app.extensions["closeloop requests"]
    return requests.registry


def _is_from_here() -> bool:
    """Whether this machine asks, and not a proxy on it for somebody else."""
    return request.remote_addr in LOOPBACK and not any(h in request.headers for h in PASSED_ON)


def _method() -> str:
    """The method, of those that are answered; a made-up one would be a label without end."""
    return request.method if request.method in ("GET", "HEAD", "POST", "PATCH") else "other"
