"""Callers: so many at once, each sending the next of many requests and reading the answer."""

import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from time import perf_counter

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Answered:
    """How fast requests were answered, all of them well."""

    a_second: float
    milliseconds: Sequence[float]

    @property
    def p50(self) -> float:
        """The median, in milliseconds."""
        return median(self.milliseconds)

    def percentile(self, percent: int) -> float:
        """What so many in a hundred were not slower than, in milliseconds."""
        return quantiles(self.milliseconds, n=100, method="inclusive")[percent - 1]


def call(port: int, requests: Sequence[bytes], at_once: int = AT_ONCE) -> Answered:
    """Send all requests, each on a line of its own, as these servers close it with the answer."""
    began = perf_counter()
    with ThreadPoolExecutor(at_once) as callers:
        took = list(callers.map(partial(_timed, port), requests))
    return Answered(len(requests) / (perf_counter() - began), took)


def asked(port: int, request: bytes) -> bytes:
    """The whole answer to one request, head and body."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(request)
        parts = iter(partial(line.recv, 65536), b"")
        return b"".join(parts)


def get(port: int, path: str, *headers: str) -> bytes:
    """A request to read a page."""
    return _written("GET", port, path, headers)


def post(port: int, path: str, body: str, *headers: str) -> bytes:
    """A request that sends something."""
    return _written("POST", port, path, (*headers, f"Content-Length: {len(body)}"), body)


def _written(method: str, port: int, path: str, headers: Sequence[str], body: str = "") -> bytes:
    head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", *headers]
    return ("\r\n".join([*head, "", ""]) + body).encode()


def _timed(port: int, request: bytes) -> float:
    began = perf_counter()
    answer = asked(port, request)
    took = 1000 * (perf_counter() - began)
    assert answer.startswith(b"HTTP/1.1 2"), answer[:2000]
    return took
