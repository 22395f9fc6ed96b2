"""Who may talk to the server, which web pages may read its answers, and that nobody else keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import error_response, internal_error
from kb.errors import Forbidden

_LOCAL = re.compile(r"(localhost\.?|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
DEFAULT_PORT = ":80"  # a browser leaves it out; it serves no other scheme here
LINKED = "/view/"  # with the page itself what any page may link to: a click shows it to the reader, and to nobody else


class Guard:
    """Refuses foreign `Host` and `Origin` headers, on every route: any web page can send requests to 127.0.0.1."""

    def __init__(self, app: ASGIApp, origins: Iterable[str] = ()) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        reading = scope.get("method") in ("GET", "HEAD")
        linked = reading and (scope["path"] == "/" or scope["path"].startswith(LINKED))
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


METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
A_DAY = "86400"  # seconds


class Origins:
    """CORS for listed origins, on failures and streams too; a preflight of any other is refused."""

    def __init__(self, app: ASGIApp, origins: Iterable[str]) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin", "")
        preflight = scope.get("method") == "OPTIONS" and "access-control-request-method" in headers
        if origin.lower() in self.origins:
            with_headers = _sender(send, origin)
            if preflight:
                await _answer_preflight(headers)(scope, receive, with_headers)
            else:
                await self._serve(scope, receive, with_headers)
        elif preflight:
            error = Forbidden("Web pages from elsewhere may not ask.", f"Allow them with: KB_ORIGINS={origin}")
            await error_response(error, scope["path"])(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An unforeseen failure is answered here: what the framework makes of it would lack the headers."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            if started:
                raise
            await error_response(internal_error(error), scope["path"])(scope, receive, send)


def _sender(send: Send, origin: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = "mcp-session-id"  # MCP clients send it back
            headers.add_vary_header("Origin")
        await send(message)

    return sending


def _answer_preflight(asked: Headers) -> Response:
    headers = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": asked.get("access-control-request-headers", "authorization, content-type"),
        "Access-Control-Max-Age": A_DAY,
    }
    if asked.get("access-control-request-private-network") == "true":  # a page of the web asks this machine
        headers["Access-Control-Allow-Private-Network"] = "true"
    return Response(status_code=204, headers=headers)


class Private:
    """Sets these headers on whatever is sent, failures and streams too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                kept = headers.get("Cache-Control", "")
                if "no-store" not in kept and "immutable" not in kept:  # that are the page's own files
                    headers["Cache-Control"] = f"{kept}, no-store".removeprefix(", ")
                headers["X-Content-Type-Options"] = "nosniff"
                # Else a browser looks up where a document's link leads as soon as it is pointed at (Chromium) or drawn
                # (Firefox), and a name can carry what the answer says.
                headers["X-DNS-Prefetch-Control"] = "off"
            await send(message)

        await self.app(scope, receive, sending)
