"""Documents whose files are gone stay where so many are gone at once that a disk may be missing instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.changes import Plan, file_key
from ingest.events import Outcome
from ingest.scan.paths import escape_name
from ingest.scan.roots import Scope
from kb.types import Document


def hold_back(plan: Plan, within: Sequence[Scope], documents: Sequence[Document]) -> Iterator[Outcome]:
    """Takes out of `plan.gone` all that a folder has lost, where that is most of it; one outcome for each folder."""
    for scope in within:
        gone = [id for id, document in plan.gone.items() if scope.covers(file_key(document.root, document.path))]
        held = sum(scope.covers(file_key(document.root, document.path)) for document in documents)
        if 2 * len(gone) <= held:
            continue
        for id in gone:
            del plan.gone[id]
        which = "all" if len(gone) == held else f"{len(gone)} of the {held}"
        reason = f"{which} files of its documents are gone; they stay. If that is meant, add --prune"
        path = escape_name(scope.location.relative_to(scope.root).as_posix())
        yield Outcome(path, "skipped", reason)
