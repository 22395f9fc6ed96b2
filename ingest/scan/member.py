"""What stands in an archive, or in a file that is read in parts, as if in a folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Protocol

LATEST = 2**63 - 2  # ns, April 2262: what the catalog can hold, and one less; ext4 and tmpfs know later times


def read_times(found: os.stat_result) -> tuple[int, int]:
    """When a file's contents changed, and when the file system last changed anything of it, in ns."""
    return _within_bounds(found.st_mtime_ns), _within_bounds(found.st_ctime_ns)


def _within_bounds(time_ns: int) -> int:
    return max(-LATEST, min(time_ns, LATEST))


@dataclass(frozen=True)
class Member:
    """One of its files: bytes; what changes with its contents, about the time of change in ns; see `size_and_times`.

    `refusal` says why it is not read, whatever its kind; `is_failure` where its owner could mend that.
    """

    size: int
    modified_ns: int
    changed_ns: int = 0
    refusal: str = ""
    is_failure: bool = False


class Container(Protocol):
    """Files by paths that go on behind its own."""

    @property
    def members(self) -> Mapping[str, Member]: ...

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """The member's bytes. Raises OSError."""
