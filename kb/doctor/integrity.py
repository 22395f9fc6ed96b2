"""Whether a home holds what it should: its catalog, its pages, both indexes, and the rights on its files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kb.doctor.check import Check
from kb.errors import Error
from kb.store.home import Home

NAMED = 3  # of many things that are wrong alike
RESTORE = "Put a backup back with: kb restore FILE --force"


def check_integrity(home: Home) -> Iterator[Check]:
    """Reads all of the home; what SQLite or an index raises is told by the check."""
    for name, look in (("catalog", _catalog), ("pages", _pages), ("indexes", _indexes)):
        try:
            yield look(home)
        except Error as error:
            yield Check(name, "broken", error.message, error.hint)


def check_rights(home: Path) -> Check:
    """Whether all files are this user's, closed to others, and may be written: in a home that may; else read."""
    if os.name != "posix" or not home.exists():
        return Check("rights", "ok", "None to check yet.")
    user = os.geteuid()
    files = [home, *sorted(home.rglob("*"))]
    foreign = [file for file in files if file.lstat().st_uid != user and not file.is_symlink()]
    right, named = (os.R_OK | os.W_OK, "read and written") if os.access(home, os.W_OK) else (os.R_OK, "read")
    closed = [file for file in files if not os.access(file, right) and not file.is_symlink()]
    if home.stat().st_mode & 0o077:
        return Check("rights", "warning", f"Other users of this machine can read {home}.", f"chmod 700 {home}")
    if closed:
        remedy = f"chmod -R u+rwX {home}, or where they are not yours: sudo chown -R $USER {home}"
        return Check("rights", "broken", f"These cannot be {named}: {_some(closed)}.", remedy)
    if foreign:
        remedy = f"sudo chown -R $USER {home}"
        return Check("rights", "warning", f"These belong to another user: {_some(foreign)}.", remedy)
    return Check("rights", "ok", f"{len(files)} files and folders, all this user's alone.")


def _catalog(home: Home) -> Check:
    wrong = home.broken_structure()
    if wrong:
        return Check("catalog", "broken", f"The catalog is damaged: {'; '.join(wrong[:NAMED])}.", RESTORE)
    return Check("catalog", "ok", "SQLite finds nothing wrong.")


def _pages(home: Home) -> Check:
    damaged = home.damaged_pages()
    if not damaged:
        return Check("pages", "ok", "Every page is as it was taken in.")
    named = _some([f"{path} ({f'page {number}, ' if number else ''}{id})" for id, path, number in damaged])
    remedy = f"{RESTORE}. Or keep a copy of the file, then: kb docs remove ID, and ingest the file again."
    return Check("pages", "broken", f"{len(damaged)} pages are not as they were taken in: {named}.", remedy)


def _indexes(home: Home) -> Check:
    counts, mended = [], []
    for name in home.spaces():
        chunks, vectors, words, healed = home.space(name).index_counts()
        if {vectors, words} - {chunks}:
            message = f"{name}: {chunks} chunks in the catalog, {vectors} among vectors, {words} among words."
            return Check("indexes", "broken", message, "kb reindex")
        counts.append(f"{name}: {chunks} chunk{'' if chunks == 1 else 's'} in each")
        mended += [f"{kind} of {name}" for kind in healed]
    if mended:
        message = f"Built again from the catalog just now, as they did not hold what it holds: {', '.join(mended)}."
        return Check("indexes", "warning", message, "Look after the disk. Then all should be green: kb doctor")
    return Check("indexes", "ok", ", ".join(counts))


def _some(things: list[Path] | list[str]) -> str:
    more = len(things) - NAMED
    return ", ".join(str(thing) for thing in things[:NAMED]) + (f" and {more} more" if more > 0 else "")
