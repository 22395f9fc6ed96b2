"""What becomes of the file of a document that was erased."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from api.backend.uploaded_archives import find_archive, replace_archive
from ingest.scan.archive import exists
from ingest.scan.paths import escape_name, locate_file
from kb.store.store import Store
from kb.types import Document


def erase_file(
    document: Document, home: Path, uploads: Path, store: Store
) -> tuple[Literal["kept", "deleted", "missing"], str]:
    """Deletes an uploaded file, also out of an archive: only we put it there. Any other stays where its owner has it.

    Returns what became of it, with a note where it is kept. Raises OSError, DiskFull.
    """
    file = locate_file(document.root, document.path)
    if not file.exists() and not exists(file):
        return "missing", ""
    if Path(document.root).resolve() != uploads.resolve():
        return "kept", f"{escape_name(str(file))} is still there and comes back with the next ingest of its folder."
    if archive := find_archive(file):
        _take_out(archive, document.root, home, store)
    else:
        file.unlink(missing_ok=True)
    return "deleted", ""


def _take_out(archive: Path, root: str, home: Path, store: Store) -> None:
    """Leaves of an archive only what is a document still; what could not be read of it goes with it."""
    places = [locate_file(one.root, one.path) for one in store.documents() if one.root == root]
    replace_archive(home / "uploads", archive, [place for place in places if archive in place.parents])
    for failure in store.failures():
        if failure.root == root and archive in locate_file(root, failure.path).parents:
            store.forget_failure(root, failure.path)
