"""The file that a document was made from, as long as it is still that file."""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

from api.http.errors import FileChanged
from ingest.scan.paths import locate_file
from kb.types import Document

AGAIN = "Ingest its folder again."


def open_original(document: Document) -> BinaryIO:
    """The very bytes that were ingested, open for reading. Raises FileChanged when they are no longer there."""
    path = locate_file(document.root, document.path)
    try:
        file = open(path, "rb")  # noqa: SIM115 -- the caller reads and closes it
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise FileChanged(f"{document.path} cannot be read any more: {reason}.", AGAIN) from error
    # What is hashed and what is sent is one open file: it cannot be exchanged in between.
    if hashlib.file_digest(file, "sha256").hexdigest() != document.digest:
        file.close()
        raise FileChanged(f"{document.path} has changed since it was ingested.", AGAIN)
    file.seek(0)
    return file
