"""Who asks, and how, where a proxy stands before closeloop: by the word of named proxies alone.

Anybody may write X-Forwarded-For. From an address that CLOSELOOP_PROXIES does not name it is not
read, so nobody can borrow another's address or pretend to have come by HTTPS.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Networks = Sequence[IPv4Network | IPv6Network]
SCHEMES = ("http", "https")


class Named:
    """An application behind the proxies of these networks."""

    def __init__(self, app: WSGIApplication, proxies: Networks) -> None:
        """Stand before an application."""
        self._app, self._proxies = app, proxies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as for who asked the outermost of our proxies."""
        if self._is_ours(_address(environ.get("REMOTE_ADDR", ""))):
            environ["REMOTE_ADDR"] = self._asker(environ)
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
            if scheme in SCHEMES:
                environ["wsgi.url_scheme"] = scheme
        return self._app(environ, start_response)

    def _asker(self, environ: WSGIEnvironment) -> str:
        """The last address that one of our proxies wrote down of somebody who is none."""
        asker = str(environ["REMOTE_ADDR"])
        for said in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = _address(said.strip())
            if address is None:
                break
            asker = str(address)
            if not self._is_ours(address):
                break
        return asker

    def _is_ours(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in network for network in self._proxies)


def _address(said: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(said)
    except ValueError:
        return None
