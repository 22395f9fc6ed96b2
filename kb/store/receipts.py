"""What was erased, and whether all of it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Receipt:
    """What was erased with a document, place by place.

    `vectors` counts those that no other document of the space shares. Where `complete` is False, all of it is out of
    reach of every search, and files of the home may hold bytes of it until `Store.tidy`.
    """

    document: str
    path: str
    pages: int
    chunks: int
    vectors: int
    vector_entries: int  # in Chroma
    keyword_entries: int  # in tantivy
    complete: bool
    answers: int = 0  # kept ones that were made from it


@dataclass(frozen=True)
class SpaceReceipt:
    """What was erased with a space."""

    space: str
    documents: int
    pages: int
    chunks: int
    vectors: int
    answers: int
    complete: bool  # False: files of the home may hold bytes of it, out of reach of every search
