"""Who may talk to the server: programs on this machine, pages that this server served, and listed ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.errors import error_response
from kb.errors import Forbidden

_LOCAL = re.compile(r"(localhost\.?|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
DEFAULT_PORT = ":80"  # a browser leaves it out; it serves no other scheme here
LINKED = "/view/"  # pages that any page may link to: a click shows them to the reader, and to nobody else


class Guard:
    """Refuses foreign `Host` and `Origin` headers, on every route: any web page can send requests to 127.0.0.1."""

    def __init__(self, app: ASGIApp, origins: Iterable[str] = ()) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        reading = scope.get("method") in ("GET", "HEAD")
        linked = reading and scope["path"].startswith(LINKED)
        # A page's WebSocket has the origin of the page, whose scheme is never `ws`.
        scheme = scope.get("scheme", "http").replace("ws", "http")
        reason = refusal(scope["headers"], self.origins, scheme=scheme, linked=linked)
        if reason is None:
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        error = Forbidden(
            reason,
            "Use http://127.0.0.1 or http://localhost from this machine, or list the page in origins (KB_ORIGINS).",
        )
        await error_response(error, scope["path"])(scope, receive, send)


def refusal(
    headers: list[tuple[bytes, bytes]],
    listed: Iterable[str] = frozenset(),
    *,
    scheme: str = "http",
    linked: bool = False,
) -> str | None:
    """Why a request with these headers is not served, or None.

    `listed` are origins from elsewhere that may ask; with `linked`, a reader may come from any page by a click.
    """
    values = [(name.lower(), value.decode("latin-1").strip().lower()) for name, value in headers]
    hosts = [value for name, value in values if name == b"host"]
    origins = [value for name, value in values if name == b"origin"]
    sites = [value for name, value in values if name == b"sec-fetch-site"]
    clicked = linked and (b"sec-fetch-mode", "navigate") in values and (b"sec-fetch-dest", "document") in values
    # A name that a stranger's DNS points here still carries the stranger's Host.
    if len(hosts) != 1 or not is_local(hosts[0]):
        return "This Host is not this machine."
    is_listed = bool(origins) and all(origin in listed for origin in origins)
    # Scheme, name and port: on another port of this machine anybody's page may be served.
    own = f"{scheme}://{hosts[0].removesuffix(DEFAULT_PORT)}"
    if not is_listed and any(origin.removesuffix(DEFAULT_PORT) != own for origin in origins):
        return "Web pages from elsewhere may not ask."
    # To a browser, every port of this machine is the same site.
    if not is_listed and not clicked and not {"cross-site", "same-site"}.isdisjoint(sites):
        return "Web pages from elsewhere may not ask."
    return None


def is_local(host: str) -> bool:
    """Whether a Host header in lower case, `name` or `name:port`, names this machine."""
    return _LOCAL.fullmatch(host) is not None
