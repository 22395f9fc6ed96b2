"""What a document says of its own standing, and which others may have changed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from api.backend.protocol import Backend
from kb.answer.precedence.validity import HEAD, Validity, make_validity
from kb.text.terms import extract_terms, is_stop_word
from kb.types import Document

MOST = 300  # documents whose first pages are read: a tenth of a second


def read_validity(backend: Backend, document: Document) -> Validity:
    return make_validity(document.title, document.path, backend.page(document.id, 1).text[:HEAD])


def related_documents(document: Document, documents: Sequence[Document]) -> list[Document]:
    """Others that may change it, or be changed by it: all where they are few, else those whose names share a word."""
    others = [other for other in documents if other.id != document.id]
    if len(others) <= MOST:
        return others
    own = set(_terms(document))
    return [other for other in others if own.intersection(_terms(other))][:MOST]


def _terms(document: Document) -> Iterator[str]:
    named = f"{document.title} {PurePosixPath(document.path).stem}"
    return (term for term in extract_terms(named) if len(term) > 1 and not is_stop_word(term))
