"""Where a command runs: in the server that owns the home, or here once the home is free."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.backend import Backend
from kb.errors import HomeBusy
from kb.settings import Settings

if TYPE_CHECKING:
    from api.remote import RemoteBackend
    from kb.knowledge_base import KnowledgeBase

WAIT = 30.0  # seconds for another process to give the home back
GLANCE = 1.0  # seconds between two looks whether it has become a server meanwhile


@contextmanager
def connected(settings: Settings, space: str, command: str, say: Callable[[str], None]) -> Iterator[Backend]:
    """The backend for a command. `say` is told once, in words, for whom it waits. Raises HomeBusy after 30 s."""
    backend, close = _connect(settings, space, command, _once(say))
    try:
        yield backend
    finally:
        close()


def _connect(
    settings: Settings, space: str, command: str, say: Callable[[str], None]
) -> tuple[Backend, Callable[[], None]]:
    until = time.monotonic() + WAIT
    while True:
        remote = _server(settings, space)
        if remote is not None:
            return remote, remote.close
        try:
            return _here(settings, space, command, say)
        except HomeBusy:
            if time.monotonic() > until:
                raise


def _server(settings: Settings, space: str) -> RemoteBackend | None:
    from kb.lock import holder

    owner = holder(settings.home)
    if owner is None or not owner.url:
        return None
    from api.remote import RemoteBackend

    remote = RemoteBackend(owner.url, owner.token, space)
    if remote.answers():
        return remote
    remote.close()
    return None


def _here(
    settings: Settings, space: str, command: str, say: Callable[[str], None]
) -> tuple[Backend, Callable[[], None]]:
    import kb
    from api.local import LocalBackend

    knowledge: KnowledgeBase = kb.open(settings=settings, command=command, wait=GLANCE, on_wait=say)
    knowledge.__enter__()
    return LocalBackend(knowledge, space), lambda: knowledge.__exit__(None, None, None)


def _once(say: Callable[[str], None]) -> Callable[[str], None]:
    said: set[str] = set()

    def tell(message: str) -> None:
        if message not in said:
            said.add(message)
            say(message)

    return tell
