"""Where a command runs: in the server that owns the home, or here once the home is free."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import kb
from api.backend.local import LocalBackend
from api.backend.protocol import Backend
from ingest import temporary_folders
from kb.errors import HomeBusy, UsageError
from kb.principal import OWNER
from kb.settings import Settings
from kb.store.lock import read_holder

if TYPE_CHECKING:
    from api.backend.remote import RemoteBackend

WAIT = 30.0  # seconds for another process to give the home back
GLANCE = 1.0  # seconds between two looks whether it has become a server meanwhile


@contextmanager
def open_backend_of_new_home(settings: Settings, space: str, command: str) -> Iterator[Backend]:
    """The backend of a home that is not there yet, and is not after this either: for a look at what would be."""
    with temporary_folders.folder("home") as folder:
        knowledge = kb.open(settings=replace(settings, home=folder / "home"), command=command)
        with closing(LocalBackend(knowledge, OWNER.enter(space))) as backend:
            yield backend


@contextmanager
def open_backend(
    settings: Settings, space: str, command: str, say: Callable[[str], None], *, own_engines: bool
) -> Iterator[Backend]:
    """The backend for a command. `say` is told once, in words, for whom it waits. Raises HomeBusy after 30 s.

    A server has its engines already: with `own_engines`, a server on this home is a UsageError.
    """
    backend = _connect(settings, space, command, _once(say))
    with closing(backend):
        if own_engines and not isinstance(backend, LocalBackend):
            raise UsageError(
                f"A server runs on {settings.home}, with its own engines.",
                "Leave out --embed and --chat, or stop the server.",
            )
        yield backend


def _connect(settings: Settings, space: str, command: str, say: Callable[[str], None]) -> LocalBackend | RemoteBackend:
    until = time.monotonic() + WAIT
    while True:
        remote = find_server(settings, space)
        if remote is not None:
            return remote
        try:
            knowledge = kb.open(settings=settings, command=command, wait=GLANCE, on_wait=say)
            return LocalBackend(knowledge, OWNER.enter(space))
        except HomeBusy:
            if time.monotonic() > until:
                raise


def find_server(settings: Settings, space: str) -> RemoteBackend | None:
    """The server that owns the home; None where none does, or it does not answer."""
    owner = read_holder(settings.home)
    if owner is None or not owner.url:
        return None
    from api.backend.remote import RemoteBackend

    remote = RemoteBackend(owner.url, owner.token, space)
    if remote.answers():
        return remote
    remote.close()
    return None


def _once(say: Callable[[str], None]) -> Callable[[str], None]:
    said: set[str] = set()

    def tell(message: str) -> None:
        if message not in said:
            said.add(message)
            say(message)

    return tell
