"""Room kept back on the disk of a home, so that searches and removals work when the disk is full."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from kb.errors import DiskFull

FILE = "reserve"
SIZE = 4_000_000  # bytes: what kb.disk calls full; SQLite's log of a removal, and Chroma's and tantivy's, are smaller
T = TypeVar("T")

log = logging.getLogger(__name__)


class Reserve:
    """A file without meaning in the home, given up for what must work."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def hold(self, spare: int = SIZE) -> None:
        """Takes the room where there is that, and `spare` bytes more; says nothing where there is not."""
        try:
            if self._is_held() or shutil.disk_usage(self._file.parent).free < SIZE + spare:
                return
            with open(self._file, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
                stream.write(os.urandom(SIZE))  # zeros would take no room on a disk that compresses
        except OSError:
            with suppress(OSError):
                self._file.unlink()

    def free(self) -> bool:
        """Gives the room up; False where there was none."""
        try:
            held = self._is_held()
            self._file.unlink(missing_ok=True)
        except OSError:
            return False
        if held:
            log.warning("The disk that holds %s is full. Free some space there.", self._file.parent)
        return held

    def spend(self, action: Callable[[], T]) -> T:
        """What the action returns; where the disk is full it is tried again with the room given up. Raises DiskFull."""
        try:
            return action()
        except DiskFull:
            if not self.free():
                raise
        return action()

    def _is_held(self) -> bool:
        return self._file.exists() and self._file.stat().st_size == SIZE
