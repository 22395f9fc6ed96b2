"""One connection of a client: it may keep the server waiting for a while, not for ever, and there are only so many.

An application is called once the headers are here, so it cannot see those that never end.
"""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_WITHIN = 10.0  # seconds; browsers open connections in advance, and open others when these are closed
BODY_EVERY = 10.0  # seconds in which LEAST of a body has to come: whoever is on this machine sends it at once
LEAST = 16 * 1024  # bytes
LARGEST_HEADERS = 64 * 1024  # bytes: clients in browsers send the cookies of all that runs on this machine
MOST = 1000  # connections; 500 of them can be answers that are being written
LATE = b"408 Request Timeout", b"The request did not come to its end."
FULL = b"503 Service Unavailable\r\nretry-after: 5", b"Too many connections are open."

Owed = Literal["headers", "body"]


class Connection(H11Protocol):
    """Closes a connection whose client is late with what it owes, and one too many."""

    headers_within, body_every, most = HEADERS_WITHIN, BODY_EVERY, MOST

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._owed: Owed | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._received = 0
        self._seen = 0  # of what was received, when the timer was set

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._refuse(*FULL)
        else:
            self._expect("headers")

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            self._expect("body")
        elif state is h11.IDLE and self.conn.trailing_data[0]:
            self._expect("headers")
        else:
            self._expect(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        super().connection_lost(exc)

    def _expect(self, owed: Owed | None) -> None:
        if owed == self._owed:
            return
        if self._timer:
            self._timer.cancel()
        self._owed, self._timer = owed, None
        if owed:
            self._set_timer()

    def _set_timer(self) -> None:
        self._seen = self._received
        seconds = self.headers_within if self._owed == "headers" else self.body_every
        self._timer = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        # While nothing is read from it, the server is late, not the client.
        on_its_way = self.flow.read_paused or self._received - self._seen >= LEAST
        if self._owed == "body" and (on_its_way or self.conn.their_state is not h11.SEND_BODY):
            self._set_timer()
        else:
            self._refuse(*LATE)

    def _refuse(self, status: bytes, reason: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            headers = b"connection: close\r\ncontent-type: text/plain\r\ncontent-length: %d" % len(reason)
            self.transport.write(b"HTTP/1.1 %b\r\n%b\r\n\r\n%b" % (status, headers, reason))
        self.transport.close()


def limit_connections(most: int) -> type[Connection]:
    """The same for a process that can have no more than `most` of them."""
    return type("LimitedConnection", (Connection,), {"most": most})
