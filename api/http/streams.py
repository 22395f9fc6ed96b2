"""A generator that runs in a thread of its own, read from the event loop; closing it stops it where it waits."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, suppress
from typing import Any, TypeVar
from weakref import WeakSet

from starlette.types import Receive

from kb.cancel import CancelScope
from kb.errors import EngineBusy, Error

T = TypeVar("T")
Start = Callable[[], Iterator[Any]]
READERS = 500  # at a time, each with a thread
_END = object()


class Stopping(Error):
    code = "stopping"


class Gone(Exception):
    """The reader has left."""


class Stream:
    """The generator that `start()` makes, event by event.

    Each stream has its own thread, so slow ones do not use up a pool. Events wait in memory until they are read: an
    answer is bounded by its model, and a run's events are small.
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self._scope = CancelScope()
        self._loop = asyncio.get_running_loop()
        self._items: asyncio.Queue[object] = asyncio.Queue()
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self._thread.start()

    async def next(self, seconds: float | None = None) -> Any:
        """The next event, None after the last. Raises TimeoutError, and what the generator raised."""
        item = await asyncio.wait_for(self._items.get(), seconds)
        if item is _END or isinstance(item, BaseException):
            self._items.put_nowait(_END)
        if isinstance(item, BaseException):
            raise item
        return None if item is _END else item

    def cancel(self, reason: Error | None = None) -> None:
        """Stops the generator without waiting for it; a reader that is still there is given the reason."""
        if reason is not None:
            self._put(reason)
        self._scope.cancel()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            with self._scope.enter(), closing(self._start()) as events:  # type: ignore[type-var]
                for event in events:
                    if self._scope.cancelled:
                        break
                    self._put(event)
        except Exception as error:
            self._put(error)
        self._put(_END)

    def _put(self, item: object) -> None:
        with suppress(RuntimeError):  # the loop has ended before this thread
            self._loop.call_soon_threadsafe(self._items.put_nowait, item)


class Streams:
    """Those that are open, so that the server can end them all when it stops."""

    def __init__(self, limit: int = READERS) -> None:
        self.limit = limit
        self._open: set[Stream] = set()
        self._started: WeakSet[Stream] = WeakSet()
        self._stopping = False

    @asynccontextmanager
    async def open(self, start: Start) -> AsyncIterator[Stream]:
        """Owns the stream: when the block is left, for whatever reason, the work is stopped."""
        if self._stopping:
            raise Stopping("The server is stopping.", "Start it again with: kb serve")
        if len(self._open) >= self.limit:
            raise EngineBusy(f"{self.limit} answers are being written already.", "Try again in a moment.")
        stream = Stream(start)
        self._open.add(stream)
        self._started.add(stream)
        try:
            yield stream
        finally:
            self._open.discard(stream)
            stream.cancel()

    def count_open(self) -> int:
        return len(self._open)

    def stop(self) -> None:
        """Ends all streams, telling their readers why; call it on the event loop."""
        self._stopping = True
        for stream in self._open:
            stream.cancel(Stopping("The server is stopping.", "Start it again with: kb serve"))

    def join(self, seconds: float) -> None:
        """Waits for the threads of streams that were stopped: what they read must stay open as long."""
        until = time.monotonic() + seconds
        for stream in list(self._started):
            stream.join(max(0.0, until - time.monotonic()))


async def wait_unless_gone(receive: Receive, work: Awaitable[T]) -> T:
    """The work's result; raises Gone, and cancels the work, when the reader leaves first."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_wait_for_disconnect(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Gone
        return working.result()
    finally:
        leaving.cancel()
        if not working.done():
            working.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await working


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
