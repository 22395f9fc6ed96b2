"""What takes long to read says so page by page, to whoever limits the time."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar


def _ignore() -> None:
    return


_listener: ContextVar[Callable[[], None]] = ContextVar("page listener", default=_ignore)


def report_page() -> None:
    """One more page is done: a limit on time holds for the next one anew."""
    _listener.get()()


def listen(listener: Callable[[], None]) -> None:
    """From here on `listener` is told of each page, in this thread."""
    _listener.set(listener)
