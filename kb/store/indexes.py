"""The two indexes of one space: kept equal to the catalog, healed from it, and rid of what was deleted."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import Literal, TypeVar

from kb.engines.protocols import Vectors
from kb.errors import DiskFull, Error
from kb.limits import has_no_files_left, is_out_of_files, too_many_files
from kb.store.catalog import Catalog, chunks, spaces
from kb.store.disk import catch_full_disk
from kb.store.exact_search import ExactSearch
from kb.store.index import IndexTypes, KeywordIndex, Scored, VectorIndex
from kb.store.permissions import tighten
from kb.store.reconcile import add_vectors, match_vectors, match_words
from kb.store.reserve import Reserve
from kb.store.steps import AtStep, carry_on
from kb.text.terms import extract_terms
from kb.types import Chunk

Kind = Literal["vectors", "words"]
KINDS: tuple[Kind, ...] = ("vectors", "words")
T = TypeVar("T", VectorIndex, KeywordIndex)
Match = Callable[[T, Catalog, int], None]
Replace = Callable[[T, Path], None]  # the new one, and where it is

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
        self._reserve = reserve
        self.mended: set[Kind] = set()  # those that did not hold what the catalog holds, and do now
        self._catalog = catalog
        self._space = space
        self._folder = self._original = folder
        self._exact = ExactSearch(catalog, space, types.compared)
        self._replacing = RLock()
        self._vectors: VectorIndex | None = None
        self._words: KeywordIndex | None = None
        self._scratch: TemporaryDirectory[str] | None = None
        with catalog.begin_read() as tx:
            state = spaces.state(tx, space)
        self._editions: dict[Kind, int] = {"vectors": state.vectors, "words": state.words}
        self._dirty = state.dirty
        self._unclean = state.dirty  # left so by a process that ended in the middle

    def search_vectors(self, vector: Vectors, k: int) -> Scored:
        """Chunk ids with their cosine to the vector; some may be out of date."""
        exact = self._exact.search(vector, k)
        if exact is not None:
            return exact
        index = self._vector_index()
        try:
            return index.search(vector, k)
        except Exception:
            if index is self._vectors:
                raise
            return self._vector_index().search(vector, k)  # it was replaced in between

    def search_words(self, question_terms: Iterable[str], k: int) -> Scored:
        """Chunk ids with their BM25 score; some may be out of date."""
        return self._word_index().search(question_terms, k)

    def search_misspelt(self, term: str, k: int) -> list[str]:
        """Ids of chunks that hold a term at most one edit away, in no order."""
        return self._word_index().search_near(term, k)

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
        self._unclean = True

    def end_change(self) -> None:
        """Both hold what the catalog holds."""
        self._unclean = False
        for kind in KINDS:
            tighten(self._folder / kind)

    def add(self, passages: Sequence[Chunk]) -> None:
        """Both hold these, durably, before it returns; the catalog must know their vectors."""
        if not passages:
            return
        vector_index, word_index = self._vector_index(), self._word_index()
        add_vectors({chunk.id: chunk.digest for chunk in passages}, vector_index, self._catalog, self._space)
        self._at_step("between the indexes")
        word_index.add((chunk.id, extract_terms(chunk.index_text)) for chunk in passages)
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
        place = self._next_place("words")
        fresh_words = self._types.words(place)
        word_index.copy_to(fresh_words)
        self._at_step("before the new words")
        self._replace_words(fresh_words, place)
        self._at_step("before the vectors are wiped")
        if not self._dimensions():
            return
        vector_index = self._vector_index()
        if vector_index.worn():
            self._rebuild_vectors()
        else:
            vector_index.wipe()

    def rebuild(self) -> None:
        """Both made anew from the catalog, each beside the old one until it is whole."""
        self.begin_change()
        place = self._next_place("words")
        fresh = self._types.words(place)
        match_words(fresh, self._catalog, self._space)
        self._replace_words(fresh, place)
        if self._dimensions():
            self._rebuild_vectors()
        self.end_change()

    def _rebuild_vectors(self) -> None:
        place = self._next_place("vectors")
        fresh = self._new_vector_index(place)
        match_vectors(fresh, self._catalog, self._space)
        self._replace_vectors(fresh, place)

    def chunk_counts(self) -> tuple[int, int]:
        """How many chunks are in the index of vectors, and in that of words."""
        return (self._vector_index().count() if self._dimensions() else 0), self._word_index().count()

    def discard(self) -> None:
        """Closes both, and deletes their files."""
        with self._replacing:
            for index in (self._vectors, self._words):
                if index is not None:
                    index.close()
            self._vectors = self._words = None
            kinds: tuple[Kind, Kind] = ("vectors", "words")
            for kind in kinds:
                for folder in (self._folder / kind).glob(f"{self._space}-*"):
                    shutil.rmtree(folder)

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
            except Exception as error:  # there is nothing in it that the next start does not mend
                clean = False
                log.warning("%s The next start will take longer.", error)
            for index in (self._vectors, self._words):
                if index is not None:
                    index.close()
            self._vectors = self._words = None
            if self._scratch is not None:
                self._scratch.cleanup()
            elif self._dirty and clean:
                with self._catalog.begin_write() as tx:
                    spaces.set_state(tx, self._space, dirty=False)

    def _vector_index(self) -> VectorIndex:
        if self._vectors is None:
            with self._replacing:
                self._vectors = self._vectors or self._healthy(
                    "vectors", self._new_vector_index, match_vectors, self._replace_vectors
                )
        return self._vectors

    def _word_index(self) -> KeywordIndex:
        if self._words is None:
            with self._replacing:
                self._words = self._words or self._healthy("words", self._types.words, match_words, self._replace_words)
        return self._words

    def _new_vector_index(self, folder: Path) -> VectorIndex:
        return self._types.vectors(folder, self._dimensions())

    def _dimensions(self) -> int:
        """0 before the space has an embedder."""
        with self._catalog.begin_read() as tx:
            bound = spaces.get_embedder(tx, self._space)
        return bound.dimensions if bound else 0

    def _replace_vectors(self, fresh: VectorIndex, place: Path) -> None:
        with self._replacing:
            self._record("vectors", place)
            old, self._vectors = self._vectors, fresh
            if old is not None:
                old.close()
        self._sweep("vectors")

    def _replace_words(self, fresh: KeywordIndex, place: Path) -> None:
        with self._replacing:
            self._record("words", place)
            old, self._words = self._words, fresh
            if old is not None:
                old.close()
        self._sweep("words")

    def _record(self, kind: Kind, place: Path) -> None:
        """From now on that is where the index is."""
        self._editions[kind] = int(place.name.rpartition("-")[2])
        if not self._catalog.read_only:
            with self._catalog.begin_write() as tx:
                spaces.set_state(tx, self._space, **{kind: self._editions[kind]})

    def _place(self, kind: Kind) -> Path:
        return self._folder / kind / f"{self._space}-{self._editions[kind]}"

    def _next_place(self, kind: Kind) -> Path:
        places = (self._folder / kind / f"{self._space}-{edition}" for edition in count(self._editions[kind] + 1))
        return next(place for place in places if not place.exists())  # one may be left of an attempt that failed

    def _sweep(self, kind: Kind) -> None:
        if self._catalog.read_only:
            return
        for folder in (self._folder / kind).glob(f"{self._space}-*"):
            if folder != self._place(kind):
                shutil.rmtree(folder)

    def _healthy(self, kind: Kind, opened: Callable[[Path], T], match: Match[T], replace: Replace[T]) -> T:
        if self._catalog.read_only:
            self._copy_to_scratch(kind)
        return self._reserve.spend(lambda: self._mended(kind, opened, match, replace))

    def _copy_to_scratch(self, kind: Kind) -> None:
        """Chroma and tantivy write even to search: of a home that may only be read, they get a copy for a while."""
        original = self._original / kind / f"{self._space}-{self._editions[kind]}"
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="kb-")
            self._folder = Path(self._scratch.name)
        with catch_full_disk(self._folder):
            for file in original.rglob("*"):
                copy = self._place(kind) / file.relative_to(original)
                if file.is_file():
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, copy)

    def _mended(self, kind: Kind, opened: Callable[[Path], T], match: Match[T], replace: Replace[T]) -> T:
        self._sweep(kind)
        folder = self._place(kind)
        index: T | None = None
        try:
            index = opened(folder)
            self._check(kind, index, folder, match)
        except (Error, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of a Rust library is no Exception
            if is_out_of_files(error) or has_no_files_left():
                raise too_many_files() from error
            log.warning("%s is damaged (%s); building it again from the catalog", folder, error)
            if index is not None:
                with suppress(Exception):
                    index.close()
            place = self._next_place(kind)  # Chroma remembers a folder that it failed to open as such
            index = opened(place)
            match(index, self._catalog, self._space)
            replace(index, place)
            self.mended.add(kind)
        return index

    def _check(self, kind: Kind, index: T, folder: Path, match: Match[T]) -> None:
        with self._catalog.begin_read() as tx:
            expected = chunks.count(tx, self._space)
        if self._unclean:
            match(index, self._catalog, self._space)
        elif index.count() != expected:
            log.warning("%s does not hold what the catalog holds; mending it", folder)
            self.mended.add(kind)
            match(index, self._catalog, self._space)
        index.probe()
        tighten(folder)
