"""Documents and their pages in the catalog."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import count
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from kb.properties import Properties
from kb.store.catalog import Transaction
from kb.store.catalog.chunks import batches, list_values, listed
from kb.store.catalog.driver import DriverStatement, insert_rows, select_first_column, select_rows
from kb.store.catalog.page_digests import verify_text
from kb.store.catalog.schema import decode_text, digest_of, documents, encode_text, page_key, pages
from kb.types import Document, Heading, Page, Span

Place = tuple[str, str]
"""A document's root and path."""

LARGEST = 2**63 - 1  # what an integer of SQLite holds
_AT = DriverStatement(
    select(documents.c.id).where(
        documents.c.space == bindparam("space"),
        documents.c.path == bindparam("path"),
        documents.c.root == bindparam("root"),
    )
)
_SIZES = DriverStatement(
    select(documents.c.id, documents.c.path, documents.c.chunks)
    .where(documents.c.space == bindparam("space"))
    .order_by(documents.c.path, documents.c.root)
)
_PATHS = DriverStatement(
    select(documents.c.id, documents.c.path, documents.c.space).where(documents.c.id.in_(listed("ids")))
)
_KNOWN = DriverStatement(select(documents.c.id).where(documents.c.id == bindparam("id")))


def all_of(tx: Transaction, space: int) -> list[Document]:
    rows = tx.execute(select(documents).where(documents.c.space == space).order_by(documents.c.path, documents.c.root))
    return [_document(row) for row in rows]


def list_sizes(tx: Transaction, space: int) -> list[tuple[str, str, int]]:
    """Id, path and number of chunks of each, by path: what a question of a part of them asks."""
    return [(id, decode_text(path), chunks) for id, path, chunks in select_rows(tx, _SIZES, space)]


def paths_of(tx: Transaction, space: int, ids: Iterable[str]) -> dict[str, str]:
    """The path of each of these that is in the space."""
    return {id: decode_text(path) for id, path, of in select_rows(tx, _PATHS, list_values(ids)) if of == space}


def one(tx: Transaction, space: int, document_id: str) -> Document | None:
    row = tx.execute(select(documents).where(documents.c.space == space, documents.c.id == document_id)).first()
    return _document(row) if row else None


def ids_at(tx: Transaction, space: int, name: str, places: Iterable[Place]) -> dict[Place, str]:
    """The id of the document at each place, or for a new one there 32 hex characters that no other has.

    `name` is the space's.
    """
    return {place: _read_id(tx, space, place) or _make_id(tx, name, place) for place in places}


def _read_id(tx: Transaction, space: int, place: Place) -> str | None:
    root, path = map(encode_text, place)
    return next(iter(select_first_column(tx, _AT, space, path, root)), None)


def _make_id(tx: Transaction, space: str, place: Place) -> str:
    for attempt in count():  # a document that moved away keeps its id
        name = "\0".join((space, *place, str(attempt)))
        id = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if not select_first_column(tx, _KNOWN, id):
            return id
    raise AssertionError("count() has no end")


def pages_of(tx: Transaction, document_id: str) -> list[Page]:
    return [_page(row) for row in select_rows(tx, _ALL_PAGES, document_id)]


def page(tx: Transaction, document_id: str, number: int | None) -> Page | None:
    if number is not None and not 0 < number <= LARGEST:
        return None
    return next(map(_page, select_rows(tx, _NUMBERED, document_id, number)), None)


def pages_at(tx: Transaction, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Page]:
    keys = list_values(page_key(*place) for place in places)
    return {(row[0], row[1]): _page(row) for row in select_rows(tx, _PAGES, keys)}


def list_languages(tx: Transaction, space: int) -> list[str]:
    """Those of the documents, that of most chunks first; "" stands for documents that tell none."""
    language = func.coalesce(func.json_extract(documents.c.properties, "$.language"), "")
    largest = func.sum(documents.c.chunks).desc()
    rows = tx.execute(select(language).where(documents.c.space == space).group_by(language).order_by(largest))
    return list(rows.scalars())


