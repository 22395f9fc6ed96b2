"""Files that came over HTTP and that no run reads, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.loaders.detect import explain_refusal
from ingest.scan.ignore import is_junk
from ingest.scan.paths import escape_name
from ingest.scan.roots import Scope
from ingest.scan.walk import Omission, explain_omission, walk
from kb.store.store import Store


@dataclass(frozen=True)
class SkippedUpload:
    """A file that came over HTTP and is not read; nobody else has it, so that it can only be deleted by us."""

    path: str
    reason: str


def list_skipped(folder: Path, store: Store) -> list[SkippedUpload]:
    """Those of a space's uploads folder."""
    held = [(one.root, one.path) for one in store.documents()] + [(one.root, one.path) for one in store.failures()]
    ours = {root for root in {root for root, _ in held} if Path(root).resolve() == folder.resolve()}
    return list(find_skipped(folder, [path for root, path in held if root in ours]))


def find_skipped(folder: Path, settled: Iterable[str]) -> Iterator[SkippedUpload]:
    """The files in an uploads folder that are passed over. `settled` are the paths of documents and of failures, those
    in archives too; what waits to be read is not named."""
    held = {
        "/".join(parts[:end]) for parts in (path.split("/") for path in settled) for end in range(1, len(parts) + 1)
    }
    for file in sorted(folder.rglob("*")):
        path = escape_name(file.relative_to(folder).as_posix())
        if path not in held and file.is_file() and (reason := _explain_skipped(folder, file)):
            yield SkippedUpload(path, reason)


def _explain_skipped(folder: Path, file: Path) -> str:
    if any(map(is_junk, file.relative_to(folder).parts)):
        return "is a file that a program keeps for itself"
    try:
        met = walk(Scope(folder, file))
        reasons = [item.reason if isinstance(item, Omission) else explain_refusal(item.location) for item in met]
    except OSError as error:
        return explain_omission(error)
    if not reasons:
        return "is empty: there is no file in it"
    return reasons[0] if all(reasons) else ""
