"""Files are read ahead of what is done with them: some, and more where they are small."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.read_ahead import ReadAhead, ReadEnd, ReadResult
from ingest.workers.splitting import SplitFile
from kb.types import Page


class Reader:
    """In the place of `Workers`: each file has as many characters as its name says."""

    def __init__(self) -> None:
        self.taken = 0

    def read_each(self, wanted: Sequence[tuple[Path, object]], *, small: bool = False) -> Iterator[tuple[Path, Any]]:
        for path, _ in wanted:
            self.taken += 1
            yield path, SplitFile(path.name, "text/plain", (Page("x" * int(path.name)),), (), ())


def read_ahead(characters: int, files: int = 40) -> tuple[ReadAhead, queue.SimpleQueue[ReadResult | ReadEnd]]:
    inbox: queue.SimpleQueue[ReadResult | ReadEnd] = queue.SimpleQueue()
    wanted: Any = [(Path(str(characters)), None)] * files  # nothing is split here
    reading: Any = Reader()
    return ReadAhead(reading, wanted, inbox.put), inbox


def arrived(inbox: queue.SimpleQueue[ReadResult | ReadEnd]) -> int:
    found = 0
    while True:
        try:
            inbox.get(timeout=0.3)
        except queue.Empty:
            return found
        found += 1


@pytest.mark.parametrize(("characters", "ahead"), [(1_000_000, 4), (200_000, 4), (50_000, 16), (1_000, 40 + 1)])
def test_small_files_are_read_further_ahead(characters: int, ahead: int) -> None:
    reading, inbox = read_ahead(characters)
    assert arrived(inbox) == ahead  # the last of forty is followed by the end
    reading.close()


def test_what_is_taken_makes_room_for_another() -> None:
    reading, inbox = read_ahead(1_000_000)
    assert arrived(inbox) == 4
    for _ in range(3):
        reading.request_next()
    assert arrived(inbox) == 3
    reading.close()
