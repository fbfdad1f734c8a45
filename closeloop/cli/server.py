"""The web server with its companions: one process tree that begins and ends as one."""

import logging
import signal
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from closeloop import app
from closeloop.cli.companions import Companions
from closeloop.config import Settings

THREADS = 8
SECONDS_TO_END = 20
SECONDS_TO_ANSWER = 60  # after which a worker that says nothing is begun anew


class Server(BaseApplication):
    """Gunicorn, told what to do by us alone. Engines are made after the fork, in each worker."""

    def __init__(
        self,
        settings: Settings,
        companions: Companions,
        *,
        address: str,
        workers: int | None,
        ready: Callable[[], None],
    ) -> None:
        """Serve at HOST:PORT; one worker with threads, or so many processes."""
        self._settings, self._companions = settings, companions
        self._options: Mapping[str, Any] = {
            "bind": [address],
            "workers": workers or 1,
            "worker_class": "sync" if workers else "gthread",
            "threads": 1 if workers else THREADS,
            "graceful_timeout": SECONDS_TO_END,
            "timeout": SECONDS_TO_ANSWER,
            "control_socket_disable": True,
            "logger_class": _OurLogs,
            "when_ready": lambda arbiter: self._begin(arbiter, ready),
            "on_exit": lambda _: companions.wait(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Take our options; no file and no environment adds to them."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:  # type: ignore[override]  # the stubs say less than gunicorn takes
        """The application, made in a worker."""
        return app.create_app(app.open_house(self._settings))

    def run(self) -> None:
        """Serve until a signal ends it; raises SystemExit."""
        _Parent(self, self._companions).run()

    def _begin(self, arbiter: Arbiter, ready: Callable[[], None]) -> None:
        sockets = [listener.sock for listener in arbiter.LISTENERS]

        def let_go() -> None:
            for one in sockets:
                one.close()

        self._companions.begin(let_go)
        ready()


class _Parent(Arbiter):
    """Gunicorn's parent process, which ends the companions together with the workers."""

    def __init__(self, server: Server, companions: Companions) -> None:
        self._companions = companions
        super().__init__(server)

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - gunicorn's own
        """End all; the second signal at once."""
        self._companions.ask()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._insist)
        super().stop(graceful)

    def _insist(self, *_: int | FrameType | None) -> None:
        self._companions.insist()
        self.SIG_QUEUE.put_nowait(signal.SIGQUIT)


class _OurLogs(Logger):
    """Gunicorn's own lines go where ours go; requests are not its to log."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 - gunicorn's own
        """Pass everything on."""
        self.cfg = cfg
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True

    def access(self, *_: object) -> None:
        """Write nothing: an address may hold more than an id."""
