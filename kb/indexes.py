"""The two indexes of one space: kept equal to the catalog, healed from it, and replaced when they hold what must go."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import TypeVar

import numpy

from kb.catalog import Catalog, chunks, spaces, vectors
from kb.errors import Error
from kb.lexical import WordIndex
from kb.types import Chunk
from kb.vectors import VectorIndex
from kb.words import terms

BATCH = 2000  # chunks on their way from the catalog into an index: 3 MB of vectors
T = TypeVar("T", VectorIndex, WordIndex)

log = logging.getLogger(__name__)


class Indexes:
    """Opens each index when it is first wanted, because importing Chroma takes longer than most commands."""

    def __init__(self, catalog: Catalog, space: int, folder: Path) -> None:
        self._catalog = catalog
        self._space = space
        self._folder = folder
        self._opening = RLock()
        self._vectors: VectorIndex | None = None
        self._words: WordIndex | None = None
        with catalog.reading() as tx:
            self._edition, self._dirty, _ = spaces.state(tx, space)
        self._unclean = self._dirty  # left so by a process that ended in the middle

    @property
    def vectors(self) -> VectorIndex:
        with self._opening:
            if self._vectors is None:
                self._vectors = self._healthy(self._place("vectors"), VectorIndex, self._match_vectors)
            return self._vectors

    @property
    def words(self) -> WordIndex:
        with self._opening:
            if self._words is None:
                self._words = self._healthy(self._place("words"), WordIndex, self._match_words)
            return self._words

    def recover(self) -> None:
        """After an unclean end: both indexes hold the chunks that the catalog holds, and no others."""
        if self._unclean:
            _ = self.vectors, self.words
            self._unclean = False

    def about_to_change(self) -> None:
        """Recorded before the first change, so that an unclean end is noticed."""
        if not self._dirty:
            with self._catalog.writing() as tx:
                spaces.set_state(tx, self._space, dirty=True)
            self._dirty = True

    def add(self, passages: Sequence[Chunk]) -> None:
        """Both hold these, durably, before it returns; the catalog must know their vectors."""
        self.about_to_change()
        self._add_vectors({chunk.id: chunk.digest for chunk in passages}, self.vectors)
        self.words.add((chunk.id, terms(chunk.indexed)) for chunk in passages)
        self.words.commit()

    def delete(self, ids: Sequence[str]) -> None:
        self.about_to_change()
        self.vectors.delete(ids)
        self.words.delete(ids)
        self.words.commit()

    def rewrite(self) -> None:
        """Builds both anew in fresh folders and deletes the old ones, so that no byte of a deleted chunk is left."""
        with self._opening:
            self.about_to_change()
            old = self._vectors, self._words
            edition = self._edition + 1
            fresh = VectorIndex(self._place("vectors", edition)), WordIndex(self._place("words", edition))
            self._match_vectors(fresh[0])
            self._match_words(fresh[1])
            with self._catalog.writing() as tx:
                spaces.set_state(tx, self._space, edition=edition)
            self._edition = edition
            self._vectors, self._words = fresh
            for index in old:
                if index is not None:
                    index.close()
            self._sweep()

    def close(self) -> None:
        """The only clean end."""
        with self._opening:
            for index in (self._vectors, self._words):
                if index is not None:
                    index.close()
            self._vectors = self._words = None
            if self._dirty and not self._unclean:
                with self._catalog.writing() as tx:
                    spaces.set_state(tx, self._space, dirty=False)

    def _place(self, kind: str, edition: int | None = None) -> Path:
        return self._folder / kind / f"{self._space}-{self._edition if edition is None else edition}"

    def _sweep(self) -> None:
        for kind in ("vectors", "words"):
            for folder in (self._folder / kind).glob(f"{self._space}-*"):
                if folder != self._place(kind):
                    shutil.rmtree(folder)

    def _healthy(self, folder: Path, kind: Callable[[Path], T], match: Callable[[T], None]) -> T:
        self._sweep()
        index: T | None = None
        try:
            index = kind(folder)
            self._check(index, match)
        except (Error, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of a Rust library is no Exception
            log.warning("%s is damaged (%s); building it again from the catalog", folder, error)
            if index is not None:
                index.close()
            shutil.rmtree(folder)
            index = kind(folder)
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
