"""A disk that is full or may not be written to, and too many open files: whoever reports it, an error of ours."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import DiskFull, Error, HomeReadOnly
from kb.limits import has_no_files_left, is_out_of_files, too_many_files

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
CLOSED_SAYINGS = ("readonly database", "read-only file system", "permission denied")
SAYINGS = ("no space left", "disk is full", "disk quota exceeded", "file too large")
NOTHING = 4_000_000  # bytes free: what goes wrong then goes wrong for that, whatever Chroma calls it


@contextmanager
def catch_full_disk(folder: Path) -> Iterator[None]:
    """Raises DiskFull or HomeReadOnly in place of any error, of whatever library, that means that."""
    try:
        yield
    except Error:
        raise
    except Exception as error:
        if (
            is_out_of_files(error) or has_no_files_left()
        ):  # nothing is broken: whoever opens an index must not take it for damaged
            raise too_many_files() from error
        if _means_closed(error):
            raise HomeReadOnly(
                f"{folder} cannot be written to, or something in it cannot.",
                "See its rights with: kb doctor. Make it writable, or name another with --home DIR.",
            ) from error
        if not _means_full(error) and not _is_full(folder):
            raise
        raise DiskFull(
            f"The disk that holds {folder} is full. What was finished before is kept; nothing is half done.",
            "Free some space there and run the same command again.",
        ) from error


def _means_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    text = str(error).lower()
    return any(saying in text for saying in SAYINGS)


def _means_closed(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in CLOSED:
        return True
    return any(saying in str(error).lower() for saying in CLOSED_SAYINGS)


def _is_full(folder: Path) -> bool:
    return folder.exists() and shutil.disk_usage(folder).free < NOTHING
