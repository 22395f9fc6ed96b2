"""ZIP archives, and files that are read in parts, as if they were folders: by paths that go on behind their own."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from lzma import LZMAError
from pathlib import Path
from typing import IO

from ingest import temporary_folders
from ingest.scan.large_files import LINES, MAILBOXES, TABLES, LargeFile, is_large
from ingest.scan.member import Container, Member, read_times
from kb.errors import Unreadable
from kb.text.plausibility import measure_plausibility

SUFFIX = ".zip"
MAX_MEMBERS = 10_000
MAX_DIRECTORY = 10_000_000  # bytes of its table of contents
MAX_MEMBER = 500_000_000  # bytes unpacked
MAX_RATIO = 100  # where it begins to hurt
RATIO_MATTERS = 50_000_000  # bytes unpacked
LEGACY = ("gb18030", "big5hkscs", "cp932", "euc_kr")  # what programs write in the place of CP437
LIKELY = 0.4
END = b"PK\x05\x06"
OUTSIDE = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)")


class Archive:
    """An open archive; its members by their paths. Unreadable where it is damaged or made to unpack without end."""

    def __init__(self, path: Path) -> None:
        _check_directory(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
            raise Unreadable("is damaged: its end is missing, or it was not copied whole") from error
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > MAX_MEMBERS:
            raise Unreadable(f"holds more than {MAX_MEMBERS:,} files", kind="limits")
        unpacked = sum(info.file_size for info in infos)
        if unpacked > RATIO_MATTERS and unpacked > MAX_RATIO * path.stat().st_size:
            raise Unreadable(f"unpacks to {unpacked // 1_000_000:,} MB, more than files would", kind="limits")
        self._infos = dict(zip(_names(infos), infos, strict=True))
        self.members: Mapping[str, Member] = {name: _describe(info, name) for name, info in self._infos.items()}

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The member's bytes. Raises OSError."""
        if name not in self._infos:
            raise FileNotFoundError(2, "it is not in the archive any more")
        try:
            with self._zip.open(self._infos[name]) as member:
                yield member
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, LZMAError) as error:
            raise OSError(5, "it cannot be unpacked") from error


def may_be_container(location: Path) -> bool:
    """Whether a file of that name is read as a folder, or is where it is large."""
    return location.suffix.lower() in {SUFFIX, *LINES, *TABLES, *MAILBOXES}


def is_container(location: Path) -> bool:
    """Whether files lie in it as in a folder. Raises OSError."""
    return location.suffix.lower() == SUFFIX or is_large(location)


def open_container(path: Path) -> Container:
    """Opened once while it stays as it is. Raises OSError and Unreadable."""
    found = path.stat()
    return _open_archive(path, found.st_size, found.st_mtime_ns)


def _describe(info: zipfile.ZipInfo, name: str) -> Member:
    """Times in archives are of 2 seconds; the digits below tell contents apart."""
    try:
        seconds = int(time.mktime((*info.date_time, 0, 0, -1)))
    except (ValueError, OverflowError):
        seconds = 0
    modified_ns = max(seconds, 0) * 1_000_000_000 + info.CRC % 1_000_000_000
    refusal = _explain_unread(info, name)
    return Member(info.file_size, modified_ns, refusal=refusal, is_failure=bool(info.flag_bits & 1))


def _explain_unread(info: zipfile.ZipInfo, name: str) -> str:
    if OUTSIDE.match(name):
        return "has a name that leads out of the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    if info.flag_bits & 1:
        return "is encrypted: save a copy without its password"
    if info.file_size > MAX_MEMBER:
        return f"unpacks to {info.file_size // 1_000_000:,} MB, more than is read of an archive"
    return ""


def size_and_times(location: Path) -> tuple[int, int, int]:
    """Of a file or a member: bytes, what changes with its contents (about the time of change in ns), and when the file
    system last changed anything of it, also in ns: programs can set back the first time, not the second.

    Of members of archives the second is 0: what changes with their contents tells them apart. Raises OSError.
    """
    member = _member(location)
    if not member:
        found = location.stat()
        return found.st_size, *read_times(found)
    holder, name = member
    if name not in holder.members:
        raise FileNotFoundError(2, "it is not in the archive any more")
    found_there = holder.members[name]
    return found_there.size, found_there.modified_ns, found_there.changed_ns


@contextmanager
def open_member(location: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file or a member. A pipe, which may never say anything, is not waited for. Raises OSError."""
    member = _member(location)
    if member:
        with member[0].open(member[1]) as file:
            yield file
    else:
        mode = location.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise OSError(errno.EINVAL, "it is a device, a pipe or a socket")
        with location.open("rb") as file:
            yield file


def exists(location: Path) -> bool:
    """Whether there is a member at this place."""
    try:
        member = _member(location)
        return bool(member and member[1] in member[0].members)
    except OSError:
        return True  # out of reach is not gone


@contextmanager
def extract_to_disk(location: Path) -> Iterator[Path]:
    """A file with these contents and this name: the file itself; of a member, a copy that is there meanwhile."""
    member = _member(location)
    if not member:
        yield location
        return
    with temporary_folders.folder("unpacked") as folder:
        copy = folder / location.name[-120:]
        with member[0].open(member[1]) as packed, copy.open("wb") as file:
            shutil.copyfileobj(packed, file, 1_000_000)
        yield copy


def _member(location: Path) -> tuple[Container, str] | None:
    """The archive that a place lies in, and the member's path there. Raises OSError."""
    if os.path.lexists(location):  # then all that it lies in are folders, and none of them need be looked at
        return None
    for parent in location.parents:
        if parent.is_file() and is_container(parent):
            try:
                return open_container(parent), location.relative_to(parent).as_posix()
            except Unreadable as error:
                raise OSError(5, f"its archive {error}") from error
    return None


@lru_cache(maxsize=4)
def _open_archive(path: Path, size: int, modified_ns: int) -> Container:
    return Archive(path) if path.suffix.lower() == SUFFIX else LargeFile(path)


def _check_directory(path: Path) -> None:
    """Before it is parsed: a table of contents may be made as long as the file."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(size - 66_000, 0))
        tail = file.read()
    end = tail[tail.rfind(END) :] if END in tail else b""
    if len(end) >= 16 and struct.unpack("<I", end[12:16])[0] > MAX_DIRECTORY:
        raise Unreadable(f"holds more than {MAX_MEMBERS:,} files", kind="limits")


def _names(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    """The members' paths with forward slashes, in the encoding that the archive does not name."""
    raw = [info.filename.encode("cp437") for info in infos if not info.flag_bits & 0x800]
    encoding = _encoding(b"\n".join(raw))
    for info in infos:
        name = info.filename
        if not info.flag_bits & 0x800 and not name.isascii():
            name = name.encode("cp437").decode(encoding, "replace")
        yield re.sub(r"/\.(?=/)|/(?=/)", "", name.replace("\\", "/").removeprefix("./"))


def _encoding(names: bytes) -> str:
    try:
        names.decode("utf-8")
        return "utf-8"  # without saying so
    except UnicodeDecodeError:
        scores = {encoding: measure_plausibility(names, encoding, is_prose=False) for encoding in LEGACY}
        best = max(scores, key=lambda encoding: scores[encoding])
        return best if scores[best] > LIKELY else "cp437"
