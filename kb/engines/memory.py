"""How much memory models may take on this machine."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

# What a container may take at most: version 2 of control groups, then version 1.
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


# Beside the weights an engine holds the context, about 1 GB of 8,192 tokens for a model of 8B, and its own buffers. By
# this a model of 8B in four bits (4.9 GB) fits the 8 GB, and one of 13B (8.1 GB) the 16 GB that Ollama's README names.
_BESIDE_WEIGHTS = 10**9
_BUFFERS = 1.2


def needed_memory(size: int) -> int:
    """Bytes that a machine must have for a model whose file has `size` bytes."""
    return int(size * _BUFFERS) + _BESIDE_WEIGHTS


def total_memory() -> int | None:
    """Bytes of this machine, or of the container that this runs in; None where nobody says."""
    known = [value for value in (_machine(), *map(_limit, _LIMITS)) if value]
    return min(known, default=None)


def own_memory() -> int | None:
    """Bytes that this process takes now, the built-in model's among them; None where the system does not say."""
    with suppress(ValueError, OSError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return None


def _machine() -> int | None:
    if sys.platform == "win32":
        return _windows()
    with suppress(ValueError, OSError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _limit(file: Path) -> int | None:
    with suppress(OSError, ValueError):
        return int(file.read_text(encoding="ascii"))  # `max` stands for none
    return None


def _windows() -> int | None:
    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [
            (name, ctypes.c_ulonglong)
            for name in ("total", "free", "total_page", "free_page", "total_virtual", "free_virtual", "extended")
        ]

    status = Status(length=ctypes.sizeof(Status))
    done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status.total) if done else None
