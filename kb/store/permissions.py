"""Files and folders that only their owner may read, whatever the umask of the process that made them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OTHERS = 0o077  # what the group and everybody else may do


def tighten(folder: Path) -> None:
    """Takes this folder and all in it away from others. What belongs to another user stays as it is."""
    _tighten(folder)
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            _tighten(Path(place, name))


def make_folder(folder: Path) -> None:
    """Makes it and what is missing above it, each its owner's alone."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def make_file(file: Path) -> None:
    """Makes it, empty, where it is missing; what SQLite puts beside a file gets that file's rights."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


@contextmanager
def restrict_umask() -> Iterator[None]:
    """What this process makes meanwhile, whichever library makes it, is its owner's alone. For programs of ours only:
    the umask belongs to the whole process."""
    if os.name != "posix":
        yield
        return
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def _tighten(path: Path) -> None:
    with suppress(FileNotFoundError, PermissionError):  # just removed, or not ours
        mode = path.lstat().st_mode
        if (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and mode & OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
