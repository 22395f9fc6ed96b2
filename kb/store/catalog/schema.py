"""The catalog's tables."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    literal_column,
)

# 2: answers; 3: thresholds; 4: digests of pages, vectors by space; 5: no thresholds; 6: what files say of themselves;
# 7: windows of chunks, and what a space is being embedded with anew; 8: surroundings of chunks; 9: navigation;
# 10: terms of each chunk in parts, no longer of all that surrounds it
VERSION = 10
APPLICATION = 0x6B62  # "kb", so that another program's file is not taken for ours


def encode_text(text: str) -> bytes:
    """As `Utf8` keeps it."""
    return text.encode("utf-8", "surrogatepass")


def decode_text(stored: bytes) -> str:
    return bytes(stored).decode("utf-8", "surrogatepass")


class Utf8(TypeDecorator[str]):
    """Any str at all: SQLite's own text refuses the lone surrogates that undecodable file names are made of."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else encode_text(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else decode_text(value)


def _not_null(name: str, kind: Any, *more: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=False)


metadata = MetaData()

embedders = Table(
    "embedders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", Utf8, nullable=False, unique=True),
    _not_null("name", Utf8),
    _not_null("dimensions", Integer),
)

spaces = Table(
    "spaces",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Utf8, nullable=False, unique=True),
    Column("embedder", Integer, ForeignKey("embedders.id")),
    Column("next_embedder", Integer, ForeignKey("embedders.id")),  # whose vectors are not all there yet
    _not_null("generation", Integer),  # grows with every visible change
    _not_null("vectors", Integer),  # which folder is the index of now
    _not_null("words", Integer),
    _not_null("dirty", Boolean),  # the indexes may differ from the catalog
    _not_null("leftovers", Boolean),  # files may still hold bytes of what was removed
)

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    _not_null("space", Integer, ForeignKey("spaces.id")),
    _not_null("root", Utf8),
    _not_null("path", Utf8),
    _not_null("digest", Text),
    _not_null("size", Integer),
    _not_null("modified_ns", Integer),
    _not_null("title", Utf8),
    _not_null("media_type", Text),
    _not_null("pages", Integer),
    _not_null("chunks", Integer),
    _not_null("updated_at", Text),
    _not_null("problems", Utf8),
    _not_null("changed_ns", Integer),
    _not_null("properties", Utf8),
    Index("documents_by_path", "space", "path", "root"),
)

pages = Table(
    "pages",
    metadata,
    Column("key", Text, primary_key=True),  # see page_key
    _not_null("document", Text, ForeignKey("documents.id", ondelete="CASCADE")),
    _not_null("place", Integer),  # from 0
    Column("number", Integer),
    Column("label", Utf8),
    _not_null("headings", Utf8),
    _not_null("furniture", Utf8),  # Page.boilerplate; homes of before have the column by this name
    Column("navigation", Utf8),  # NULL where there is none, or none was looked for
    Column("problem", Utf8),
    _not_null("digest", Text),  # SHA-256 of the text, to tell whether it is still what was taken in
    _not_null("text", Utf8),  # last: SQLite reads a row's columns in order, and stops at the last one asked for
    Index("pages_by_document", "document", "place"),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", Text, primary_key=True),
    _not_null("document", Text, ForeignKey("documents.id", ondelete="CASCADE")),
    _not_null("ordinal", Integer),
    _not_null("page_index", Integer),
    _not_null("start", Integer),
    _not_null("end", Integer),
    _not_null("heading", Utf8),
    _not_null("context", Utf8),
    _not_null("digest", Text),
    Column("shown_start", Integer),  # these five: Surroundings, NULL where none were measured
    Column("shown_end", Integer),
    Column("shown_before", Integer),  # NULL, too, where `terms` are as formats 8 and 9 have them
    Column("shown_after", Integer),
    Column("terms", LargeBinary),
    Index("chunks_by_document", "document", "ordinal"),
    Index("chunks_by_digest", "digest"),
)

SURROUNDINGS = (
    chunks.c.shown_start,
    chunks.c.shown_end,
    chunks.c.shown_before,
    chunks.c.shown_after,
    chunks.c.terms,
)

ROWID: ColumnElement[int] = literal_column("chunks.rowid")  # SQLite's own

vectors = Table(
    "vectors",
    metadata,
    _not_null("space", Integer, ForeignKey("spaces.id")),  # not shared: a receipt of one space tells nothing of others
    _not_null("embedder", Integer, ForeignKey("embedders.id")),
    _not_null("digest", Text),
    _not_null("vector", LargeBinary),  # float32, little-endian
    Column("windows", LargeBinary),  # see kb.store.windows; NULL where its embedder gave none
    PrimaryKeyConstraint("space", "embedder", "digest"),
)

failures = Table(
    "failures",
    metadata,
    _not_null("space", Integer, ForeignKey("spaces.id")),
    _not_null("root", Utf8),
    _not_null("path", Utf8),
    _not_null("digest", Text),
    _not_null("loader", Text),
    _not_null("reason", Utf8),
    PrimaryKeyConstraint("space", "root", "path"),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Text, primary_key=True),
    _not_null("space", Integer, ForeignKey("spaces.id")),
    _not_null("asked_at", Text),
    _not_null("question", Utf8),
    _not_null("standalone", Utf8),
    _not_null("passages", Utf8),
    _not_null("answer", Utf8),
    _not_null("refused", Boolean),
    _not_null("citations", Utf8),
    _not_null("model", Utf8),
    _not_null("role", Utf8),
    Column("rating", Integer),
    Column("correction", Utf8),
    Column("rated_at", Text),
    Index("answers_by_time", "space", "asked_at"),
)

answer_sources = Table(
    "answer_sources",
    metadata,
    _not_null("answer", Text, ForeignKey("answers.id", ondelete="CASCADE")),
    _not_null("document", Text),
    PrimaryKeyConstraint("answer", "document"),
    Index("answers_by_document", "document"),
)


def page_key(document_id: str, place: int) -> str:
    """One value for both: SQLite reads the whole table where (document, place) is looked for in a list of pairs."""
    return f"{document_id}:{place}"


def text_digest(text: str) -> str:
    """SHA-256 of a page's text as it is stored, hex."""
    return digest_of(encode_text(text))


def digest_of(stored: bytes) -> str:
    return hashlib.sha256(stored).hexdigest()