def write(tx: Transaction, space: int, several: Sequence[tuple[Document, Sequence[Page]]]) -> None:
    """Documents, each with these pages and no chunks, in place of what had their ids."""
    for ids in batches([document.id for document, _ in several]):
        tx.execute(delete(documents).where(documents.c.id.in_(ids)))
    if several:
        tx.execute(insert(documents), [_document_row(space, document) for document, _ in several])
    rows = [_page_row(document.id, place, page) for document, text in several for place, page in enumerate(text)]
    insert_rows(tx, _INSERT_PAGES, rows)


def move(tx: Transaction, document_id: str, root: str, path: str) -> None:
    tx.execute(update(documents).where(documents.c.id == document_id).values(root=root, path=path))


def touch(tx: Transaction, times: Mapping[str, tuple[int, int]]) -> None:
    """Sets the times by which documents are compared with their files."""
    for document_id, (modified_ns, changed_ns) in times.items():
        values = {"modified_ns": modified_ns, "changed_ns": changed_ns}
        tx.execute(update(documents).where(documents.c.id == document_id).values(**values))


def erase(tx: Transaction, document_id: str) -> None:
    """Its pages and chunks go with it."""
    tx.execute(delete(documents).where(documents.c.id == document_id))


def _document(row: Row[Any]) -> Document:
    values = {name: value for name, value in row._mapping.items() if name != "space"}
    problems, properties = json.loads(values["problems"]), Properties(**json.loads(values["properties"]))
    return Document(**{**values, "problems": tuple(problems), "properties": properties})


def _document_row(space: int, document: Document) -> dict[str, Any]:
    values = {field.name: getattr(document, field.name) for field in fields(document)}
    lists = {"problems": _dump_value(document.problems), "properties": _dump_value(vars(document.properties))}
    return {**values, **lists, "space": space}


def _page(row: tuple[Any, ...]) -> Page:
    document, _, number, label, headings, boilerplate, navigation, problem, digest, text = row
    return Page(
        text=verify_text(document, number, digest, text),
        number=number,
        label=None if label is None else decode_text(label),
        headings=tuple(Heading(*values) for values in json.loads(headings)),
        boilerplate=tuple(Span(*values) for values in json.loads(boilerplate)),
        navigation=tuple(Span(*values) for values in json.loads(navigation or "[]")),
        problem=None if problem is None else decode_text(problem),
    )


_COLUMNS = [column for column in pages.c if column.name != "key"]
_PAGES = DriverStatement(select(*_COLUMNS).where(pages.c.key.in_(listed("keys"))))
_ALL_PAGES = DriverStatement(select(*_COLUMNS).where(pages.c.document == bindparam("document")).order_by(pages.c.place))
_NUMBERED = DriverStatement(
    select(*_COLUMNS).where(pages.c.document == bindparam("document"), pages.c.number.is_(bindparam("number")))
)
_INSERT_PAGES = DriverStatement(insert(pages))


def _page_row(document_id: str, place: int, page: Page) -> tuple[Any, ...]:
    """In the order of the table's columns."""
    text = encode_text(page.text)
    return (
        page_key(document_id, place),
        document_id,
        place,
        page.number,
        None if page.label is None else encode_text(page.label),
        _encode_value([(heading.start, heading.level, heading.title) for heading in page.headings]),
        _encode_spans(page.boilerplate),
        _encode_spans(page.navigation) if page.navigation else None,
        None if page.problem is None else encode_text(page.problem),
        digest_of(text),
        text,
    )


def _encode_spans(spans: Sequence[Span]) -> bytes:
    return _encode_value([(span.start, span.end) for span in spans])


def _encode_value(value: Any) -> bytes:
    return encode_text(_dump_value(value))


def _dump_value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
