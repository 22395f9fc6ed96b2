"""A home's folder before it is opened: whether it is one, may become one, or may only be read."""

from __future__ import annotations

import os
from pathlib import Path

from kb.errors import HomeError
from kb.store.catalog.connection import is_catalog
from kb.store.permissions import tighten
from kb.store.swap import SETTINGS

CATALOG = "catalog.sqlite3"
OWN_FILES = frozenset({CATALOG, f"{CATALOG}-wal", f"{CATALOG}-shm", "lock", "holder.json", "reserve"})


def is_home(folder: Path) -> bool:
    """Whether this is a knowledge base's own folder: by what its catalog is, not by the names of files in it."""
    return is_catalog(folder / CATALOG)


def can_only_be_read(path: Path) -> bool:
    try:
        if not path.is_dir():
            return False
        closed = not os.access(path, os.R_OK | os.X_OK)
        there = not closed and (path / CATALOG).exists()
    except PermissionError:
        closed, there = True, False
    if closed:
        raise HomeError(
            f"{path} cannot be opened: permission denied.", "Check who owns it, or name another with --home DIR."
        )
    if there and not os.access(path / CATALOG, os.R_OK):
        raise HomeError(
            f"{path / CATALOG} cannot be opened: permission denied.",
            "Check who owns it, or name another home with --home DIR.",
        )
    return there and not (os.access(path, os.W_OK) and os.access(path / CATALOG, os.W_OK))


def has_traces(path: Path) -> bool:
    """Whether there is what only a catalog can have led to."""
    return any(file.is_file() for name in ("vectors", "words", "uploads") for file in (path / name).rglob("*"))


def is_new(path: Path) -> bool:
    """Whether no knowledge base is here yet. Raises HomeError where none may be made."""
    if path.exists() and not path.is_dir():
        raise HomeError(f"{path} is a file.", "Name a folder with --home DIR.")
    if not path.is_dir():
        return True
    if can_only_be_read(path) or (path / "lock").exists() or is_home(path) or has_traces(path):
        return False
    if any(entry.name not in SETTINGS for entry in path.iterdir()):
        raise HomeError(f"{path} holds other files.", "Name an empty folder, or a knowledge base, with --home DIR.")
    return True


def prepare(path: Path) -> None:
    """Makes the folder fit to be owned. Raises HomeError."""
    is_new(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        tighten(path)
    except (PermissionError, FileNotFoundError, NotADirectoryError) as error:  # below a file, or in /proc
        raise HomeError(f"{path} cannot be written to: {error.strerror}.", "Name another with --home DIR.") from error
