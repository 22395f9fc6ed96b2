"""What can be asked of a space: its documents, their text, and the chunks that a search finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from kb.engines.protocols import Vectors
from kb.engines.windows import Windows, join_windows
from kb.errors import EmbedderChanged, UnknownDocument
from kb.store.candidates import Candidates, ChunkPlaces
from kb.store.catalog import Catalog, Transaction, chunks, documents, failures, spaces, vectors
from kb.store.catalog.chunks import ChunkRow, PlaceRow, rows_of
from kb.store.catalog.failures import Failure
from kb.store.catalog.spaces import SpaceEmbedder
from kb.store.indexes import Indexes
from kb.text.german import stem_german
from kb.text.vocabulary import Vocabulary
from kb.types import Chunk, Document, Page

Ranking = Callable[[int], list[tuple[str, float]]]  # the first so many chunk ids with their scores, best first
AnyRow = TypeVar("AnyRow", ChunkRow, PlaceRow)
Derived = TypeVar("Derived")
ReadRows = Callable[[Sequence[str]], Mapping[str, AnyRow]]  # those of these ids that a space holds


@dataclass(frozen=True)
class Found:
    """A chunk that a search found: `score` is the cosine in [-1, 1], or BM25, which has no upper end."""

    chunk: Chunk
    path: str
    score: float


class Reader:
    """Many threads may ask at a time, whatever is written meanwhile; each answer is of one state of the catalog."""

    def __init__(self, name: str, space: int, catalog: Catalog, indexes: Indexes) -> None:
        self.name = name
        self._space = space
        self._catalog = catalog
        self._indexes = indexes
        self._measured: dict[str, tuple[spaces.Edition, Any]] = {}  # what each question asks for and seldom changes

    @property
    def embedder(self) -> SpaceEmbedder | None:
        """(name, fingerprint, dimensions) of what the space is embedded with; None before the first time."""
        with self._catalog.begin_read() as tx:
            return spaces.get_embedder(tx, self._space)

    @property
    def generation(self) -> int:
        """Grows with every visible change."""
        with self._catalog.begin_read() as tx:
            return spaces.generation(tx, self._space)

    def documents(self) -> list[Document]:
        """All of them, by path."""
        with self._catalog.begin_read() as tx:
            return documents.all_of(tx, self._space)

    def document(self, document_id: str) -> Document:
        """Raises UnknownDocument."""
        with self._catalog.begin_read() as tx:
            return self._find_document(tx, document_id)

    def pages(self, document_id: str) -> list[Page]:
        """In order. Raises UnknownDocument."""
        with self._catalog.begin_read() as tx:
            return documents.pages_of(tx, self._find_document(tx, document_id).id)

    def page(self, document_id: str, number: int | None) -> Page:
        """The page that people count as `number`; None for a document without pages. Raises UnknownDocument."""
        with self._catalog.begin_read() as tx:
            document = self._find_document(tx, document_id)
            page = documents.page(tx, document_id, number)
        if page is None:
            raise UnknownDocument(f"{document.path} has no page {number}.", f"It has {document.pages}.")
        return page

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """In order. Raises UnknownDocument."""
        with self._catalog.begin_read() as tx:
            return chunks.of_document(tx, self._find_document(tx, document_id).id)

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """Those of them that are current, by id."""
        with self._catalog.begin_read() as tx:
            return {id: placed.chunk for id, placed in chunks.current(tx, self._space, ids).items()}

    def size(self) -> int:
        """How many chunks there are."""
        return int(self._measure("size", lambda tx: chunks.count(tx, self._space)))

    def vector_search(self, vector: Vectors, k: int) -> list[Found]:
        """The k chunks nearest to the vector, shape (dimensions,): best first, `score` their cosine."""
        with self._catalog.begin_read() as tx:
            return self._search(tx, self._rank_by_vector(tx, vector), k)

    def keyword_search(self, question_terms: Sequence[str], k: int) -> list[Found]:
        """The k best of the chunks that hold any of these terms (of kb.text.terms): best first, `score` their BM25."""
        with self._catalog.begin_read() as tx:
            return self._search(tx, lambda wanted: self._indexes.search_words(question_terms, wanted), k)

    @contextmanager
    def find_candidates(
        self, vector: Vectors | None, question_terms: Sequence[str], count: int
    ) -> Iterator[Candidates]:
        """What either index has among its first `count`, each chunk once: the nearest to the vector first.

        Without a vector, shape (dimensions,), by words only.
        """
        with self._catalog.begin_read() as tx:
            meaning = cache(_find_nothing if vector is None else self._rank_by_vector(tx, vector))
            words = cache(lambda wanted: self._indexes.search_words(question_terms, wanted))
            places = ChunkPlaces(tx, self._space, self._measure_within(tx, "paths", lambda tx: {}))
            places.read([id for ranking in (meaning, words) for id, _ in ranking(count)])  # of both at once
            near, by_words = (self._rank(ranking, count, places.read) for ranking in (meaning, words))
            rows = {row.id: row for row, _ in (*near, *by_words)}
            cosines = {row.id: score for row, score in near}
            if vector is not None:
                digests = {id: row.digest for id, row in rows.items() if id not in cosines}
                known = vectors.load(tx, self._space, list(set(digests.values())))
                cosines |= {id: float(known[digest] @ vector) for id, digest in digests.items() if digest in known}
            yield Candidates(tx, self._space, [places.place(row, cosines.get(id)) for id, row in rows.items()])

    def windows(self, passages: Sequence[Chunk], beyond: int = 0) -> dict[tuple[str, int], Windows]:
        """Of the pages at (document, place in it from 0): the windows of these passages, in characters of the page.

        Also those of chunks that lie within `beyond` characters of them. Pages of which none are kept are left out.
        """
        with self._catalog.begin_read() as tx:
            placed = chunks.digests_around(tx, passages, beyond)
            wanted = {digest for found in placed.values() for digest in found.values()}
            known = vectors.load_windows(tx, self._space, list(wanted))
        by_page = {
            place: [known[digest].shift(start) for start, digest in found.items() if digest in known]
            for place, found in placed.items()
        }
        return {place: join_windows(several) for place, several in by_page.items() if several}

    def sample(self, count: int) -> Vectors:
        """Vectors of chunks drawn evenly and always alike, shape (at most count, dimensions); not to be changed."""
        drawn: Vectors = self._measure(f"sample {count}", lambda tx: vectors.first(tx, self._space, count))
        return drawn

    def sample_languages(self, count: int) -> dict[str, Vectors]:
        """The same of each language that documents are in, at most `count` of each; not to be changed."""
        drawn: dict[str, Vectors] = self._measure(
            f"languages {count}", lambda tx: vectors.first_of_languages(tx, self._space, count)
        )
        return drawn

    def derive(self, what: str, make: Callable[[], Derived]) -> Derived:
        """What is made of other answers: once for each edition of the space, and not to be changed."""
        value: Derived = self._measure(what, lambda tx: make())
        return value

    def pages_at(self, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Page]:
        """The pages at (document, place in the document from 0), those that there are."""
        with self._catalog.begin_read() as tx:
            return documents.pages_at(tx, places)

    def term_counts(self, terms: Collection[str]) -> dict[str, int]:
        """How many chunks hold each term; after removals a little more, until `tidy`."""
        return self._indexes.counts(terms)

    def vocabulary(self) -> Vocabulary:
        """The words that chunks are found by; looked up once for each edition of the space."""
        words: Vocabulary = self._measure("vocabulary", lambda tx: Vocabulary(self._indexes.terms(), stem_german))
        return words

    def languages(self) -> list[str]:
        """Those of the documents, as in kb.text.language, that of most chunks first; "" where some tell none."""
        return list(self._measure("languages", lambda tx: documents.list_languages(tx, self._space)))

    def failures(self) -> list[Failure]:
        """All files that could not be read, by path."""
        with self._catalog.begin_read() as tx:
            return failures.all_of(tx, self._space)

    def _find_document(self, tx: Transaction, document_id: str) -> Document:
        document = documents.one(tx, self._space, document_id)
        if document is None:
            raise UnknownDocument(f"There is no document {document_id!r}.", "List them with: kb docs list")
        return document

    def _measure(self, what: str, measure: Callable[[Transaction], Any]) -> Any:
        """Measured once for each edition of the space."""
        of, value = self._measured.get(what, (None, None))
        if of != spaces.Edition(*self._catalog.read_row(spaces.EDITION.sql, self._space)):
            with self._catalog.begin_read() as tx:
                value = self._measure_within(tx, what, measure)
        return value

    def _measure_within(self, tx: Transaction, what: str, measure: Callable[[Transaction], Any]) -> Any:
        edition = spaces.get_edition(tx, self._space)
        of, value = self._measured.get(what, (None, None))
        if of != edition:
            value = measure(tx)
            self._measured[what] = edition, value
        return value

    def _rank_by_vector(self, tx: Transaction, vector: Vectors) -> Ranking:
        bound = spaces.get_embedder(tx, self._space)
        if bound is None:
            return _find_nothing
        if vector.shape != (bound.dimensions,):
            raise EmbedderChanged(
                f"The space {self.name!r} is embedded with {bound.name} since the question was read.", "Ask again."
            )
        return lambda wanted: self._indexes.search_vectors(vector, wanted)

    def _is_findable(self, document_id: str) -> bool:
        """Whether what is in a document of the space may be found."""
        return True

    def _search(self, tx: Transaction, index: Ranking, k: int) -> list[Found]:
        ranked = self._rank(index, k, lambda ids: rows_of(tx, self._space, ids))
        placed = chunks.with_text(tx, [row for row, _ in ranked])
        return [Found(one.chunk, one.path, score) for one, (_, score) in zip(placed, ranked, strict=True)]

    def _rank(self, index: Ranking, k: int, read: ReadRows[AnyRow]) -> list[tuple[AnyRow, float]]:
        """Asks for more as long as hits are dropped: those that the catalog does not hold (any more), or not here."""
        wanted = k
        while k > 0:
            hits = index(wanted)
            rows = read([id for id, _ in hits])
            found = [(rows[id], score) for id, score in hits if id in rows and self._is_findable(rows[id].document)]
            if len(found) >= k or len(hits) < wanted:
                return found[:k]
            wanted *= 2
        return []


def _find_nothing(wanted: int) -> list[tuple[str, float]]:
    return []
