"""A web application that does no more than the bare transition."""

import json
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from benchmarks.bare import Bare
from closeloop.config import Settings


def application(settings: Settings) -> WSGIApplication:
    """Takes `{"item": N}`, moves that item of the bare tables on, and says so."""
    bare = Bare(settings.database_url)

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = int(environ["CONTENT_LENGTH"])
        item = json.loads(environ["wsgi.input"].read(length))["item"]
        bare.step(item)
        said = json.dumps({"item": item, "state": "discussed"}).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(said)))]
        start_response("200 OK", headers)
        return [said]

    return answer
