"""Files into a space: what is new is read, split, embedded and stored; what moved, moves; what is gone, goes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from itertools import chain
from pathlib import Path

from ingest.changes import Plan, plan_changes
from ingest.counts import Tally
from ingest.events import Event, Outcome
from ingest.loaders.formats import Loaded
from ingest.pruning import hold_back
from ingest.run import TakingIn
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
    workers: Workers | None = None,
) -> Generator[Event]:
    """Makes the space mirror these files and folders; each file's Outcome comes once what it says can be searched.

    Raises UsageError at once for a path that is not there, before anything changes; while running EngineError,
    EmbedderChanged, HomeReadOnly and DiskFull, with what was finished kept. Closing the generator stops the work in the
    same way, and the next run goes on from there. Documents whose files are gone are removed with `prune`, stay with it
    False, and where it is not said stay only if most of a folder would go. With `dry_run` nothing is changed, and files
    are only compared. `workers` are made for the run where none are given.
    """
    if not dry_run:
        store.refuse_if_read_only()
    known = [(document.root, document.path) for document in store.documents()]
    return _unless_called_off(_run(find_scopes(paths, known), store, embedder, prune, dry_run, workers))


def _unless_called_off(events: Generator[Event]) -> Generator[Event]:
    """The events, without the last ones where whoever started the run wants it no more; what was finished is kept."""
    with closing(events), suppress(CalledOff):
        yield from events


def _run(
    within: Sequence[Scope],
    store: Store,
    embedder: Embedder,
    prune: bool | None,
    dry_run: bool,
    workers: Workers | None,
) -> Generator[Event]:
    found = [item for scope in within for item in walk(scope)]
    tally = Tally(len(found))
    made = Plan()
    for step in plan_changes(found, within, store):
        if isinstance(step, Plan):
            made = step
        elif tally.due:
            yield tally.progress(step)
    yield from map(tally.counted, made.settled)
    if prune is None:
        yield from map(tally.counted, list(hold_back(made, within, store.documents())))
    elif not prune:
        made.gone.clear()
    if dry_run:
        yield from map(tally.counted, _foreseen(made))
    else:
        yield from _carried_out(made, store, embedder, workers, tally)
    yield tally.summary()


def _foreseen(made: Plan) -> Iterator[Outcome]:
    """What would become of the files, as far as it can be told without reading them."""
    for document, file in made.moved:
        yield Outcome(file.path, "renamed", f"was {document.path}", document.pages, document.chunks)
    for taking in [*(taking for taking, _ in made.copies), *chain.from_iterable(made.fresh.values())]:
        yield Outcome(taking.file.path, "updated" if taking.before else "added")
    for document in made.gone.values():
        yield Outcome(document.path, "removed", pages=document.pages, chunks=document.chunks)


def _carried_out(
    made: Plan, store: Store, embedder: Embedder, workers: Workers | None, tally: Tally
) -> Iterator[Event]:
    # Of documents that are gone the text is read before they are removed.
    going = {source.id: _as_loaded(store, source) for _, source in made.copies if source.id in made.gone}
    copies = ((taking, going.get(source.id) or _as_loaded(store, source)) for taking, source in made.copies)
    yield from map(tally.counted, _moved(made, store))
    # Needs no engine, and so is not kept waiting for one.
    yield from map(tally.counted, _removed(made, store))
    if made.copies or made.fresh:
        with nullcontext(workers) if workers else Workers() as reading:
            yield from TakingIn(copies, made.fresh, store, embedder, reading, tally).events()
    for root, path in made.healed:
        store.forget_failure(root, path)
    # Erasing what was replaced from all files costs time by the size of the space; what was removed is always erased.
    if made.gone or store.size() <= ERASED_AT_ONCE:
        store.tidy()


def _moved(made: Plan, store: Store) -> Iterator[Outcome]:
    for document, file in made.moved:
        store.move(document.id, file.root, file.path)
        yield Outcome(file.path, "renamed", f"was {document.path}", document.pages, document.chunks)


def _removed(made: Plan, store: Store) -> Iterator[Outcome]:
    for document in made.gone.values():
        store.remove(document.id, erase=False)
        yield Outcome(document.path, "removed", pages=document.pages, chunks=document.chunks)


def _as_loaded(store: Store, source: Document) -> Loaded:
    return Loaded(source.title, tuple(store.pages(source.id)), source.problems, source.media_type)
