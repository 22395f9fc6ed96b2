"""An uploaded archive of which documents are erased: what else was read of it stays, under the same paths, as files,
until an archive of that name is uploaded again."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.scan.archive import may_be_container, open_member
from kb.store.disk import catch_full_disk
from kb.store.permissions import make_folder

# Beside the spaces' folders, and left out of backups like all that ends so. A whole one takes the archive's place.
BEGUN, WHOLE = re.compile(r"\.[0-9a-f]{16}\.part"), re.compile(r"\.[0-9a-f]{16}\.whole\.part")


def find_archive(location: Path) -> Path | None:
    """The file that this place lies in, as in a folder."""
    return next((parent for parent in location.parents if parent.is_file()), None)


def replace_archive(uploads: Path, archive: Path, kept: Iterable[Path]) -> None:
    """Puts a folder with these members in the place of the archive; without any, nothing is there. Killed on the way,
    it is as before, or `finish_replacements` goes on. Raises OSError, DiskFull."""
    with _replacing(uploads, archive) as files:
        make_folder(files)
        for member in kept:
            copy = files / member.relative_to(archive)
            make_folder(copy.parent)
            descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open_member(member) as packed, open(descriptor, "wb") as file:
                shutil.copyfileobj(packed, file, 1 << 20)


def is_former_archive(place: Path) -> bool:
    """Whether it is a folder that `replace_archive` may have made: only an archive is called so."""
    return may_be_container(place) and place.is_dir()


def replace_folder(uploads: Path, folder: Path, archive: Path) -> None:
    """Moves the archive into the place of the folder that one became, as safely. Raises OSError, DiskFull."""
    with _replacing(uploads, folder) as files:
        archive.rename(files)


@contextmanager
def _replacing(uploads: Path, place: Path) -> Iterator[Path]:
    """Where to make what is to be at the place, which it takes once it is whole."""
    work = uploads / f".{secrets.token_hex(8)}.part"
    with catch_full_disk(uploads):
        try:
            make_folder(work)
            yield work / "files"
            (work / "place").write_bytes(os.fsencode(place.relative_to(uploads)))
            whole = work.rename(work.with_suffix(".whole.part"))
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        _take_place(uploads, whole)


def finish_replacements(home: Path) -> None:
    """What a process that was killed had begun. For the home's owner only."""
    uploads = home / "uploads"
    for folder in uploads.glob(".*.part"):
        if folder.is_dir() and BEGUN.fullmatch(folder.name):
            shutil.rmtree(folder)
        elif folder.is_dir() and WHOLE.fullmatch(folder.name):
            _take_place(uploads, folder)


def _take_place(uploads: Path, whole: Path) -> None:
    """Every step can be the last one before a kill: `files` is there until it has taken the place."""
    files, before = whole / "files", whole / "before"
    if files.exists():
        place = uploads / os.fsdecode((whole / "place").read_bytes())
        if place.exists() and not before.exists():
            place.rename(before)
        if files.is_file() or any(files.iterdir()):
            files.rename(place)
        else:
            files.rmdir()
    shutil.rmtree(whole)
