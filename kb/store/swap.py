"""What a home holds exchanged for what was restored beside it: wholly, however often it is cut off."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kb.settings import FILE, SYNONYMS

STAGE = "restoring"  # in the home, where the restored one is made
READY = "ready"  # in it, once all is there: from then on the exchange is finished, before that it is undone
CATALOG_FILES = ("catalog.sqlite3-wal", "catalog.sqlite3-shm", "catalog.sqlite3")
FOLDERS = ("vectors", "words", "uploads")
SETTINGS = (FILE, SYNONYMS)


def mark_ready(home: Path) -> None:
    """All that is to be in the home is in its stage, durably."""
    with open(home / STAGE / READY, "wb") as stream:
        os.fsync(stream.fileno())


def clear_stage(home: Path) -> None:
    """Clears away an exchange that is not ready."""
    if not (home / STAGE / READY).exists():
        shutil.rmtree(home / STAGE, ignore_errors=True)


def finish_swap(home: Path) -> None:
    """Finishes an exchange that is ready, and clears away one that is not; for the owner of the home alone."""
    stage = home / STAGE
    if (stage / READY).exists():
        for name in FOLDERS:
            if (stage / name).exists():  # else it was moved before
                shutil.rmtree(home / name, ignore_errors=True)
                (stage / name).rename(home / name)
        if (stage / CATALOG_FILES[-1]).exists():
            for name in CATALOG_FILES[:-1]:  # a log is part of the catalog that it was written for
                (home / name).unlink(missing_ok=True)
        for name in (CATALOG_FILES[-1], *SETTINGS):
            if (stage / name).exists():
                (stage / name).replace(home / name)
    if stage.exists():
        shutil.rmtree(stage)
