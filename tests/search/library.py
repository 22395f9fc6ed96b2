"""A space filled from texts: a chunk a paragraph, a page where a form feed says so, embedded by the builtin model."""

import hashlib
from collections.abc import Mapping

from kb.engines.builtin.embedder import BuiltinEmbedder
from kb.engines.passages import make_passages
from kb.properties import Properties
from kb.store.store import Store
from kb.types import Chunk, Document, Page

NOW = "2026-01-01T00:00:00Z"


def fill(store: Store, embedder: BuiltinEmbedder, files: Mapping[str, str], language: str = "") -> Store:
    store.bind(embedder.name, embedder.fingerprint, 384)
    for path, text in files.items():
        _put(store, embedder, path, text, Properties(language=language))
    store.flush()
    return store


def _put(store: Store, embedder: BuiltinEmbedder, path: str, text: str, properties: Properties) -> None:
    id = store.new_ids([("/files", path)])["/files", path]
    title = path.rsplit(".", 1)[0].replace("_", " ")
    numbered = "\f" in text
    pages = [Page(each, at if numbered else None) for at, each in enumerate(text.split("\f"), start=1)]
    chunks = [chunk for place, page in enumerate(pages) for chunk in _chunks(id, title, place, page)]
    chunks = [Chunk(**{**vars(chunk), "ordinal": at}) for at, chunk in enumerate(chunks)]
    passages = make_passages(pages, path, chunks, {chunk.digest for chunk in chunks}, windows=embedder.windows)
    embedded = dict(zip(passages, embedder.embed_passages(list(passages.values())), strict=True))
    windows = {digest: each.windows for digest, each in embedded.items() if each.windows}
    store.remember({digest: each.vector for digest, each in embedded.items()}, windows)
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        id,
        "/files",
        path,
        digest,
        len(text),
        1,
        title,
        "text/plain",
        len(pages),
        len(chunks),
        NOW,
        properties=properties,
    )
    store.replace(document, pages, chunks)


def _chunks(document: str, title: str, place: int, page: Page) -> list[Chunk]:
    found: list[Chunk] = []
    start = 0
    for paragraph in page.text.split("\n\n"):
        id = hashlib.sha256(f"{document}:{place}:{start}".encode()).hexdigest()[:32]
        found.append(Chunk(id, document, 0, place, page.number, start, start + len(paragraph), paragraph, title))
        start += len(paragraph) + 2
    return found
