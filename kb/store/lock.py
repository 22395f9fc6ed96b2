"""Who owns a home: one process at a time, and every other can read which."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from kb.errors import HomeBusy

PAUSE = 0.05  # seconds between two tries
GRACE = 0.2  # seconds: whoever only looks who is there holds the lock for a moment


@dataclass(frozen=True)
class Holder:
    """The process that owns a home; a server adds where it is reached (`url`) and the `token` it asks for."""

    pid: int
    command: str
    since: str  # RFC 3339, UTC
    url: str = ""
    token: str = ""

    def __str__(self) -> str:
        return f"`{self.command or 'kb'}` (process {self.pid}, since {self.since})"


def read_holder(home: Path) -> Holder | None:
    """Who owns the home now; None where nobody does, whatever a process that was killed has left behind."""
    try:
        if not _lock_file(home).exists():
            return None
        lock = _lock(home)
        lock.acquire(timeout=0)
    except Timeout:
        return _read_file(home)
    except OSError:  # a home that may only be read: nobody can own it there
        return None
    lock.release()
    return None


class Ownership:
    """The lock on a home, from construction to `release` or the end of the process, however it ends."""

    def __init__(self, home: Path, command: str, wait: float, on_wait: Callable[[str], None] | None) -> None:
        """Waits up to `wait` seconds; `on_wait` is told once, in words, for whom. Raises HomeBusy."""
        self._home = home
        self._lock = _lock(home)
        self._acquire(wait, on_wait)
        self._holder = Holder(os.getpid(), command, datetime.now(UTC).isoformat(timespec="seconds"))
        try:
            self._write()
        except BaseException:
            self.release()
            raise

    def announce(self, url: str, token: str) -> None:
        """Tells other processes where the owner is reached."""
        self._holder = replace(self._holder, url=url, token=token)
        self._write()

    def release(self) -> None:
        _holder_file(self._home).unlink(missing_ok=True)
        self._lock.release()

    def _acquire(self, wait: float, on_wait: Callable[[str], None] | None) -> None:
        begin, told = time.monotonic(), False
        while not self._is_acquired():
            waited = time.monotonic() - begin
            if waited > max(wait, GRACE):
                raise HomeBusy(
                    f"The knowledge base in {self._home} is in use by {_name(self._home)}.",
                    "Wait for it to end, or stop it, and run the same command again.",
                )
            if on_wait and waited > GRACE and not told:
                on_wait(f"Waiting for {_name(self._home)}, which is using {self._home}.")
                told = True
            time.sleep(PAUSE)

    def _is_acquired(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def _write(self) -> None:
        file = _holder_file(self._home)
        fresh = file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(asdict(self._holder), stream)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)


class Unowned(Ownership):
    """Of a home that may only be read: it needs no owner, and nobody can be told of one."""

    def __init__(self) -> None: ...

    def announce(self, url: str, token: str) -> None: ...

    def release(self) -> None: ...


def _name(home: Path) -> str:
    return str(_read_file(home) or "another process")


def _read_file(home: Path) -> Holder | None:
    try:
        return Holder(**json.loads(_holder_file(home).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # it is just being taken or given back


def _lock(home: Path) -> BaseFileLock:
    return FileLock(_lock_file(home), mode=0o600, thread_local=False)


def _lock_file(home: Path) -> Path:
    return home / "lock"


def _holder_file(home: Path) -> Path:
    return home / "holder.json"
