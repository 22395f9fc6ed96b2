"""Chunks in the catalog: places in pages, whose text is read from the page when asked for."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, insert, select

from kb.catalog import Transaction
from kb.catalog.schema import chunks, documents, pages
from kb.types import Chunk

BATCH = 500  # values in one IN (…)


class Placed(NamedTuple):
    """A chunk and the path of its document."""

    chunk: Chunk
    path: str


def of_document(tx: Transaction, document_id: str) -> list[Chunk]:
    rows = tx.execute(_places().where(chunks.c.document == document_id).order_by(chunks.c.ordinal))
    return [placed.chunk for placed in _with_text(tx, rows.all())]


def current(tx: Transaction, space: int, ids: Sequence[str]) -> dict[str, Placed]:
    """Those of `ids` that the space holds now."""
    rows: list[Row[Any]] = []
    for some in batches(ids):
        rows += tx.execute(_places().where(chunks.c.id.in_(some), documents.c.space == space)).all()
    return {placed.chunk.id: placed for placed in _with_text(tx, rows)}


def digests(tx: Transaction, space: int) -> dict[str, str]:
    """Chunk id → digest, for the whole space."""
    query = select(chunks.c.id, chunks.c.digest).join(documents).where(documents.c.space == space)
    return {row.id: row.digest for row in tx.execute(query)}


def digests_of(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """Chunk id → digest, for those of these chunks that there are."""
    found: dict[str, str] = {}
    for some in batches(ids):
        found |= {
            row.id: row.digest for row in tx.execute(select(chunks.c.id, chunks.c.digest).where(chunks.c.id.in_(some)))
        }
    return found


def digests_of_documents(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """Chunk id → digest, for these documents."""
    found: dict[str, str] = {}
    for some in batches(ids):
        rows = tx.execute(select(chunks.c.id, chunks.c.digest).where(chunks.c.document.in_(some)))
        found |= {row.id: row.digest for row in rows}
    return found


def documents_with(tx: Transaction, ids: Collection[str]) -> list[str]:
    """The documents that any of these chunks belong to."""
    found: set[str] = set()
    for some in batches(list(ids)):
        found |= set(tx.scalars(select(chunks.c.document).where(chunks.c.id.in_(some)).distinct()))
    return sorted(found)


def count(tx: Transaction, space: int) -> int:
    total = select(func.coalesce(func.sum(documents.c.chunks), 0)).where(documents.c.space == space)
    return int(tx.execute(total).scalar_one())


def write(tx: Transaction, passages: Iterable[Chunk]) -> None:
    rows = [_row(chunk) for chunk in passages]
    if rows:
        tx.execute(insert(chunks), rows)


def batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


def _places() -> Select[Any]:
    same_page = (pages.c.document == chunks.c.document) & (pages.c.place == chunks.c.page_index)
    return (
        select(chunks, documents.c.title, documents.c.path, pages.c.number)
        .join(documents, documents.c.id == chunks.c.document)
        .join(pages, same_page)
    )


def _with_text(tx: Transaction, rows: Sequence[Row[Any]]) -> list[Placed]:
    texts = _texts(tx, sorted({(row.document, row.page_index) for row in rows}))
    return [Placed(_chunk(row, texts[row.document, row.page_index]), row.path) for row in rows]


def _texts(tx: Transaction, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    by_document: dict[str, list[int]] = {}
    for document, place in wanted:
        by_document.setdefault(document, []).append(place)
    found: dict[tuple[str, int], str] = {}
    for document, places in by_document.items():
        query = select(pages.c.place, pages.c.text).where(pages.c.document == document)
        if len(places) <= BATCH:
            query = query.where(pages.c.place.in_(places))
        found |= {(document, row.place): row.text for row in tx.execute(query)}
    return found


def _chunk(row: Row[Any], page_text: str) -> Chunk:
    return Chunk(
        id=row.id,
        document=row.document,
        ordinal=row.ordinal,
        page_index=row.page_index,
        page=row.number,
        start=row.start,
        end=row.end,
        text=page_text[row.start : row.end],
        title=row.title,
        heading=tuple(json.loads(row.heading)),
        context=row.context,
    )


def _row(chunk: Chunk) -> dict[str, Any]:
    return {
        "id": chunk.id,
        "document": chunk.document,
        "ordinal": chunk.ordinal,
        "page_index": chunk.page_index,
        "start": chunk.start,
        "end": chunk.end,
        "heading": json.dumps(chunk.heading, ensure_ascii=False),
        "context": chunk.context,
        "digest": chunk.digest,
    }
