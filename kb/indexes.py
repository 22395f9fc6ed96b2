"""The two indexes of one space: kept equal to the catalog, healed from it, and rid of what was deleted."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import Literal, TypeVar

import numpy

from kb.catalog import Catalog, chunks, spaces, vectors
from kb.engine import Vectors
from kb.errors import DiskFull, Error
from kb.lexical import WordIndex
from kb.types import Chunk
from kb.vectors import VectorIndex
from kb.words import terms

BATCH = 2000  # chunks on their way from the catalog into an index: 3 MB of vectors
Kind = Literal["vectors", "words"]
Scored = list[tuple[str, float]]  # chunk ids, best first
T = TypeVar("T", VectorIndex, WordIndex)

log = logging.getLogger(__name__)


class Indexes:
    """Opens each index when it is first wanted, because importing Chroma takes longer than most commands."""

    def __init__(self, catalog: Catalog, space: int, folder: Path) -> None:
        self._catalog = catalog
        self._space = space
        self._folder = folder
        self._replacing = RLock()
        self._vectors: VectorIndex | None = None
        self._words: WordIndex | None = None
        with catalog.reading() as tx:
            state = spaces.state(tx, space)
        self._editions: dict[Kind, int] = {"vectors": state.vectors, "words": state.words}
        self._dirty = state.dirty
        self._unclean = state.dirty  # left so by a process that ended in the middle

    def near(self, vector: Vectors, k: int) -> Scored:
        """Chunk ids with their cosine to the vector; some may be out of date."""
        index = self._vector_index()
        try:
            return index.search(vector, k)
        except Exception:
            if index is self._vectors:
                raise
            return self._vector_index().search(vector, k)  # it was replaced in between

    def holding(self, question_terms: Iterable[str], k: int) -> Scored:
        """Chunk ids with their BM25 score; some may be out of date."""
        return self._word_index().search(question_terms, k)

    def nearly_holding(self, term: str, k: int) -> list[str]:
        """Ids of chunks that hold a term at most one edit away, in no order."""
        return self._word_index().search_near(term, k)

    def counts(self, wanted: Iterable[str]) -> dict[str, int]:
        """How many chunks hold each term."""
        return self._word_index().counts(wanted)

    def recover(self) -> None:
        """After an unclean end: both indexes hold the chunks that the catalog holds, and no others."""
        if self._unclean:
            self._both()
            self._unclean = False

    def add(self, passages: Sequence[Chunk]) -> None:
        """Both hold these, durably, before it returns; the catalog must know their vectors."""
        vector_index, word_index = self._both()
        self.about_to_change()
        self._add_vectors({chunk.id: chunk.digest for chunk in passages}, vector_index)
        word_index.add((chunk.id, terms(chunk.indexed)) for chunk in passages)
        word_index.commit()

    def delete(self, ids: Sequence[str]) -> None:
        """Both hold these no more, though files may keep bytes of them until `wipe`."""
        vector_index, word_index = self._both()
        self.about_to_change()
        vector_index.delete(ids)
        word_index.delete(ids)
        word_index.commit()

    def about_to_change(self) -> None:
        """Recorded before the first change, so that an unclean end is noticed."""
        if not self._dirty:
            with self._catalog.writing() as tx:
                spaces.set_state(tx, self._space, dirty=True)
            self._dirty = True

    def wipe(self) -> None:
        """Leaves no byte of a deleted chunk in the files of either."""
        vector_index, word_index = self._both()
        self.about_to_change()
        fresh_words = WordIndex(self._place("words", 1))
        word_index.copy_to(fresh_words)
        self._replace("words", fresh_words)
        if vector_index.worn():
            fresh_vectors = self._new_vector_index(self._place("vectors", 1))
            self._match_vectors(fresh_vectors)
            self._replace("vectors", fresh_vectors)
        else:
            vector_index.wipe()

    def settle(self) -> None:
        """Spares the next owner some work at opening."""
        if self._vectors is not None:
            self._vectors.settle()

    def close(self) -> None:
        """The only clean end."""
        with self._replacing:
            clean = not self._unclean
            try:
                self.settle()
            except DiskFull as error:
                clean = False
                log.warning("%s The next start will take longer.", error.message)
            for index in (self._vectors, self._words):
                if index is not None:
                    index.close()
            self._vectors = self._words = None
            if self._dirty and clean:
                with self._catalog.writing() as tx:
                    spaces.set_state(tx, self._space, dirty=False)

    def _both(self) -> tuple[VectorIndex, WordIndex]:
        return self._vector_index(), self._word_index()

    def _vector_index(self) -> VectorIndex:
        if self._vectors is None:
            with self._replacing:
                self._vectors = self._vectors or self._healthy("vectors", self._new_vector_index, self._match_vectors)
        return self._vectors

    def _word_index(self) -> WordIndex:
        if self._words is None:
            with self._replacing:
                self._words = self._words or self._healthy("words", WordIndex, self._match_words)
        return self._words

    def _new_vector_index(self, folder: Path) -> VectorIndex:
        with self._catalog.reading() as tx:
            bound = spaces.bound(tx, self._space)
        if bound is None:
            raise ValueError("bind the space to an embedder first")
        return VectorIndex(folder, bound.dimensions)

    def _replace(self, kind: Kind, fresh: VectorIndex | WordIndex) -> None:
        with self._replacing:
            self._editions[kind] += 1
            with self._catalog.writing() as tx:
                spaces.set_state(tx, self._space, **{kind: self._editions[kind]})
            old: VectorIndex | WordIndex | None
            if isinstance(fresh, VectorIndex):
                old, self._vectors = self._vectors, fresh
            else:
                old, self._words = self._words, fresh
            if old is not None:
                old.close()
        self._sweep(kind)

    def _place(self, kind: Kind, ahead: int = 0) -> Path:
        return self._folder / kind / f"{self._space}-{self._editions[kind] + ahead}"

    def _sweep(self, kind: Kind) -> None:
        for folder in (self._folder / kind).glob(f"{self._space}-*"):
            if folder != self._place(kind):
                shutil.rmtree(folder)

    def _healthy(self, kind: Kind, opened: Callable[[Path], T], match: Callable[[T], None]) -> T:
        self._sweep(kind)
        folder = self._place(kind)
        index: T | None = None
        try:
            index = opened(folder)
            self._check(index, match)
        except (Error, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of a Rust library is no Exception
            log.warning("%s is damaged (%s); building it again from the catalog", folder, error)
            if index is not None:
                index.close()
            shutil.rmtree(folder)
            index = opened(folder)
            match(index)
        return index

    def _check(self, index: T, match: Callable[[T], None]) -> None:
        with self._catalog.reading() as tx:
            expected = chunks.count(tx, self._space)
        if self._unclean:
            match(index)
        elif index.count() != expected:
            log.warning("%s does not hold what the catalog holds; mending it", index.folder)
            match(index)
        index.probe()

    def _match_vectors(self, index: VectorIndex) -> None:
        with self._catalog.reading() as tx:
            wanted = chunks.digests(tx, self._space)
        held = index.ids()
        index.delete(sorted(held - wanted.keys()))
        self._add_vectors({id: digest for id, digest in wanted.items() if id not in held}, index)

    def _add_vectors(self, digests: dict[str, str], index: VectorIndex) -> None:
        for ids in _batches(list(digests)):
            with self._catalog.reading() as tx:
                known = vectors.load(tx, self._space, [digests[id] for id in ids])
            index.add(ids, numpy.stack([known[digests[id]] for id in ids]))

    def _match_words(self, index: WordIndex) -> None:
        with self._catalog.reading() as tx:
            wanted = chunks.digests(tx, self._space)
        held = index.ids()
        index.delete(held - wanted.keys())
        missing = wanted.keys() - held
        index.add((chunk.id, terms(chunk.indexed)) for chunk in self._passages(missing))
        index.commit()

    def _passages(self, ids: Iterable[str]) -> Iterator[Chunk]:
        """Document by document: their text need not fit into memory at once."""
        missing = set(ids)
        with self._catalog.reading() as tx:
            for document in chunks.documents_with(tx, missing):
                yield from (chunk for chunk in chunks.of_document(tx, document) if chunk.id in missing)


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
