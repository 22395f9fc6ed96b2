"""Files into a space: what is new is read, split, embedded and stored; what moved, moves; what is gone, goes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from itertools import chain
from pathlib import Path

from ingest.changes import Plan, plan_changes
from ingest.events import Event, Outcome, RunCounts
from ingest.known_documents import file_key
from ingest.loaders.formats import LoadedFile
from ingest.run import IngestRun
from ingest.scan.paths import escape_name
from ingest.scan.roots import Scope, find_scopes
from ingest.scan.walk import walk
from ingest.workers.pool import Workers
from kb.cancel import CalledOff
from kb.engines.protocols import Embedder
from kb.store.store import ERASED_AT_ONCE, Store
from kb.types import Document


def ingest(
    paths: Sequence[Path | str],
    store: Store,
    embedder: Embedder,
    *,
    prune: bool | None = None,
    dry_run: bool = False,
    verify: bool = False,
    workers: Workers | None = None,
) -> Generator[Event]:
    """Makes the space mirror these files and folders; each file's Outcome comes once what it says can be searched.

    Raises UsageError at once for a path that is not there, before anything changes; while running EngineError,
    EmbedderChanged, HomeReadOnly and DiskFull, with what was finished kept. Closing the generator stops the work in the
    same way, and the next run goes on from there. Documents whose files are gone are removed with `prune`, stay with it
    False, and where it is not said stay only if most of a folder would go. With `dry_run` nothing is changed, and files
    are only compared; with `verify` all of them by their contents. `workers` are made for the run where none are given.
    """
    if not dry_run:
        store.refuse_if_read_only()
    known = [(document.root, document.path) for document in store.documents()]
    return _stop_when_called_off(_run(find_scopes(paths, known), store, embedder, prune, dry_run, verify, workers))


def _stop_when_called_off(events: Generator[Event]) -> Generator[Event]:
    """The events, without the last ones where whoever started the run wants it no more; what was finished is kept."""
    with closing(events), suppress(CalledOff):
        yield from events


def _run(
    within: Sequence[Scope],
    store: Store,
    embedder: Embedder,
    prune: bool | None,
    dry_run: bool,
    verify: bool,
    workers: Workers | None,
) -> Generator[Event]:
    found = [item for scope in within for item in walk(scope)]
    counts = RunCounts(len(found))
    plan = Plan()
    for step in plan_changes(found, within, store, verify=verify):
        if isinstance(step, Plan):
            plan = step
        elif counts.is_due:
            yield counts.progress(step)
    yield from map(counts.count, plan.settled)
    if prune is None:
        yield from map(counts.count, list(_hold_back(plan, within, store.documents())))
    elif not prune:
        plan.gone.clear()
    if dry_run:
        yield from map(counts.count, _forecast(plan))
    else:
        yield from _carry_out(plan, store, embedder, workers, counts)
    yield counts.summary()


def _forecast(plan: Plan) -> Iterator[Outcome]:
    """What would become of the files, as far as it can be told without reading them."""
    for document, file in plan.moved:
        yield Outcome(file.path, "renamed", f"was {document.path}", document.pages, document.chunks)
    for change in [*(change for change, _ in plan.copies), *chain.from_iterable(plan.fresh.values())]:
        yield Outcome(change.file.path, "updated" if change.before else "added")
    for document in plan.gone.values():
        yield Outcome(document.path, "removed", pages=document.pages, chunks=document.chunks)


def _carry_out(
    plan: Plan, store: Store, embedder: Embedder, workers: Workers | None, counts: RunCounts
) -> Iterator[Event]:
    # Of documents that are gone the text is read before they are removed.
    going = {source.id: _load_stored(store, source) for _, source in plan.copies if source.id in plan.gone}
    copies = ((change, going.get(source.id) or _load_stored(store, source)) for change, source in plan.copies)
    store.touch({document.id: (file.modified_ns, file.changed_ns) for document, file in plan.touched})
    yield from map(counts.count, _move_documents(plan, store))
    # Needs no engine, and so is not kept waiting for one.
    yield from map(counts.count, _remove_documents(plan, store))
    if plan.copies or plan.fresh:
        with nullcontext(workers) if workers else Workers() as reading:
            yield from IngestRun(copies, plan.fresh, store, embedder, reading, counts).events()
    for root, path in plan.healed:
        store.forget_failure(root, path)
    # Erasing what was replaced from all files costs time by the size of the space; what was removed is always erased.
    if plan.gone or store.size() <= ERASED_AT_ONCE:
        store.tidy()


def _move_documents(plan: Plan, store: Store) -> Iterator[Outcome]:
    for document, file in plan.moved:
        store.move(document.id, file.root, file.path)
        yield Outcome(file.path, "renamed", f"was {document.path}", document.pages, document.chunks)


def _remove_documents(plan: Plan, store: Store) -> Iterator[Outcome]:
    for document in plan.gone.values():
        store.remove(document.id, erase=False)
        yield Outcome(document.path, "removed", pages=document.pages, chunks=document.chunks)


def _load_stored(store: Store, source: Document) -> LoadedFile:
    return LoadedFile(source.title, tuple(store.pages(source.id)), source.problems, source.media_type)


def _hold_back(plan: Plan, within: Sequence[Scope], documents: Sequence[Document]) -> Iterator[Outcome]:
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
