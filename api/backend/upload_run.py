"""A run over the folder of uploads, as told to one who uploaded some of the files: of others only what is new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from api.values import IngestEvent
from ingest.events import Outcome, Progress, Status, Summary
from ingest.scan.paths import escape_name
from kb.store.store import Store

SETTLED: tuple[Status, ...] = ("unchanged", "skipped", "failed")  # of others' files: what was told when they came


def tell_of_upload(events: Iterable[IngestEvent], names: Collection[str]) -> Iterator[IngestEvent]:
    """The events of a run over all uploads, without what became of others before; counts and progress likewise.

    `names` are the paths of the files that were uploaded; one may be an archive with documents in it.
    """
    ours = set(map(escape_name, names))
    left_out = dict.fromkeys(SETTLED, 0)
    for event in events:
        if isinstance(event, Outcome) and event.status in SETTLED and not _is_in(event.path, ours):
            left_out[event.status] += 1
        elif isinstance(event, Progress):
            others = min(sum(left_out.values()), event.files_done)
            yield replace(event, files_done=event.files_done - others, files_total=event.files_total - others)
        elif isinstance(event, Summary):
            counts = {status: count - left_out.get(status, 0) for status, count in event.counts.items()}
            yield replace(event, counts={status: count for status, count in counts.items() if count})
        else:
            yield event


def delete_unread(folder: Path, files: Mapping[str, int], store: Store) -> None:
    """Deletes those of the uploaded files of which the store knows nothing, and folders that are empty without them.

    `files` are inodes by name: a file that has another by now was uploaded again.
    """
    folder = folder.resolve()
    known = [(one.root, one.path) for one in store.documents()] + [(one.root, one.path) for one in store.failures()]
    held = {path for root, path in known if Path(root).resolve() == folder}
    for name, inode in files.items():
        path, file = escape_name(name), folder / name
        if any(one == path or one.startswith(f"{path}/") for one in held):
            continue
        with suppress(OSError):  # what cannot be deleted is read with the next upload
            if file.stat().st_ino == inode:
                file.unlink()
            for between in file.relative_to(folder).parents[:-1]:
                (folder / between).rmdir()


def _is_in(path: str, names: Collection[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:end]) in names for end in range(1, len(parts) + 1))
