"""Whether stored pages are still what was taken in: nothing else may be quoted."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select, text

from kb.errors import PageDamaged
from kb.store.catalog import Transaction
from kb.store.catalog.schema import decode_text, digest_of, documents, pages, text_digest

REMEDY = (
    "Put a backup back with: kb restore FILE --force. Or keep a copy of its file, then: kb docs remove {} and ingest "
    "the file again."
)


def verify_text(document: str, number: int | None, digest: str, stored: bytes) -> str:
    """The text of a row of `pages`, whose columns these are, as it is `stored`. Raises PageDamaged."""
    if digest_of(stored) != digest:
        name = f"Page {number}" if number else "The text"
        raise PageDamaged(
            f"{name} of the document {document} is damaged in the catalog: it is not what was taken in, and is "
            "not quoted.",
            REMEDY.format(document),
        )
    return decode_text(stored)


def find_damaged_pages(tx: Transaction) -> Iterator[tuple[str, str, int | None]]:
    """Document, path and page number of each that is not what was taken in. Reads the text of all spaces."""
    columns = (pages.c.document, pages.c.number, pages.c.digest, pages.c.text, documents.c.path)
    query = select(*columns).join(documents, documents.c.id == pages.c.document).order_by(pages.c.key)
    for row in tx.execution_options(yield_per=200).execute(query):  # rows: their text need not fit into memory
        if text_digest(row.text) != row.digest:
            yield row.document, row.path, row.number


def find_broken_structure(tx: Transaction) -> list[str]:
    """What SQLite finds wrong with the file, and rows that refer to nothing; empty where all is well."""
    found = [str(line) for line in tx.scalars(text("PRAGMA integrity_check(5)"))]
    lost = tx.execute(text("PRAGMA foreign_key_check")).all()[:5]
    return [line for line in found if line != "ok"] + [
        f"a row of {row[0]} belongs to no row of {row[2]}" for row in lost
    ]
