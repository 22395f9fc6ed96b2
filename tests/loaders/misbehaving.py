"""A loader that does what broken libraries do; the file's name says which."""

import ctypes
import os
import time
from pathlib import Path

from ingest import pace
from ingest.loaders.loaded import Loaded
from kb.errors import Unreadable
from kb.types import Page


def load(path: Path) -> Loaded:
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
    if path.name == "slowly":
        for _ in range(4):
            time.sleep(0.6)
            pace.page_read()
    if path.name == "raise":
        raise KeyError("xref")
    if path.name == "refuse":
        raise Unreadable("is empty", kind="empty")
    if path.name == "print":
        os.write(1, b"noise on standard output")
        print("more noise")
    return Loaded(path.name, "text/plain", (Page(f"{path.name} read by {os.getpid()}"),))
