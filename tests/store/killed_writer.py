"""A process that writes until it is killed, or kills itself at a named point."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from itertools import count

import chromadb  # noqa: F401  # imported before the processes part, so that each need not wait for it
from shelving import shelve, stage

from kb.store.home import INDEXES, Home
from kb.store.store import Store

DOCUMENTS = 4
LINES = 12


def text(path: str, version: int) -> str:
    """The first line stays the same from version to version."""
    changed = (f"{path} line {number} of version {version}" for number in range(1, LINES))
    return "\n".join([f"{path} line 0 of all versions", *changed])


def write_version(store: Store, version: int) -> None:
    """All documents of one version, shown by one flush."""
    for number in range(DOCUMENTS):
        stage(store, f"{number}.txt", text(f"{number}.txt", version))
    store.flush()


def write_on(folder: str, first: int) -> None:
    """Version after version, a document removed after each, until somebody ends the process."""
    with Home.open(folder) as home:
        for version in count(first):
            write_version(home.space(), version)
            home.space().remove(shelve(home.space(), "passing.txt", f"passing {version}"))


def die_at(folder: str, point: str, occasion: str, compared: int) -> None:
    """Writes version 1, then dies at this point of writing version 2, or of removing a document."""
    doomed = False

    def at_step(reached: str) -> None:
        if doomed and reached == point:
            os.kill(os.getpid(), signal.SIGKILL)

    with Home.open(folder, at_step=at_step, types=replace(INDEXES, compared=compared)) as home:
        store = home.space()
        write_version(store, 1)
        passing = shelve(store, "passing.txt", "passing words")
        doomed = True
        if occasion == "flush":
            write_version(store, 2)
        else:
            store.remove(passing)
