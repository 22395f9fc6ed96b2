"""Documents for stores: one line a chunk, and vectors that any process makes alike."""

from __future__ import annotations

import hashlib

import numpy

from kb.store.store import Store
from kb.types import Chunk, Document, Page

DIMENSIONS = 16


def direction(text: str, dimensions: int = DIMENSIONS):
    """A unit vector that belongs to the text."""
    seed = int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12], 16)
    vector = numpy.random.default_rng(seed).normal(size=dimensions).astype(numpy.float32)
    return vector / numpy.linalg.norm(vector)


def new_id(store: Store, root: str, path: str) -> str:
    return store.new_ids([(root, path)])[root, path]


def lines(document_id: str, title: str, text: str) -> list[Chunk]:
    """A chunk a line, with ids that stand for document and content."""
    made: list[Chunk] = []
    start = 0
    for ordinal, line in enumerate(text.split("\n")):
        name = hashlib.sha256(f"{document_id} {title} {line}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
        made.append(Chunk(name, document_id, ordinal, 0, 1, start, start + len(line), line, title=title))
        start += len(line) + 1
    return made


def stage(store: Store, path: str, text: str, root: str = "/files") -> str:
    """Hands the store a document, its vectors included, without showing it; returns its id."""
    if store.embedder is None:
        store.bind("toy", "toy of the tests", DIMENSIONS)
    id = new_id(store, root, path)
    chunks = lines(id, path, text)
    unknown = {chunk.digest for chunk in chunks} - store.known_vectors([chunk.digest for chunk in chunks])
    store.remember({chunk.digest: direction(chunk.index_text) for chunk in chunks if chunk.digest in unknown})
    store.replace(make_document(id, path, text, root, len(chunks)), [Page(text, 1)], chunks)
    return id


def make_document(id: str, path: str, text: str = "", root: str = "/files", chunks: int = 1) -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(id, root, path, digest, len(text), 1, path, "text/plain", 1, chunks, "2026-01-01T00:00:00Z")


def shelve(store: Store, path: str, text: str, root: str = "/files") -> str:
    """The same, and shows it."""
    id = stage(store, path, text, root)
    store.flush()
    return id


def paths(found) -> list[str]:
    return [one.path for one in found]


def texts(found) -> list[str]:
    return [one.chunk.text for one in found]
