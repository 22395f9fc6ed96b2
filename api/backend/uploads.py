"""Files that came over HTTP: where they are kept, and under what names."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import unicodedata
from pathlib import Path
from typing import BinaryIO

from api.backend.uploaded_archives import is_former_archive, replace_folder
from kb.errors import UsageError
from kb.store.disk import catch_full_disk
from kb.store.folder import OWN_FILES
from kb.store.permissions import make_folder

LONGEST_NAME = 240  # bytes in UTF-8: what file systems take, less what a temporary name adds
MOST_FOLDERS = 20  # that one file is in: more is no one's order, and names of 4,096 bytes cannot be opened

UNFINISHED = re.compile(r"\.[0-9a-f]{16}\.part")


def uploads_folder(home: Path, space: str) -> Path:
    """The root that a space's uploaded files are ingested from; another folder for each space, whatever its name."""
    name = space.replace("%", "%25")
    return home / "uploads" / (f"%2E{name[1:]}" if name.startswith(".") else name)


def make_safe_name(name: str) -> str:
    """The name's last part, in any script, made fit for every file system. Raises UsageError when nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join("_" if letter in '<>:"|?*' else letter for letter in last if letter.isprintable())
    kept = kept.strip().lstrip(".").rstrip(". ")
    stem, dot, suffix = kept.rpartition(".")
    if not kept or (dot and not stem):
        raise UsageError(f"{name!r} is not a file name.", "Give each file a name.")
    if kept.lower() in OWN_FILES:
        raise UsageError(f"{kept} is a name of a knowledge base's own files.", "Give the file another name.")
    room = LONGEST_NAME - len((dot + suffix).encode())
    return kept if len(kept.encode()) <= LONGEST_NAME else stem.encode()[:room].decode(errors="ignore") + dot + suffix


def make_safe_path(name: str) -> str:
    """The same for a file that comes with the folders it was in: `a/b.md`. Raises UsageError."""
    *folders, last = re.split(r"[/\\]", name)
    if len(folders) > MOST_FOLDERS:
        raise UsageError(f"{last} is in more than {MOST_FOLDERS} folders.", "Add a folder further in.")
    return "/".join(make_safe_name(part) for part in (*(part for part in folders if part.strip(". ")), last))


def remove_unfinished(home: Path) -> None:
    """Removes what a server that was killed had begun to write. For the home's owner only."""
    for part in (home / "uploads").glob(".*.part"):
        if UNFINISHED.fullmatch(part.name):
            part.unlink(missing_ok=True)


def save(source: BinaryIO, folder: Path, name: str) -> Path:
    """Writes the file whole or not at all; one of the same name is replaced, and the folder that an archive of that
    name became. Raises DiskFull, UsageError."""
    target = folder / name
    between = [folder / name[: slash.start()] for slash in re.finditer("/", name)]
    was_archive = is_former_archive(target)
    if (target.is_dir() and not was_archive) or any(place.is_file() for place in between):
        raise UsageError(f"{name} would stand where a folder or file of that name is.", "Give it another name.")
    # Beside the folder, not in it: a run that comes by must not see half a file.
    part = folder.with_name(f".{secrets.token_hex(8)}.part")
    with catch_full_disk(folder):
        for place in (folder, *between):
            make_folder(place)
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            if was_archive:
                replace_folder(folder.parent, target, part)
            else:
                part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target
