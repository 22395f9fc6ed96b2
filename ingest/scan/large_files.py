"""Files too large for one document as if they were folders of parts, cut where a line, a record or a message ends."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.scan.member import Member, read_times
from kb import cancel

WHOLE = 50_000_000  # bytes: a document holds no more characters than that
PART = 4_000_000  # bytes: a table of 40,000 such rows was read and split within 512 MB of memory, one of 160,000 not
LONGEST = 500_000_000  # bytes of one line or message: beyond, it is cut all the same
HEADER = 65_536  # bytes of a table's first row
LINES = frozenset([".txt", ".jsonl", ".ndjson"])
TABLES = frozenset([".csv", ".tsv", ".tab"])
MAILBOXES = frozenset([".mbox"])


def is_large(location: Path) -> bool:
    """Whether it is read in parts: by its name and size. Raises OSError."""
    if location.suffix.lower() not in LINES | TABLES | MAILBOXES or location.stat().st_size <= WHOLE:
        return False
    with location.open("rb") as file:
        return b"\0" not in file.read(1000)  # of wide characters a line's end is another


@dataclass(frozen=True)
class _Part:
    start: int
    end: int
    first: int  # line or message, from 1


class LargeFile:
    """The parts of one file, by names that tell where they begin: what is appended changes none but the last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kind = path.suffix.lower()
        found = path.stat()
        with path.open("rb") as file:
            self._header = _read_header(file) if self._kind in TABLES else b""
            parts = list(_find_parts(file, len(self._header), self._kind))
        unit = "message" if self._kind in MAILBOXES else "line"
        self._parts = {f"{path.stem} from {unit} {part.first}{path.suffix}": part for part in parts}
        self.members: Mapping[str, Member] = {
            name: Member(len(self._header) + part.end - part.start, *read_times(found))
            for name, part in self._parts.items()
        }

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The part's bytes, a table's first row in front of them. Raises OSError."""
        part = self._parts.get(name)
        if part is None:
            raise FileNotFoundError(2, "the file has no such part any more")
        with self._path.open("rb") as file:
            file.seek(part.start)
            yield io.BytesIO(self._header + file.read(part.end - part.start))


def _read_header(file: IO[bytes]) -> bytes:
    """The first record of a table; nothing where it is too long to be a header."""
    data = file.read(HEADER)
    end = data.find(b"\n")
    while end >= 0 and data.count(b'"', 0, end) % 2:
        end = data.find(b"\n", end + 1)
    return data[: end + 1]


def _find_parts(file: IO[bytes], start: int, kind: str) -> Iterator[_Part]:
    number = 2 if start else 1
    while data := _read_part(file, start, kind):
        yield _Part(start, start + len(data), number)
        start += len(data)
        number += _count_messages(data) if kind in MAILBOXES else data.count(b"\n")


def _read_part(file: IO[bytes], start: int, kind: str) -> bytes:
    """What begins there, some PART bytes of it, to an end between two lines, records or messages."""
    file.seek(start)
    data = b""
    while more := file.read(PART):
        cancel.ask_on()
        data += more
        if len(more) < PART:
            return data
        if end := _find_end(data, kind):
            return data[:end]
        if len(data) >= LONGEST:
            break
    return data


def _find_end(data: bytes, kind: str) -> int:
    """Where the last whole line, record or message ends; 0 where none does."""
    if kind in MAILBOXES:
        return max(data.rfind(b"\n\nFrom ") + 2, data.rfind(b"\n\r\nFrom ") + 3) if _count_messages(data) > 1 else 0
    end = data.rfind(b"\n") + 1
    if kind not in TABLES or b'"' not in data:
        return end
    last, quotes = end, data.count(b'"', 0, end)
    while quotes % 2 and end:  # within a field
        before = data.rfind(b"\n", 0, end - 1) + 1
        quotes -= data.count(b'"', before, end)
        end = before
    return end or last  # a quote that never closes


def _count_messages(data: bytes) -> int:
    return data.startswith(b"From ") + data.count(b"\n\nFrom ") + data.count(b"\n\r\nFrom ")
