"""Temporary folders that go with their process: at its end or, where it was killed, when the next makes its own."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NAME = re.compile(r"kb-[a-z]+-(?P<pid>\d{1,10})-[a-z0-9_]{8}")  # the end is what tempfile adds


def make_folder(kind: str) -> str:
    """A new folder that only its owner can open, for the caller to remove. `kind` is a word for people who list it."""
    return tempfile.mkdtemp(prefix=f"kb-{kind}-{os.getpid()}-")


@contextmanager
def folder(kind: str) -> Iterator[Path]:
    """A new folder that is there meanwhile."""
    path = make_folder(kind)
    try:
        yield Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def remove_left_behind() -> None:
    """Removes the folders of this user's processes that are no more."""
    if os.name != "posix":  # elsewhere, to ask whether a process lives can end it
        return
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        dead = [entry.path for entry in entries if _is_left_behind(entry)]
        for path in dead:
            shutil.rmtree(path, ignore_errors=True)


def _is_left_behind(entry: os.DirEntry[str]) -> bool:
    named = NAME.fullmatch(entry.name)
    if not named:
        return False
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False  # it has just gone
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not _is_alive(int(named["pid"]))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
