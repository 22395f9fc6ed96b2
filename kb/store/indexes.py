"""The two indexes of one space: kept equal to the catalog, healed from it, and rid of what was deleted."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import RLock

from kb.engines.protocols import Vectors
from kb.errors import DiskFull
from kb.store.catalog import Catalog, chunks, spaces
from kb.store.editions import KINDS, Editions, Kind, read_number
from kb.store.healing import HealedIndex
from kb.store.index import IndexTypes, KeywordIndex, Scored, VectorIndex
from kb.store.permissions import tighten
from kb.store.reconcile import NO_VECTORS, add_vectors, match_vectors, match_words
from kb.store.reserve import Reserve
from kb.store.steps import AtStep, carry_on
from kb.text.terms import extract_terms
from kb.types import Chunk

log = logging.getLogger(__name__)


class Indexes:
    """Opens each index when it is first wanted: to import what makes it may take longer than most commands."""

    def __init__(
        self,
        catalog: Catalog,
        space: int,
        folder: Path,
        reserve: Reserve,
        types: IndexTypes,
        at_step: AtStep = carry_on,
    ) -> None:
        self._types = types
        self._at_step = at_step
        self._catalog = catalog
        self._space = space
        self._replacing = RLock()
        with catalog.begin_read() as tx:
            state = spaces.state(tx, space)
        self._editions = Editions(catalog, space, folder, state.vectors, state.words)
        shared = (catalog, space, self._editions, reserve, self._replacing)
        self._vectors = HealedIndex[VectorIndex](
            "vectors",
            self._new_vector_index,
            match_vectors,
            *shared,
            is_usable=lambda folder: not types.is_oversized(folder, self._size()),
        )
        self._words = HealedIndex[KeywordIndex]("words", types.words, match_words, *shared)
        self._dirty = state.dirty
        self._unclean = state.dirty  # left so by a process that ended in the middle
        self._ended = False  # the change before this one did: the indexes hold nothing that the catalog does not

    def search_vectors(self, vector: Vectors, k: int) -> Scored:
        """Chunk ids with their cosine to the vector; some may be out of date."""
        index = self._vector_index()
        try:
            return index.search(vector, k)
        except Exception:
            if index is self._vectors.current:
                raise
            return self._vector_index().search(vector, k)  # it was replaced in between

    def search_words(self, question_terms: Iterable[str], k: int) -> Scored:
        """Chunk ids with their BM25 score; some may be out of date."""
        return self._word_index().search(question_terms, k)

    def terms(self) -> Iterable[str]:
        """All that any chunk is found by."""
        return self._word_index().terms()

    def counts(self, wanted: Iterable[str]) -> dict[str, int]:
        """How many chunks hold each term."""
        return self._word_index().counts(wanted)

    def recover(self) -> None:
        """After an unclean end: both indexes hold the chunks that the catalog holds, and no others."""
        if not self._unclean:
            return
        try:
            self._word_index()
            if self._dimensions():
                self._vector_index()
            self._unclean = False
        except DiskFull as error:  # what the catalog knows can be read, and removed, all the same
            log.warning("%s", error)

    def begin_change(self) -> None:
        """Recorded before the first change, so that the next owner notices where no `end_change` followed."""
        if not self._dirty:
            with self._catalog.begin_write() as tx:
                spaces.set_state(tx, self._space, dirty=True)
            self._dirty = True
        self._ended = not self._unclean
        self._unclean = True

    def end_change(self) -> None:
        """Both hold what the catalog holds; a space that has grown beyond what is compared is indexed for that."""
        if self._vectors.current is not None:
            folder, size = self._editions.locate("vectors"), self._size()
            if self._types.is_outgrown(folder, size):
                self._at_step("before the larger index")
                self._vectors.outgrow()
            elif self._types.is_oversized(folder, size):
                self._vectors.rebuild()
            else:
                self._editions.drop_begun("vectors")
        self._unclean = False
        for kind in KINDS:
            tighten(self._editions.locate(kind).parent)

    def add(self, passages: Sequence[Chunk], at_hand: Mapping[str, Vectors] = NO_VECTORS) -> None:
        """Both hold these, durably, before it returns; the catalog must know their vectors, of which some are `at_hand`
        by their digests."""
        if not passages:
            return
        vector_index, word_index = self._vector_index(), self._word_index()
        digests = {chunk.id: chunk.digest for chunk in passages}
        add_vectors(digests, vector_index, self._catalog, self._space, at_hand=at_hand)
        self._at_step("between the indexes")
        words = ((chunk.id, chunk.terms or " ".join(extract_terms(chunk.index_text))) for chunk in passages)
        word_index.add(words, new=self._ended)
        word_index.commit()

    def delete(self, ids: Sequence[str]) -> None:
        """Both hold these no more, though files may keep bytes of them until `wipe`."""
        if not ids:
            return
        vector_index, word_index = self._vector_index(), self._word_index()
        vector_index.delete(ids)
        self._at_step("between the deletions")
        word_index.delete(ids)
        word_index.commit()

    def wipe(self) -> None:
        """Leaves no byte of a deleted chunk in the files of either."""
        word_index = self._word_index()
        place = self._editions.locate_next("words")
        fresh_words = self._types.words(place)
        word_index.copy_to(fresh_words)
        self._at_step("before the new words")
        self._words.replace(fresh_words, place)
        self._at_step("before the vectors are wiped")
        if not self._dimensions():
            return
        vector_index = self._vector_index()
        if vector_index.is_worn():
            self._vectors.rebuild()
        else:
            vector_index.wipe()

    def rebuild(self) -> None:
        """Both made anew from the catalog, each beside the old one until it is whole."""
        self.begin_change()
        self._words.rebuild()
        if self._dimensions():
            self._vectors.rebuild()
        self.end_change()

    def adopt_embedder(self, dimensions: int) -> None:
        """The index of vectors made from those of the embedder to come, which takes the place of the one before.

        Catalog and index change over in one transaction; until then searches read the old one.
        """
        self.begin_change()
        place = self._editions.locate_next("vectors")
        fresh = self._types.open_vectors(place, dimensions, self._size())
        match_vectors(fresh, self._catalog, self._space, "next_embedder")
        self._at_step("before the new embedder")
        with self._replacing:
            with self._catalog.begin_write() as tx:
                spaces.adopt_next_embedder(tx, self._space)
                spaces.set_state(tx, self._space, vectors=read_number(place), leftovers=True)
                spaces.advance(tx, self._space)
            self._editions.adopt("vectors", place)
            self._vectors.close(then=fresh)
        self._at_step("after the new embedder")
        self._editions.sweep("vectors")
        self.end_change()

    @property
    def mended(self) -> set[Kind]:
        """Those that did not hold what the catalog holds, and do now."""
        mended: dict[Kind, bool] = {"vectors": self._vectors.mended, "words": self._words.mended}
        return {kind for kind in KINDS if mended[kind]}

    def chunk_counts(self) -> tuple[int, int]:
        """How many chunks are in the index of vectors, and in that of words."""
        return (self._vector_index().count() if self._dimensions() else 0), self._word_index().count()

    def discard(self) -> None:
        """Closes both, and deletes their files."""
        with self._replacing:
            self._close_both()
            self._editions.delete()

    def close(self) -> None:
        """The only clean end."""
        with self._replacing:
            clean = not self._unclean
            try:
                if self._vectors.current is not None:
                    self._vectors.current.settle()  # spares the next owner some work at opening
            except Exception as error:  # there is nothing in it that the next start does not mend
                clean = False
                log.warning("%s The next start will take longer.", error)
            self._close_both()
            if not self._editions.discard_scratch() and self._dirty and clean:
                self._mark_clean()

    def _mark_clean(self) -> None:
        try:
            with self._catalog.begin_write() as tx:
                spaces.set_state(tx, self._space, dirty=False)
        except DiskFull as error:
            log.warning("%s The next start will take longer.", error)

    def _close_both(self) -> None:
        self._vectors.close()
        self._words.close()

    def _vector_index(self) -> VectorIndex:
        return self._vectors.open(unclean=self._unclean)

    def _word_index(self) -> KeywordIndex:
        return self._words.open(unclean=self._unclean)

    def _new_vector_index(self, folder: Path) -> VectorIndex:
        return self._types.open_vectors(folder, self._dimensions(), self._size())

    def _size(self) -> int:
        """Chunks in the catalog."""
        with self._catalog.begin_read() as tx:
            return chunks.count(tx, self._space)

    def _dimensions(self) -> int:
        """0 before the space has an embedder."""
        with self._catalog.begin_read() as tx:
            bound = spaces.get_embedder(tx, self._space)
        return bound.dimensions if bound else 0
