"""A loader that does what broken libraries do; the file's name says which."""

import ctypes
import os
import tempfile
import time
from pathlib import Path

from ingest.loaders.formats import LoadedFile
from ingest.loaders.pdf.pdf import read_pdf
from ingest.workers import progress
from kb.errors import Unreadable
from kb.types import Page


def slowly() -> LoadedFile:
    for _ in range(4):
        time.sleep(0.6)
        progress.report_page()
    return LoadedFile("slowly", ())


def unpack() -> LoadedFile:
    """Leaves a file behind, whose place is its title."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"secret")
    return LoadedFile(file.name, ())


ODD = {"slowly": slowly, "unpack": unpack}


def load(path: Path) -> LoadedFile:
    if path.name == "crash":
        ctypes.string_at(0)
    if path.name == "exit":
        os._exit(3)
    if path.name == "hang":
        time.sleep(1000)
    if path.name == "swallow":
        hoard = []
        while True:
            hoard.append(bytearray(b"x" * 10_000_000))
    if path.name in ODD:
        return ODD[path.name]()
    if path.name == "raise":
        raise KeyError("xref")
    if path.name == "refuse":
        raise Unreadable("is empty", kind="empty")
    if path.name == "print":
        os.write(1, b"noise on standard output")
        print("more noise")
    return LoadedFile(path.name, (Page(f"{path.name} read by {os.getpid()}"),))


def load_without_ocr(path: Path) -> LoadedFile:
    return read_pdf(path, None)
