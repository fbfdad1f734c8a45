"""What no page here may do, seen while a test looks at something else."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

OURS = ("127.0.0.1", "localhost")


class Watch:
    """Keeps what the pages of one context did wrong: asked another host, broke, or were refused."""

    def __init__(self, context: BrowserContext) -> None:
        """Begin to watch."""
        self.seen: list[str] = []
        context.on("request", self._asked)
        context.on("weberror", self._broke)
        context.on("console", self._said)

    def is_content(self) -> None:
        """Refuse what was seen, if anything was."""
        assert not self.seen, "\n".join(self.seen)

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.hostname not in OURS:
            self.seen.append(f"asked another host: {request.url}")

    def _broke(self, error: WebError) -> None:
        self.seen.append(f"a script broke: {error.error}")

    def _said(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.seen.append(f"the browser refused: {message.text}")
