"""Ctrl-C in a conversation: it stops what is being said, and not the conversation."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from queue import SimpleQueue
from typing import Any, cast

from kb.cancel import CancelScope
from kb.types import Event

PATIENCE = 2.0  # seconds for the answer's thread to notice
_END = object()


class Stop(KeyboardInterrupt):
    """Ctrl-C; a signal that ends the process is a plain KeyboardInterrupt."""


@contextmanager
def catch_interrupt() -> Iterator[None]:
    """Inside, Ctrl-C raises Stop."""

    def stop(number: int, frame: object) -> None:
        raise Stop

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def hide_echo() -> Iterator[None]:
    """Inside, what is typed is kept for the next prompt and not shown: it would land in the middle of a drawing."""
    if sys.platform == "win32":
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSANOW, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def stop_on_interrupt(start: Callable[[], Iterator[Event]]) -> Iterator[Event]:
    """The events that `start()` makes, in a thread of its own: Ctrl-C ends the wait for them, never a write."""
    items: SimpleQueue[object] = SimpleQueue()
    scope = CancelScope()

    def run() -> None:
        try:
            with scope.enter(), closing(cast(Any, start())) as events:
                for event in events:
                    if scope.cancelled:
                        break
                    items.put(event)
        except BaseException as error:
            items.put(error)
        items.put(_END)

    thread = threading.Thread(target=run, name="answer", daemon=True)
    thread.start()
    try:
        while (item := items.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            yield cast(Event, item)
    finally:
        scope.cancel()
        thread.join(PATIENCE)
