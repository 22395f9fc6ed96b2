"""What is shown around chunks, in the catalog: measured while taking in, and read by searches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, update

from kb.store.catalog import Transaction
from kb.store.catalog.chunks import surroundings_row
from kb.store.catalog.driver import DriverStatement, select_rows
from kb.store.catalog.schema import SURROUNDINGS, chunks, documents
from kb.store.terms import KeptTerms
from kb.types import Chunk


def read_terms(tx: Transaction, ranges: Iterable[tuple[str, int, int]]) -> Iterator[tuple[tuple[str, int], KeptTerms]]:
    """By document and ordinal, what is kept of the chunks of each document from one ordinal to another; in no order."""
    for document, ordinal, start, terms in select_rows(tx, _TERMS, json.dumps(list(ranges))):
        yield (document, ordinal), KeptTerms(start, terms)


def list_unmeasured(tx: Transaction, space: int) -> list[str]:
    """The documents some of whose chunks have no surroundings."""
    query = select(chunks.c.document).join(documents).where(documents.c.space == space, chunks.c.shown_before.is_(None))
    return list(tx.scalars(query.distinct().order_by(chunks.c.document)))


def set_surroundings(tx: Transaction, passages: Iterable[Chunk]) -> None:
    for chunk in passages:
        values = dict(zip((column.name for column in SURROUNDINGS), surroundings_row(chunk), strict=True))
        tx.execute(update(chunks).where(chunks.c.id == chunk.id).values(values))


def _select_terms() -> Select[Any]:
    """By a list of documents, each with a first and a last ordinal."""
    wanted = func.json_each(bindparam("ranges")).table_valued("value")
    document, first, last = (func.json_extract(wanted.c.value, literal_column(f"'$[{at}]'")) for at in range(3))
    query = select(chunks.c.document, chunks.c.ordinal, chunks.c.start, chunks.c.terms)
    query = query.where(chunks.c.document == document, chunks.c.ordinal.between(first, last))
    return query.where(chunks.c.shown_before.is_not(None))


_TERMS = DriverStatement(_select_terms())
