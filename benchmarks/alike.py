"""Other applications under the very server of closeloop: `python -m benchmarks.alike bare`."""

from collections.abc import Callable, Mapping
from wsgiref.types import WSGIApplication

import click

from benchmarks import bare_page, still_page
from closeloop import config
from closeloop.cli.companions import Companions
from closeloop.cli.server import Server
from closeloop.config import Settings

PAGES: Mapping[str, Callable[[Settings], WSGIApplication]] = {
    "bare": bare_page.application,
    "still": still_page.application,
}


class _Alike(Server):
    """The same server and settings; the application is made in each worker too."""

    page: Callable[[Settings], WSGIApplication]

    def load(self) -> WSGIApplication:  # type: ignore[override]  # as its parent's
        """The application."""
        return type(self).page(self._settings)


@click.command()
@click.argument("name", type=click.Choice(tuple(PAGES)))
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, required=True)
def main(name: str, port: int, workers: int) -> None:
    """Serve the application NAME."""
    _Alike.page = PAGES[name]
    server = _Alike(
        config.read(),
        Companions([]),
        address=f"127.0.0.1:{port}",
        workers=workers,
        ready=lambda: None,
    )
    server.run()


if __name__ == "__main__":
    main()
