"""A file for its owner's eyes only, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from kb.errors import UsageError


def write_private(file: Path, text: str) -> None:
    """In place of what is there, once all of it is on the disk. Raises UsageError where it cannot be."""
    target = Path(os.path.realpath(file))
    part = target.with_name(f".{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            raise UsageError(f"{file} is not a file.", "Name a file.")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="replace") as opened:
            opened.write(text)
        os.replace(part, target)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be written: {error.strerror}.", "Name a file in a folder that is there and is yours."
        ) from error
    finally:
        part.unlink(missing_ok=True)
