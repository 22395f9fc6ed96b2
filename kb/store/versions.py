"""Versions of documents that wait to be shown, and how they come to be what the catalog holds."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from kb.store.catalog import Transaction, answers, chunks, documents, failures, spaces, vectors
from kb.types import Chunk, Document, Page


@dataclass(frozen=True)
class Version:
    """A document with its whole text, and the chunks that it is found by."""

    document: Document
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]


def make_version(document: Document, pages: Sequence[Page], passages: Sequence[Chunk]) -> Version:
    """The document with its pages and chunks counted. Raises ValueError for a chunk that is not where it says.

    The catalog keeps a chunk's place only, and takes its text from the page and its title from the document.
    """
    for chunk in passages:
        page = pages[chunk.page_index]
        if chunk.text != page.text[chunk.start : chunk.end] or chunk.page != page.number:
            raise ValueError(f"chunk {chunk.ordinal} of {document.path} is not where it says")
        if chunk.document != document.id or chunk.title != document.title:
            raise ValueError(f"chunk {chunk.ordinal} of {document.path} is of another document")
    return Version(replace(document, pages=len(pages), chunks=len(passages)), tuple(pages), tuple(passages))


def find_difference(
    tx: Transaction, space: int, versions: Sequence[Version], embedded: Set[str]
) -> tuple[list[Chunk], list[str]]:
    """Which chunks the indexes lack, and the ids of those that will be out of date.

    Of `embedded`, which are digests, it is known that the catalog holds their vectors.

    Raises ValueError for a chunk without a vector, or one that stands for another text than before.
    """
    coming = {chunk.id: chunk for version in versions for chunk in version.chunks}
    held = chunks.digests_of_documents(tx, [version.document.id for version in versions])
    unknown = {chunk.digest for chunk in coming.values()} - embedded
    unknown -= vectors.find_known(tx, space, unknown)
    if unknown:
        raise ValueError(f"{len(unknown)} chunks have no vector: remember them before flush")
    changed = [id for id, chunk in coming.items() if held.get(id, chunk.digest) != chunk.digest]
    if changed:
        raise ValueError(f"chunk {changed[0]} stands for another text than before")
    return [chunk for id, chunk in coming.items() if id not in held], sorted(held.keys() - coming.keys())


def write_versions(tx: Transaction, space: int, versions: Sequence[Version], *, leftovers: bool) -> None:
    """The versions in place of what was there; with `leftovers`, files may still hold bytes of that."""
    documents.write(tx, space, [(version.document, version.pages) for version in versions])
    chunks.write(tx, [chunk for version in versions for chunk in version.chunks])
    leftovers |= answers.forget_unfounded(tx, {version.document.id: version.pages for version in versions}) > 0
    failures.forget(tx, space, [(version.document.root, version.document.path) for version in versions])
    if leftovers:
        spaces.set_state(tx, space, leftovers=True)
    spaces.advance(tx, space)
