"""Waits until something below the watched folders has changed, or one of them has gone or come back."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import watchfiles

from ingest.scan.ignore import RULES, is_junk

RESCAN = 900.0  # seconds: not every file system tells of every change, and shares of the network of none
RETRY = 60.0  # seconds until what went wrong is tried again
_QUIET = 1600  # ms: the changes of a program that saves a file come in one go
_GLANCE = 500  # ms between two looks whether the folders are still there


class FolderWatch:
    """Watches folders and files, those of `passed_over` and hidden ones left out.

    `tell` is told in words where the system cannot watch, and folders are only looked through from time to time.
    """

    def __init__(self, paths: Sequence[Path], passed_over: Sequence[Path], tell: Callable[[str], None]) -> None:
        self._paths = [path.absolute() for path in paths]
        self._passed_over = [path.absolute() for path in passed_over]
        self._tell = tell
        self._identities: list[tuple[int, int] | None] = []
        self._changes: Generator[bool] | None = None

    def wait(self, seconds: float) -> list[Path]:
        """Those of the paths that are there now; returns once there is something to do, after `seconds` at the latest.

        The first call returns at once.
        """
        until = time.monotonic() + seconds
        while self._identities == self._identify() and time.monotonic() < until:
            if next(self._listen()):
                break
        if self._identities != self._identify():
            self.close()
            self._identities = self._identify()
            next(self._listen())  # from now on, before anything is read: what changes meanwhile is told the next time
        return [path for path, identity in zip(self._paths, self._identities, strict=True) if identity]

    def close(self) -> None:
        if self._changes:
            self._changes.close()
            self._changes = None

    def _identify(self) -> list[tuple[int, int] | None]:
        """What tells a folder from another that has taken its place."""
        return [_identify(path) for path in self._paths]

    def _listen(self) -> Generator[bool]:
        if self._changes is None:
            self._changes = self._watch_changes()
        return self._changes

    def _watch_changes(self) -> Generator[bool]:
        """Whether anything has changed since the last time."""
        there = [path for path, identity in zip(self._paths, self._identities, strict=True) if identity]
        try:
            if there:
                for changes in watchfiles.watch(
                    *there,
                    watch_filter=self._is_relevant,
                    debounce=_QUIET,
                    rust_timeout=_GLANCE,
                    yield_on_timeout=True,
                    ignore_permission_denied=True,
                ):
                    yield bool(changes)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self._tell(f"The system cannot watch so many folders ({reason}); they are looked through now and then.")
        while True:
            time.sleep(_GLANCE / 1000)
            yield False

    def _is_relevant(self, change: watchfiles.Change, path: str) -> bool:
        place = Path(path)
        if any(place == home or home in place.parents for home in self._passed_over):
            return False
        names = next((place.relative_to(root).parts for root in self._paths if place.is_relative_to(root)), ())
        return not any(is_junk(name) for name in names if name != RULES)


def _identify(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
