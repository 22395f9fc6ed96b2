"""Which root a named path belongs to, and what of that root is to be looked at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.scan.paths import escape_name, explain_address, is_address, locate_file, normalize_name
from kb.errors import UsageError


@dataclass(frozen=True)
class Scope:
    """A folder or a file to be looked at, and the root that the paths in it are relative to."""

    root: Path
    location: Path

    def covers(self, location: Path | str) -> bool:
        own, other = normalize_name(escape_name(str(self.location))), normalize_name(escape_name(str(location)))
        return other == own or other.startswith(own.rstrip("/") + "/")


def find_scopes(paths: Sequence[Path | str], known: Iterable[tuple[str, str]]) -> list[Scope]:
    """One for each path that no other one holds. Raises UsageError for a path that is not there, and for an address.

    `known` names documents by root and path. A path below a root that already has documents there keeps that root, so
    that a folder and then a part of it are the same documents; a file alone is relative to the folder it lies in.
    """
    named = [_check_exists(path) for path in paths]
    outer = [path for path in dict.fromkeys(named) if not any(other in path.parents for other in named)]
    places = list(known)
    return [Scope(_root(path, places), path) for path in outer]


def _check_exists(path: Path | str) -> Path:
    if is_address(str(path)):
        raise UsageError(*explain_address(str(path)))
    if not os.path.exists(path):
        raise UsageError(
            f"There is no file or folder {escape_name(str(path))}.", "Check the path, and that it is mounted."
        )
    return Path(os.path.realpath(path))


def _root(path: Path, known: Iterable[tuple[str, str]]) -> Path:
    folder = path if path.is_dir() else path.parent
    wanted = _folder(escape_name(str(folder)))
    roots = {
        root for root, place in known if wanted.startswith(_folder(root)) and (_folder(root) + place).startswith(wanted)
    }
    return locate_file(min(roots, key=len)) if roots else folder


def _folder(path: str) -> str:
    return path.rstrip("/") + "/"
