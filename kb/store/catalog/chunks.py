"""Chunks in the catalog: places in pages, whose text is read from the page when asked for."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, insert, or_, select

from kb.store.catalog import Transaction
from kb.store.catalog.driver import DriverStatement, insert_rows, select_rows
from kb.store.catalog.page_digests import verify_text
from kb.store.catalog.schema import ROWID, SURROUNDINGS, chunks, decode_text, documents, encode_text, page_key, pages
from kb.types import Chunk, Page, Span

BATCH = 500  # values in one IN (…)
_AROUND = 64  # chunks before and after one among which its surroundings are looked for: 6,000 characters and more

_AT_ONCE = 50  # passages in one query: SQLite takes 1,000 terms

_TOTAL = select(func.coalesce(func.sum(documents.c.chunks), 0)).where(documents.c.space == bindparam("space"))


class ChunkRow(NamedTuple):
    """A chunk as the catalog has it, with its document's title and path; without its text."""

    id: str
    document: str
    ordinal: int
    page_index: int
    start: int
    end: int
    digest: str
    heading: bytes
    context: str
    title: str
    path: str


class PlaceRow(NamedTuple):
    """Where a chunk is, and how much is shown around it; chunks of a document have one `rowid` after the other."""

    rowid: int
    id: str
    document: str
    ordinal: int
    page_index: int
    start: int
    end: int
    digest: str
    shown_start: int | None
    shown_end: int | None
    shown_before: int | None
    shown_after: int | None

    @property
    def shown(self) -> Span | None:
        """None in a home of before it was measured so, until its documents are taken in anew."""
        if self.shown_start is None or self.shown_end is None or self.shown_before is None:
            return None
        return Span(self.shown_start, self.shown_end)


class Placed(NamedTuple):
    """A chunk and the path of its document."""

    chunk: Chunk
    path: str


def of_document(tx: Transaction, document_id: str) -> list[Chunk]:
    rows = [_chunk_row(row) for row in select_rows(tx, _OF_DOCUMENT, document_id)]
    return [placed.chunk for placed in with_text(tx, rows)]


def current(tx: Transaction, space: int, ids: Sequence[str]) -> dict[str, Placed]:
    """Those of `ids` that the space holds now."""
    return {placed.chunk.id: placed for placed in with_text(tx, list(rows_of(tx, space, ids).values()))}


def rows_of(tx: Transaction, space: int, ids: Sequence[str]) -> dict[str, ChunkRow]:
    """The same as rows, without their text."""
    found = select_rows(tx, _ROWS, list_values(ids))  # at once: one by one they take half as long again
    return {row[0]: _chunk_row(row) for row in found if row[-1] == space}


def places_of(tx: Transaction, ids: Iterable[str]) -> list[PlaceRow]:
    """Where they are, in whatever space: what a search asks of many chunks, of which it shows a few."""
    return list(map(PlaceRow._make, select_rows(tx, _PLACES, list_values(ids))))


def digests(tx: Transaction, space: int) -> dict[str, str]:
    """Chunk id → digest, for the whole space."""
    query = select(chunks.c.id, chunks.c.digest).join(documents).where(documents.c.space == space)
    return {row.id: row.digest for row in tx.execute(query)}


def digests_of_documents(tx: Transaction, ids: Sequence[str]) -> dict[str, str]:
    """Chunk id → digest, for these documents in their order."""
    found: dict[str, dict[str, str]] = {id: {} for id in ids}
    for document, id, digest in select_rows(tx, _OF_DOCUMENTS, list_values(ids)):
        found[document][id] = digest
    return {id: digest for several in found.values() for id, digest in several.items()}


def digests_around(tx: Transaction, passages: Sequence[Chunk], beyond: int) -> dict[tuple[str, int], dict[int, str]]:
    """By document and page: start → digest, of the chunks that lie within so many characters of any passage there."""
    found: dict[tuple[str, int], dict[int, str]] = {}
    for at in range(0, len(passages), _AT_ONCE):
        near = or_(*(_lie_around(chunk, beyond) for chunk in passages[at : at + _AT_ONCE]))
        columns = (chunks.c.document, chunks.c.page_index, chunks.c.start, chunks.c.digest)
        for row in tx.execute(select(*columns).where(near).order_by(chunks.c.document, chunks.c.ordinal)):
            found.setdefault((row.document, row.page_index), {})[row.start] = row.digest
    return found


def documents_with(tx: Transaction, ids: Collection[str]) -> list[str]:
    """The documents that any of these chunks belong to."""
    found: set[str] = set()
    for some in batches(list(ids)):
        found |= set(tx.scalars(select(chunks.c.document).where(chunks.c.id.in_(some)).distinct()))
    return sorted(found)


