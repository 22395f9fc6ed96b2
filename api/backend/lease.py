"""A home opened when it is needed and given back soon after, so that others come to it in between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from api.backend.protocol import Backend

IDLE = 5.0  # seconds: a model's next call mostly comes sooner, and whoever else wants the home waits longer


class Lease:
    """Many may borrow at once; they share one Backend."""

    def __init__(self, connect: Callable[[], AbstractContextManager[Backend]], idle: float = IDLE) -> None:
        self._connect = connect
        self._idle = idle
        self._lock = threading.RLock()
        self._open = ExitStack()
        self._backend: Backend | None = None
        self._borrowers = 0
        self._broken = False
        self._timer: threading.Timer | None = None

    @contextmanager
    def borrow(self) -> Iterator[Backend]:
        """Raises what connecting raises. After an error the next one to come connects anew."""
        backend = self._lend()
        try:
            yield backend
        except BaseException:
            self._broken = True
            raise
        finally:
            self._take_back()

    def close(self) -> None:
        with self._lock:
            self._backend = None
            self._open.close()

    def _lend(self) -> Backend:
        with self._lock:
            if self._timer:
                self._timer.cancel()
            if self._backend is None:
                self._backend = self._open.enter_context(self._connect())
                self._broken = False
            self._borrowers += 1
            return self._backend

    def _take_back(self) -> None:
        with self._lock:
            self._borrowers -= 1
            if self._borrowers:
                return
            if self._broken:
                self.close()
                return
            self._timer = threading.Timer(self._idle, self._give_back)
            self._timer.daemon = True
            self._timer.start()

    def _give_back(self) -> None:
        with self._lock:
            if not self._borrowers:
                self.close()
