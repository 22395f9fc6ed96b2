"""What there is: the files below the paths that were named, as the rules leave them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.ignore import Ignored, is_home, is_junk
from ingest.loaders.archive import archive, facts, is_archive, opened, refused
from ingest.names import shown
from ingest.roots import Scope
from kb import cancel
from kb.errors import Unreadable

Scan = Callable[[Path], Any]  # os.scandir, or what stands for it


@dataclass(frozen=True)
class File:
    """A file, or a member of an archive, as it was met.

    `path` is relative to `root`, both as they are shown; `location` is where to open it.
    """

    root: str
    path: str
    location: Path
    size: int
    modified_ns: int


@dataclass(frozen=True)
class LeftOut:
    """What was met and not taken, and why; of one that failed, file or folder, it is not known what it holds."""

    root: str
    path: str
    status: Literal["skipped", "failed"]
    reason: str


def walk(scope: Scope, scan: Scan = os.scandir) -> list[File | LeftOut]:
    """The files within a scope, sorted by path.

    Hidden ones, office lock files and the like, what a .kbignore names, and a knowledge base's own folder are left
    out without a word; links that lead out of the root, devices and what cannot be read are named. A link to a folder
    is not followed: within the root its files have a place of their own.
    """
    if scope.location.is_file():
        found = _file(scope, scope.location, scope.location.stat(), Ignored())
    else:
        found = _below(scope, scan)
    return sorted(found, key=lambda item: item.path)


def digest(location: Path) -> str:
    """SHA-256 of the file's bytes, hex. Raises OSError, CalledOff."""
    found = hashlib.sha256()
    with opened(location) as file:
        while block := file.read(1_000_000):
            cancel.ask_on()
            found.update(block)
    return found.hexdigest()


def _below(scope: Scope, scan: Scan) -> Iterator[File | LeftOut]:
    folders = [(scope.location, Ignored.above(scope.root, scope.location))]
    while folders:
        cancel.ask_on()
        folder, ignored = folders.pop()
        try:
            with scan(folder) as scanned:
                entries = list(scanned)
        except OSError as error:
            yield LeftOut(*_place(scope, folder), "failed", why(error))
            continue
        if is_home(entries):
            continue
        ignored = ignored.within(folder)
        for entry in entries:
            if not is_junk(entry.name) and not ignored.holds(Path(entry.path), entry.is_dir(follow_symlinks=False)):
                if entry.is_dir(follow_symlinks=False):
                    folders.append((Path(entry.path), ignored))
                else:
                    yield from _entry(scope, Path(entry.path), ignored)


def _entry(scope: Scope, location: Path, ignored: Ignored) -> Iterator[File | LeftOut]:
    place = _place(scope, location)
    try:
        reason = _misled(scope, location)
        found = location.stat() if not reason else None
    except FileNotFoundError:
        reason, found = "is a link to nothing" if location.is_symlink() else "is gone again", None
    except OSError as error:
        yield LeftOut(*place, "failed", why(error))
        return
    if found and not stat.S_ISREG(found.st_mode):
        reason = "is not a file: a device, a pipe or a socket"
    if reason or not found:
        yield LeftOut(*place, "skipped", reason)
    else:
        yield from _file(scope, location, found, ignored)


def _misled(scope: Scope, location: Path) -> str:
    """Why a link is not followed; "" if it is, or none."""
    target = Path(os.path.realpath(location)) if location.is_symlink() else location
    if not target.is_relative_to(scope.root):
        return "is a link that leads out of the folder"
    return "is a link to a folder" if target != location and target.is_dir() else ""


def _file(scope: Scope, location: Path, found: os.stat_result, ignored: Ignored) -> Iterator[File | LeftOut]:
    if is_archive(location):
        yield from _members(scope, location, ignored)
    else:
        yield File(*_place(scope, location), location, found.st_size, found.st_mtime_ns)


def _members(scope: Scope, location: Path, ignored: Ignored) -> Iterator[File | LeftOut]:
    """What an archive holds, as if it were a folder."""
    try:
        members = archive(location).members
    except (OSError, Unreadable) as error:
        yield LeftOut(*_place(scope, location), "failed", why(error) if isinstance(error, OSError) else str(error))
        return
    for name, info in members.items():
        member, reason = location / name, refused(info, name)
        if reason:
            root, path = _place(scope, location)
            yield LeftOut(root, f"{path}/{shown(name)}", "failed" if info.flag_bits & 1 else "skipped", reason)
        elif not any(map(is_junk, Path(name).parts)) and not ignored.holds(member, is_folder=False):
            yield File(*_place(scope, member), member, *facts(info))


def _place(scope: Scope, location: Path) -> tuple[str, str]:
    return shown(str(scope.root)), shown(location.relative_to(scope.root).as_posix())


def why(error: OSError) -> str:
    """The system's reason, to read on from the file's name."""
    return f"cannot be opened: {(error.strerror or str(error)).lower()}"
