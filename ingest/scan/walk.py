"""What there is: the files below the paths that were named, as the rules leave them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.scan.archive import is_container, open_container, open_member
from ingest.scan.ignore import IgnoreRules, is_junk
from ingest.scan.member import read_times
from ingest.scan.paths import escape_name
from ingest.scan.roots import Scope
from kb import cancel
from kb.errors import Unreadable, UsageError
from kb.store.folder import is_home

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
    changed_ns: int


@dataclass(frozen=True)
class Omission:
    """What was met and not taken, file or folder, and why; with `unseen` it was not looked at what it holds."""

    root: str
    path: str
    status: Literal["skipped", "failed"]
    reason: str
    unseen: bool = True


def walk(scope: Scope, scan: Scan = os.scandir) -> list[File | Omission]:
    """The files within a scope, sorted by path.

    Hidden ones, office lock files and the like, and what a .kbignore names are left out without a word; links that
    lead out of the root, devices, knowledge bases and what cannot be read are named. A link to a folder is not
    followed: within the root its files have a place of their own.
    """
    found = _walk_folder(scope, scan) if scope.location.is_dir() else _entry(scope, scope.location, IgnoreRules())
    return sorted(found, key=lambda item: item.path)


def digest(location: Path) -> str:
    """SHA-256 of the file's bytes, hex. Raises OSError, CalledOff."""
    found = hashlib.sha256()
    with open_member(location) as file:
        while block := file.read(1_000_000):
            cancel.ask_on()
            found.update(block)
    return found.hexdigest()


def _walk_folder(scope: Scope, scan: Scan) -> Iterator[File | Omission]:
    folders = [(scope.location, IgnoreRules.above(scope.root, scope.location))]
    while folders:
        cancel.ask_on()
        folder, ignored = folders.pop()
        if is_home(folder):
            yield Omission(*_place(scope, folder), "skipped", "is the folder of a knowledge base")
            continue
        try:
            with scan(folder) as scanned:  # first: of a closed folder it is not its rules that cannot be read
                entries = [(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in scanned]
            ignored = ignored.within(folder)
        except OSError as error:
            yield Omission(*_place(scope, folder), "failed", explain_omission(error))
            continue
        except UsageError as error:  # its rules: without them, what they keep out would come in
            yield Omission(*_place(scope, folder), "failed", f"is passed over: {error.message.rstrip('.')}")
            continue
        for location, is_folder in entries:
            if not is_junk(location.name) and not ignored.holds(location, is_folder):
                if is_folder:
                    folders.append((location, ignored))
                else:
                    yield from _entry(scope, location, ignored)


def _entry(scope: Scope, location: Path, ignored: IgnoreRules) -> Iterator[File | Omission]:
    place = _place(scope, location)
    try:
        left = _explain_link(scope, location)
        found = location.stat() if not left else None
    except FileNotFoundError:
        if location.is_symlink():
            yield Omission(*place, "skipped", "is a link to nothing")
        else:
            yield Omission(*place, "skipped", "is gone again", unseen=False)
        return
    except OSError as error:
        yield Omission(*place, "failed", explain_omission(error))
        return
    if left or not found:
        yield from filter(None, [left])
    elif not stat.S_ISREG(found.st_mode):
        yield Omission(*place, "skipped", "is not a file: a device, a pipe or a socket")
    else:
        yield from _file(scope, location, found, ignored)


def _explain_link(scope: Scope, location: Path) -> Omission | None:
    """A link that is not followed, and why."""
    target = Path(os.path.realpath(location)) if location.is_symlink() else location
    if not target.is_relative_to(scope.root):
        return Omission(*_place(scope, location), "skipped", "is a link that leads out of the folder")
    if target == location or not target.is_dir():
        return None
    return Omission(*_place(scope, location), "skipped", "is a link to a folder", unseen=False)


def _file(scope: Scope, location: Path, found: os.stat_result, ignored: IgnoreRules) -> Iterator[File | Omission]:
    try:
        is_folder_like = is_container(location)
    except OSError as error:
        yield Omission(*_place(scope, location), "failed", explain_omission(error))
        return
    if is_folder_like:
        yield from _members(scope, location, ignored)
    else:
        yield File(*_place(scope, location), location, found.st_size, *read_times(found))


def _members(scope: Scope, location: Path, ignored: IgnoreRules) -> Iterator[File | Omission]:
    """What an archive holds, or a file that is read in parts, as if it were a folder."""
    try:
        members = open_container(location).members
    except (OSError, Unreadable) as error:
        yield Omission(
            *_place(scope, location), "failed", explain_omission(error) if isinstance(error, OSError) else str(error)
        )
        return
    for name, held in members.items():
        member = location / name
        if held.refusal:
            root, path = _place(scope, location)
            status: Literal["failed", "skipped"] = "failed" if held.is_failure else "skipped"
            yield Omission(root, f"{path}/{escape_name(name)}", status, held.refusal)
        elif not any(map(is_junk, Path(name).parts)) and not ignored.holds(member, is_folder=False):
            yield File(*_place(scope, member), member, held.size, held.modified_ns, held.changed_ns)


def _place(scope: Scope, location: Path) -> tuple[str, str]:
    return escape_name(str(scope.root)), escape_name(location.relative_to(scope.root).as_posix())


def explain_omission(error: OSError) -> str:
    """The system's reason, to read on from the file's name."""
    return f"cannot be opened: {(error.strerror or str(error)).lower()}"
