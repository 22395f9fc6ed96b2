"""Which web pages from elsewhere may read answers: none but the origins in the settings."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import error_response, internal_error
from kb.errors import Forbidden

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
                await _allowed(headers)(scope, receive, with_headers)
            else:
                await self._served(scope, receive, with_headers)
        elif preflight:
            error = Forbidden("Web pages from elsewhere may not ask.", f"Allow them with: KB_ORIGINS={origin}")
            await error_response(error, scope["path"])(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
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


def _allowed(asked: Headers) -> Response:
    headers = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": asked.get("access-control-request-headers", "authorization, content-type"),
        "Access-Control-Max-Age": A_DAY,
    }
    if asked.get("access-control-request-private-network") == "true":  # a page of the web asks this machine
        headers["Access-Control-Allow-Private-Network"] = "true"
    return Response(status_code=204, headers=headers)
