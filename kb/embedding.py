"""A space embedded anew from the text in its catalog: by its own embedder, or by another that takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kb import cancel
from kb.engines.passages import make_passages
from kb.engines.protocols import Embedder, Passage
from kb.store.catalog.spaces import SpaceEmbedder
from kb.store.store import Store


def embed_anew(store: Store, embedder: Embedder) -> int:
    """How many passages had to be embedded: those without a vector of this embedder, or without its windows.

    Each batch is kept durably, so that after an end in the middle the same call goes on from there; until all are
    there, the space is searched with what it was embedded with before. Raises EngineError before anything changes
    where the engine does not answer.
    """
    before = store.embedder
    dimensions = len(embedder.embed_query("dimensions"))  # also tells whether the engine answers at all
    store.next_embedder.expect(SpaceEmbedder(embedder.name, embedder.fingerprint, dimensions))
    passages = _missing_passages(store, embedder)
    embedded = 0
    while batch := dict(islice(passages, embedder.batch_size)):
        cancel.ask_on()
        made = dict(zip(batch, embedder.embed_passages(list(batch.values())), strict=True))
        windows = {digest: each.windows for digest, each in made.items() if each.windows}
        store.next_embedder.remember(
            embedder.fingerprint, {digest: each.vector for digest, each in made.items()}, windows
        )
        embedded += len(made)
    if before is None or before.fingerprint != embedder.fingerprint:
        store.adopt_embedder()
    return embedded


def _missing_passages(store: Store, embedder: Embedder) -> Iterator[tuple[str, Passage]]:
    for document in store.documents():
        chunks = store.chunks_of(document.id)
        digests = {chunk.digest for chunk in chunks}
        missing = store.next_embedder.find_missing(embedder.fingerprint, digests, windows=embedder.windows)
        if missing:
            pages = store.pages(document.id)
            yield from make_passages(pages, document.path, chunks, missing, windows=embedder.windows).items()
