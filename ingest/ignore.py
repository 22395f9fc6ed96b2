"""What is passed over: hidden and temporary files, and what a .kbignore names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from ingest.names import same, shown

RULES = ".kbignore"
_JUNK = {"node_modules", "__pycache__", "__macosx", "thumbs.db", "desktop.ini", "$recycle.bin", "lost+found"}


def is_junk(name: str) -> bool:
    """Hidden, a lock file of an office program, or kept by a system for itself."""
    return name.startswith((".", "~$")) or name.lower() in _JUNK


@dataclass(frozen=True)
class Ignored:
    """The rules that hold in one folder, in the syntax of .gitignore: its own, then those of the folders above it."""

    rules: tuple[tuple[Path, GitIgnoreSpec], ...] = ()  # innermost first

    @classmethod
    def above(cls, root: Path, folder: Path) -> Ignored:
        """The rules from the root down to the folder, its own left out."""
        ignored = cls()
        for outer in reversed(folder.relative_to(root).parents):
            ignored = ignored.within(root / outer)
        return ignored

    def within(self, folder: Path) -> Ignored:
        """These rules and those of a folder below. Raises OSError where there are some that cannot be read."""
        try:
            text = (folder / RULES).read_text("utf-8-sig", "replace")
        except (FileNotFoundError, IsADirectoryError):
            return self
        return Ignored(((folder, GitIgnoreSpec.from_lines(same(text).splitlines())), *self.rules))

    def holds(self, location: Path, is_folder: bool) -> bool:
        """Whether it is to be passed over; the innermost rule that names it decides."""
        for base, spec in self.rules:
            path = same(shown(location.relative_to(base).as_posix())) + ("/" if is_folder else "")
            decision = spec.check_file(path).include
            if decision is not None:
                return decision
        return False