def count(tx: Transaction, space: int) -> int:
    return int(tx.execute(_TOTAL, {"space": space}).scalar_one())


def write(tx: Transaction, passages: Iterable[Chunk]) -> None:
    insert_rows(tx, _INSERT, list(map(_row, passages)))


def batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


def list_values(values: Iterable[str]) -> str:
    """What is told for a `listed` parameter."""
    return json.dumps(list(values))


def listed(name: str) -> Select[Any]:
    """For IN (…): any number of texts as one parameter. Of one each, SQLAlchemy writes the query anew every time."""
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)


def _select_rows() -> Select[Any]:
    own = (chunks.c[name] for name in ChunkRow._fields if name in chunks.c)
    return select(*own, documents.c.title, documents.c.path, documents.c.space).join(documents)


_TEXT = (pages.c.key, pages.c.document, pages.c.number, pages.c.digest, pages.c.text)
_TEXTS = DriverStatement(select(*_TEXT).where(pages.c.key.in_(listed("keys"))))
# Put together once: to do that takes longer than to ask. Asked for the space too, SQLite walks through its documents.
_ROWS = DriverStatement(_select_rows().where(chunks.c.id.in_(listed("ids"))))
_OF_DOCUMENT = DriverStatement(
    _select_rows().where(chunks.c.document == bindparam("document")).order_by(chunks.c.ordinal)
)
_OF_DOCUMENTS = DriverStatement(
    select(chunks.c.document, chunks.c.id, chunks.c.digest)
    .where(chunks.c.document.in_(listed("documents")))
    .order_by(chunks.c.document, chunks.c.ordinal)
)
_PLACE = (ROWID, *(chunks.c[name] for name in PlaceRow._fields[1:]))
_PLACES = DriverStatement(select(*_PLACE).where(chunks.c.id.in_(listed("ids"))))


def _lie_around(chunk: Chunk, beyond: int) -> ColumnElement[bool]:
    return and_(
        chunks.c.document == chunk.document,
        chunks.c.ordinal.between(chunk.ordinal - _AROUND, chunk.ordinal + _AROUND),
        chunks.c.page_index == chunk.page_index,
        chunks.c.start < chunk.end + beyond,
        chunks.c.end > chunk.start - beyond,
    )


def with_text(tx: Transaction, rows: Sequence[ChunkRow]) -> list[Placed]:
    """The chunks of these rows, in their order."""
    keys = [page_key(row.document, row.page_index) for row in rows]
    texts = select_rows(tx, _TEXTS, list_values(dict.fromkeys(keys)))
    found = {key: (page[1], verify_text(*page)) for key, *page in texts}
    return [Placed(_chunk(row, *found[key]), row.path) for row, key in zip(rows, keys, strict=True)]


def on_page(row: ChunkRow, page: Page) -> Chunk:
    """The chunk of a row, on its page."""
    return _chunk(row, page.number, page.text)


def _chunk_row(row: tuple[Any, ...]) -> ChunkRow:
    return ChunkRow._make((*row[:-4], *map(decode_text, row[-4:-1])))  # what is last is the space


def _chunk(row: ChunkRow, page: int | None, text: str) -> Chunk:
    return Chunk(
        id=row.id,
        document=row.document,
        ordinal=row.ordinal,
        page_index=row.page_index,
        page=page,
        start=row.start,
        end=row.end,
        text=text[row.start : row.end],
        title=row.title,
        heading=tuple(json.loads(row.heading)),
        context=row.context,
    )


_INSERT = DriverStatement(insert(chunks))


def _row(chunk: Chunk) -> tuple[Any, ...]:
    """In the order of the table's columns."""
    return (
        chunk.id,
        chunk.document,
        chunk.ordinal,
        chunk.page_index,
        chunk.start,
        chunk.end,
        _encode_heading(chunk.heading),
        encode_text(chunk.context),
        chunk.digest,
        *surroundings_row(chunk),
    )


@lru_cache(maxsize=1024)
def _encode_heading(heading: tuple[str, ...]) -> bytes:
    """The chunks of a section come one after the other."""
    return encode_text(json.dumps(heading, ensure_ascii=False))


def surroundings_row(chunk: Chunk) -> tuple[int | bytes | None, ...]:
    """The values of `SURROUNDINGS`."""
    around = chunk.surroundings
    if around is None:
        return (None,) * len(SURROUNDINGS)
    return around.start, around.end, around.before, around.after, around.terms
