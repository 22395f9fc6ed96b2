"""What is shown around chunks, in the catalog: measured while taking in, and read by searches."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, literal_column, select, update

from kb.store.catalog import Transaction
from kb.store.catalog.chunks import surroundings_row
from kb.store.catalog.driver import DriverStatement, select_rows
from kb.store.catalog.schema import ROWID, SURROUNDINGS, chunks, documents
from kb.types import Chunk


class TermsRow(NamedTuple):
    """The terms that are kept of a chunk."""

    rowid: int
    document: str
    ordinal: int
    start: int
    packed: bytes


def read_terms(tx: Transaction, ranges: Iterable[tuple[int, int]]) -> list[TermsRow]:
    """Those of the chunks from each first to each last `rowid`, each once, in this order."""
    apart: list[list[int]] = []
    for first, last in sorted(ranges):
        if apart and first <= apart[-1][1]:
            apart[-1][1] = max(apart[-1][1], last)
        else:
            apart.append([first, last])
    return sorted(map(TermsRow._make, select_rows(tx, _TERMS, json.dumps(apart))))  # SQLite would copy them to sort


def list_unmeasured(tx: Transaction, space: int) -> list[str]:
    """The documents some of whose chunks have no surroundings."""
    query = select(chunks.c.document).join(documents).where(documents.c.space == space, chunks.c.shown_before.is_(None))
    return list(tx.scalars(query.distinct().order_by(chunks.c.document)))


def set_surroundings(tx: Transaction, passages: Iterable[Chunk]) -> None:
    for chunk in passages:
        values = dict(zip((column.name for column in SURROUNDINGS), surroundings_row(chunk), strict=True))
        tx.execute(update(chunks).where(chunks.c.id == chunk.id).values(values))


def _select_terms() -> Select[Any]:
    """By a list of ranges. By document and ordinal it takes twice as long: each row is looked for by itself."""
    wanted = func.json_each(bindparam("ranges")).table_valued("value")
    first, last = (func.json_extract(wanted.c.value, literal_column(f"'$[{at}]'")) for at in range(2))
    query = select(ROWID, *(chunks.c[name] for name in ("document", "ordinal", "start", "terms")))
    return query.where(ROWID.between(first, last), chunks.c.shown_before.is_not(None))


_TERMS = DriverStatement(_select_terms())
