"""What is passed over: hidden and temporary files, and what a .kbignore names."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ingest.scan.paths import escape_name, normalize_name
from ingest.scan.rules import Rules
from kb.errors import UsageError

RULES = ".kbignore"
_LARGEST = 1_000_000  # bytes
_MOST = 10_000  # rules: each is held against each file
_JUNK = {"node_modules", "__pycache__", "__macosx", "thumbs.db", "desktop.ini", "$recycle.bin", "lost+found"}


def is_junk(name: str) -> bool:
    """Hidden, a lock file of an office program, or kept by a system for itself."""
    return name.startswith((".", "~$")) or name.lower() in _JUNK


@dataclass(frozen=True)
class IgnoreRules:
    """The rules that hold in one folder, in the syntax of .gitignore: its own, then those of the folders above it."""

    rules: tuple[tuple[Path, Rules], ...] = ()  # innermost first

    @classmethod
    def above(cls, root: Path, folder: Path) -> IgnoreRules:
        """The rules from the root down to the folder, its own left out."""
        ignored = cls()
        for outer in reversed(folder.relative_to(root).parents):
            ignored = ignored.within(root / outer)
        return ignored

    def within(self, folder: Path) -> IgnoreRules:
        """These rules and those of a folder below. Raises UsageError for a .kbignore that cannot be read."""
        text = _text(folder / RULES)
        if text is None:
            return self
        lines = normalize_name(text).splitlines()
        if len(lines) > _MOST:
            raise _make_error(folder / RULES, f"has more than {_MOST:,} lines")
        return IgnoreRules(((folder, Rules.from_lines(lines)), *self.rules))

    def holds(self, location: Path, is_folder: bool) -> bool:
        """Whether it is to be passed over; the innermost rule that names it decides."""
        for base, rules in self.rules:
            path = normalize_name(escape_name(location.relative_to(base).as_posix())) + ("/" if is_folder else "")
            decision = rules.decision(path)
            if decision is not None:
                return decision
        return False


def _text(file: Path) -> str | None:
    """None where there is no such file. What is no regular file is not waited for: a pipe may never say anything."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _make_error(file, "is not a file: a folder, a device or a pipe")
            with open(descriptor, "rb", closefd=False) as opened:
                data = opened.read(_LARGEST + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return None
        raise _make_error(file, f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    if len(data) > _LARGEST:
        raise _make_error(file, f"is larger than {_LARGEST // 1_000_000} MB")
    return data.decode("utf-8-sig", "replace")


def _make_error(file: Path, why: str) -> UsageError:
    """Without its rules, what it keeps out would come in."""
    return UsageError(f"{escape_name(str(file))} {why}.", "Give it rules in the syntax of .gitignore, or remove it.")
