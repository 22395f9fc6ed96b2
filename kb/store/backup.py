"""A home in one file, and back: a tar of the catalog, uploaded files and settings, with the digest of each."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from kb.errors import Error, HomeError, HomeNewer, UsageError
from kb.store.catalog.schema import VERSION
from kb.store.disk import CLOSED, FULL, catch_full_disk
from kb.store.folder import CATALOG, prepare
from kb.store.home import Home
from kb.store.lock import Ownership
from kb.store.steps import AtStep, carry_on
from kb.store.swap import FOLDERS, SETTINGS, STAGE, clear_stage, finish_swap, mark_ready

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20


def back_up(home: Home, file: Path, force: bool = False, at_step: AtStep = carry_on) -> int:
    """Writes a consistent copy of the home; returns its bytes. Nobody but this user may read it.

    The indexes are not in it: they are built again from the catalog. Raises UsageError where the file is there and
    `force` is False, DiskFull. Cut off, it leaves FILE.part and nothing under the file's own name.
    """
    if file.exists() and not file.is_file():
        raise UsageError(f"{file} is not a file.", "Name a file to be written: kb backup kb.bak")
    if file.exists() and not force:
        raise UsageError(f"{file} is there already.", "Name another file, or say --force to overwrite it.")
    if not file.parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}.", "Make it, or name another file.")
    if not os.access(file.parent, os.W_OK):
        raise UsageError(f"{file.parent} cannot be written to.", "Name a file in a folder that is yours.")
    part, copy = file.with_name(file.name + ".part"), file.with_name(file.name + ".catalog.part")
    unfinished = (part, copy, copy.with_name(copy.name + "-journal"))
    with catch_full_disk(file.parent):
        try:
            for left in unfinished:
                left.unlink(missing_ok=True)
            os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            home.snapshot(copy)
            at_step("after the catalog")
            with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
                _write(stream, [(CATALOG, copy), *_settings(home.path), *_uploads(home.path)])
                stream.flush()
                os.fsync(stream.fileno())
            at_step("before it has its name")
            part.replace(file)
        finally:
            for left in unfinished:
                left.unlink(missing_ok=True)
    return file.stat().st_size


def restore(file: Path, home: Path, force: bool = False, at_step: AtStep = carry_on) -> None:
    """Makes the home what the backup holds, wholly or not at all; what was in it before is gone. No engine is asked.

    Raises UsageError where the home holds something and `force` is False, HomeNewer, HomeError for a file that is no
    whole backup, HomeBusy, DiskFull. `at_step` is called between two steps, by name.
    """
    digests = _check_archive(file)
    home = home.expanduser().absolute()
    with catch_full_disk(home):
        prepare(home)
        ownership = Ownership(home, "kb restore", 5.0, None)
        try:
            finish_swap(home)
            held = [entry.name for entry in home.iterdir() if entry.name in (CATALOG, *FOLDERS)]
            if held and not force:
                raise UsageError(
                    f"{home} holds a knowledge base already.", "Say --force to replace it, or name another --home DIR."
                )
            _stage(file, home, digests, at_step)
            mark_ready(home)
            at_step("after it is ready")
            finish_swap(home)
        except BaseException:
            finish_swap(home)
            raise
        finally:
            ownership.release()


def restore_open(
    home: Home, file: Path, alone: Callable[[], AbstractContextManager[None]], at_step: AtStep = carry_on
) -> Home:
    """The same for a home that is open: returns it opened anew, and closes the old one.

    It is read as ever while all is made ready beside it; for the exchange, everybody is kept out by `alone`, and what
    that raises leaves all as it was. Nobody else may write to it. Raises HomeReadOnly, and what `restore` raises.
    """
    home.refuse_if_read_only()
    digests = _check_archive(file)
    with catch_full_disk(home.path):
        try:
            clear_stage(home.path)
            _stage(file, home.path, digests, at_step)
            with alone():
                mark_ready(home.path)
                at_step("after it is ready")
                return home.exchange()
        except BaseException:
            clear_stage(home.path)
            raise


def _stage(file: Path, home: Path, digests: dict[str, str], at_step: AtStep) -> None:
    stage = home / STAGE
    stage.mkdir(mode=0o700)
    _extract(file, stage, digests)
    at_step("after the files")
    _build_indexes(stage)
    at_step("before it is ready")


def _build_indexes(stage: Path) -> None:
    with Home.open(stage) as restored:
        for name in restored.spaces():
            restored.space(name).reindex()
    for name in FOLDERS:
        (stage / name).mkdir(exist_ok=True, mode=0o700)  # so that each takes the place of what was there


def _settings(home: Path) -> Iterator[tuple[str, Path]]:
    return ((name, home / name) for name in SETTINGS if (home / name).is_file())


def _uploads(home: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted((home / "uploads").rglob("*")):
        name = file.relative_to(home)
        if file.is_file() and not file.is_symlink() and not name.parts[1].endswith(".part"):
            yield name.as_posix(), file


def _write(stream: IO[bytes], files: list[tuple[str, Path]]) -> None:
    digests: dict[str, str] = {}
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in files:
            with path.open("rb") as content:
                entry = tar.gettarinfo(arcname=name, fileobj=content)
                entry.mode, entry.uid, entry.gid, entry.uname, entry.gname = 0o600, 0, 0, "", ""
                reader = _Digested(content, entry.size)
                tar.addfile(entry, reader)
                digests[name] = reader.digest.hexdigest()
        made = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = {"kb": FORMAT, "catalog": VERSION, "made": made, "sha256": digests}
        content_bytes = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content_bytes), 0o600
        tar.addfile(entry, io.BytesIO(content_bytes))


class _Digested:
    """A file read once, for the tar and for its digest."""

    def __init__(self, content: IO[bytes], size: int) -> None:
        self._content = content
        self._left = size
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._content.read(min(self._left, size if size >= 0 else self._left))
        self._left -= len(block)
        self.digest.update(block)
        return block


def _check_archive(file: Path) -> dict[str, str]:
    """Name → SHA-256 of all that is in it, each looked at. Raises UsageError, HomeNewer, HomeError."""
    if not file.is_file():
        raise UsageError(f"There is no file {file}.", "Name one that kb backup has written.")
    try:
        with tarfile.open(file, "r:") as tar:
            held = tar.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(held) if held else {}
            if manifest["kb"] > FORMAT or manifest["catalog"] > VERSION:
                raise HomeNewer(f"{file} was written by a newer version of kb.", "Use that version, or a newer one.")
            digests: dict[str, str] = manifest["sha256"]
            names = [entry.name for entry in tar if entry.name != MANIFEST]
            if sorted(names) != sorted(digests) or CATALOG not in digests or not all(map(_is_ours, names)):
                raise ValueError("it does not hold what it says")
            for entry in tar:
                if entry.name != MANIFEST and (not entry.isfile() or _digest(tar, entry) != digests[entry.name]):
                    raise ValueError(f"{entry.name} is not what was written")
    except Error:
        raise
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError) as error:
        raise HomeError(
            f"{file} is no whole backup: {error}. Nothing was changed.", "Use another copy of it, or another backup."
        ) from error
    return digests


def _is_ours(name: str) -> bool:
    parts = PurePosixPath(name).parts
    within = parts[:1] == ("uploads",) and len(parts) > 1 and ".." not in parts
    return name in (CATALOG, *SETTINGS) or within


def _digest(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
    content = tar.extractfile(entry)
    assert content is not None
    found = hashlib.sha256()
    while block := content.read(BLOCK):
        found.update(block)
    return found.hexdigest()


def _extract(file: Path, stage: Path, digests: dict[str, str]) -> None:
    with tarfile.open(file, "r:") as tar:
        for name in digests:
            content = tar.extractfile(name)
            assert content is not None
            try:
                _write_private(stage / name, content)
            except OSError as error:  # a name that is too long for this disk, or has a sign that it does not take
                if error.errno in FULL | CLOSED:
                    raise
                raise HomeError(
                    f"{name} of {file} cannot be written in {stage.parent}: {error.strerror}. Nothing was changed.",
                    "Restore it on another disk, with --home DIR.",
                ) from error


def _write_private(target: Path, content: IO[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy:
        shutil.copyfileobj(content, copy, BLOCK)
        copy.flush()
        os.fsync(copy.fileno())
