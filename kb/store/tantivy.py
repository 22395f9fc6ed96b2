"""Chunks by their words: BM25 in a tantivy index, which can be thrown away and built again."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from kb.store.disk import catch_full_disk
from kb.store.permissions import make_folder
from kb.text.scripts import replace_surrogates

HEAP = 64_000_000  # bytes that the writer may hold before it writes a segment
# The two halves of an id, each in a column of its own: 60 ids are read from these in .02 ms, and from stored documents,
# which are unpacked together with others, in .6.
_HALVES = ("first", "second")
_BOTH = struct.Struct(">qq")  # a column whose numbers have a sign: tantivy takes those of Python to have one
_COPIED = 10_000  # documents at a time
_REMEMBERED = 4096  # terms


class TantivyIndex:
    """Chunk ids, of 32 hex characters, and their terms, as kb.text.terms makes them; no positions.

    Changes show after `commit`.

    Raises DiskFull; what else tantivy raises means that the folder is broken.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writer: tantivy.IndexWriter | None = None
        with catch_full_disk(folder):
            make_folder(folder)
            try:
                self._halved, self._schema = True, _schema()
                self._index = tantivy.Index(self._schema, path=str(folder))
            except ValueError as error:
                if "schema" not in str(error).lower():
                    raise
                # Of before ids had columns: it serves until it is written anew.
                self._halved, self._schema = False, _schema_before()
                self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
            # By itself it reads the folder again in a thread of its own, which may show, after a commit, what was there
            # before it: nothing was found that had just been added, for half a second.
            self._index.config_reader("manual")
            self._index.reload()
        # A question's words are asked for by what mends them, by what weighs them, and by what chooses among sentences.
        self._counted: dict[str, int] = {}

    def add(self, chunks: Iterable[tuple[str, str]], *, new: bool = False) -> None:
        """Chunk ids, each with its terms, parted by blanks, in place of what they had before; `new`: they had none."""
        with self._open_writer() as writer:
            for id, terms in chunks:
                if not new:  # what is to be deleted is looked for in every segment
                    writer.delete_documents_by_term("id", id)
                writer.add_document(self._document(id, replace_surrogates(terms)))

    def delete(self, ids: Iterable[str]) -> None:
        with self._open_writer() as writer:
            for id in ids:
                writer.delete_documents_by_term("id", id)

    def commit(self) -> None:
        """Makes what was added and deleted durable, and shows it to searches that begin now."""
        if self._writer is None:
            return
        with self._open_writer() as writer:
            writer.commit()
        self._index.reload()
        self._counted = {}

    def search(self, terms: Iterable[str], k: int) -> list[tuple[str, float]]:
        """At most k ids of chunks that hold any of the terms, with their BM25 score, best first."""
        wanted = [self._query_term(term) for term in dict.fromkeys(terms)]
        if not wanted or k < 1:
            return []
        searcher = self._index.searcher()
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in wanted])
        hits = searcher.search(query, limit=k, count=False).hits
        ids = self._read_ids(searcher, [address for _, address in hits])
        return [(id, score) for id, (score, _) in zip(ids, hits, strict=True)]

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """How many chunks hold each term; deleted ones count until their segment is written anew."""
        if len(self._counted) > _REMEMBERED:
            self._counted = {}
        known = self._counted  # before the searcher, so that no count of before a commit is put among those of after it
        searcher = self._index.searcher()
        found = {}
        for term in terms:
            if term not in known:
                known[term] = searcher.doc_freq("terms", replace_surrogates(term))
            found[term] = known[term]
        return found

    def terms(self) -> Iterable[str]:
        """All terms, those of deleted chunks too until their segment is written anew."""
        return (term for term, _ in self._index.searcher().terms_with_prefix("terms", ""))

    def ids(self) -> set[str]:
        """Of all chunks in it, and of some that were deleted: to tell these apart takes a hundred times as long."""
        return {id for id, _ in self._index.searcher().terms_with_prefix("id", "")}

    def copy_to(self, other: TantivyIndex) -> None:
        """What is in it, and nothing of what was deleted: its own segments keep deleted terms."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(searcher.num_docs, 1), count=False).hits
        with other._open_writer() as writer:
            for at in range(0, len(hits), _COPIED):
                addresses = [address for _, address in hits[at : at + _COPIED]]
                for id, address in zip(self._read_ids(searcher, addresses), addresses, strict=True):
                    writer.add_document(other._document(id, searcher.doc(address)["terms"][0]))
        other.commit()

    def count(self) -> int:
        return self._index.searcher().num_docs

    def probe(self) -> None:
        """Raises where a file that searches read cannot be read."""
        searcher = self._index.searcher()
        for _, address in searcher.search(tantivy.Query.all_query(), limit=1, count=False).hits:
            searcher.doc(address)
            self._read_ids(searcher, [address])

    def close(self) -> None:
        """What was not committed is dropped; nothing is written afterwards."""
        writer, self._writer = self._writer, None
        if writer is not None:
            # Lets go of the folder's lock, whoever still refers to the writer. A rollback before it left the threads
            # that merge segments behind, and they wrote into a folder that was being removed.
            with catch_full_disk(self.folder):
                writer.wait_merging_threads()

    @contextmanager
    def _open_writer(self) -> Iterator[tantivy.IndexWriter]:
        try:
            with catch_full_disk(self.folder):
                if self._writer is None:
                    self._writer = self._index.writer(HEAP, num_threads=1)
                yield self._writer
        except BaseException:
            # Its thread may be dead; the next change starts from the last commit. As long as the error is handled, its
            # traceback refers to the writer, and a change made then found the folder locked by it.
            with suppress(BaseException):  # what went wrong first is told
                self.close()
            raise

    def _document(self, id: str, terms: str) -> tantivy.Document:
        halves = dict(zip(_HALVES, _BOTH.unpack(bytes.fromhex(id)), strict=True)) if self._halved else {}
        return tantivy.Document(id=id, terms=terms, **halves)

    def _read_ids(self, searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[str]:
        if not self._halved:
            return [searcher.doc(address)["id"][0] for address in addresses]
        columns = (searcher.fast_field_values(name, addresses) for name in _HALVES)
        return [_BOTH.pack(*halves).hex() for halves in zip(*columns, strict=True)]

    def _query_term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "terms", replace_surrogates(term), index_option="freq")


def _schema() -> tantivy.Schema:
    builder = _builder(stored_id=False)
    for name in _HALVES:
        builder.add_integer_field(name, fast=True)
    return builder.build()


def _schema_before() -> tantivy.Schema:
    return _builder(stored_id=True).build()


def _builder(*, stored_id: bool) -> tantivy.SchemaBuilder:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=stored_id, tokenizer_name="raw", index_option="basic")
    # Stored, because to write an index anew from its own terms takes a tenth of the time of making them from the text.
    builder.add_text_field("terms", stored=True, tokenizer_name="terms", index_option="freq")
    return builder
