"""An uploaded archive of which documents are erased: what else was read of it stays, under the same paths, as files."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from ingest.scan.archive import open_member
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
    work = uploads / f".{secrets.token_hex(8)}.part"
    with catch_full_disk(uploads):
        try:
            make_folder(work)
            for member in kept:
                copy = work / "files" / member.relative_to(archive)
                make_folder(copy.parent)
                descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with open_member(member) as packed, open(descriptor, "wb") as file:
                    shutil.copyfileobj(packed, file, 1 << 20)
            (work / "place").write_bytes(os.fsencode(archive.relative_to(uploads)))
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
    files, archive = whole / "files", uploads / os.fsdecode((whole / "place").read_bytes())
    if archive.is_file():
        archive.unlink()
    if files.exists():
        files.rename(archive)
    shutil.rmtree(whole)
