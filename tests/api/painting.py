"""Painters that fail in every way a page can make one fail."""

from __future__ import annotations

import os
import time
from pathlib import Path


def hang(path: Path, *page: object) -> bytes:
    time.sleep(60)
    return b""


def crash(path: Path, *page: object) -> bytes:
    os.abort()


def swallow(path: Path, *page: object) -> bytes:
    held = []
    while True:
        held.append(bytearray(os.urandom(1 << 20)) * 8)
        time.sleep(0.001)
