"""A gate that many pass at once, until somebody has to be alone behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from kb.errors import Overloaded


class Gate:
    """Not to be entered twice by one thread: it would wait for itself."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._closed = False

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Waits while the gate is closed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def close(self, patience: float) -> Iterator[None]:
        """Alone: whoever comes waits until the end, and whoever was inside has left. Raises Overloaded.

        `patience` is how many seconds those inside have to leave.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._closed = True
            alone = self._changed.wait_for(lambda: not self._inside, patience)
        try:
            if not alone:
                raise Overloaded("Answers are still being written. Nothing was changed.", "Try again in a moment.")
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()
