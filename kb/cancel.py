"""Stopping, from another thread, work that waits for an engine's bytes or that computes.

A generator that is blocked in `next()` cannot be closed by anyone else. So whoever runs it opens a `CancelScope` around
it, engines `watch` the sockets they wait on, and `cancel` shuts those down: the wait ends at once with an error.
What computes asks by itself whether it is still wanted: `ask_on`.
"""

from __future__ import annotations

import socket
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar


class CancelScope:
    """Work that can be called off. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._events: weakref.WeakSet[threading.Event] = weakref.WeakSet()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    @contextmanager
    def enter(self) -> Iterator[CancelScope]:
        """What this thread does inside belongs to the scope."""
        token = _current.set(self)
        try:
            yield self
        finally:
            _current.reset(token)

    def watch(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.add(connection)
        if self.cancelled:
            _shut_down(connection)

    def wake(self, event: threading.Event) -> None:
        with self._lock:
            self._events.add(event)
        if self.cancelled:
            event.set()

    def cancel(self) -> None:
        """Ends every wait on a watched socket or event, now and later. Does not wait for the work to stop."""
        self._cancelled.set()
        with self._lock:
            connections, events = list(self._sockets), list(self._events)
        for event in events:
            event.set()
        for connection in connections:
            _shut_down(connection)


_current: ContextVar[CancelScope | None] = ContextVar("scope", default=None)


def watch(connection: socket.socket) -> None:
    """Engines call this with each socket they are going to wait on."""
    scope = _current.get()
    if scope is not None:
        scope.watch(connection)


def wake(event: threading.Event) -> None:
    """The event is set when the work this thread does is called off; whoever waits for it looks why it was set."""
    scope = _current.get()
    if scope is not None:
        scope.wake(event)


def cancelled() -> bool:
    """Whether the work this thread does has been called off."""
    scope = _current.get()
    return scope is not None and scope.cancelled


class CalledOff(Exception):
    """Nobody wants the work any more: not a failure, and told to nobody."""


def ask_on() -> None:
    """For loops that compute: raises CalledOff where the work that this thread does has been called off."""
    if cancelled():
        raise CalledOff


def _shut_down(connection: socket.socket) -> None:
    # close() would leave a recv() in another thread asleep; shutdown() wakes it.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
