"""An index that holds what the catalog holds: mended where it does not, made anew where it is damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Generic, TypeVar

from kb.errors import Error
from kb.limits import has_no_files_left, is_out_of_files, too_many_files
from kb.store.catalog import Catalog, chunks
from kb.store.editions import Editions, Kind
from kb.store.index import Index
from kb.store.permissions import tighten
from kb.store.reserve import Reserve

T = TypeVar("T", bound=Index)
Match = Callable[[T, Catalog, int], None]

log = logging.getLogger(__name__)


class HealedIndex(Generic[T]):
    """One of a space's two indexes: opened when it is first wanted, and replaced by one that was made beside it."""

    def __init__(
        self,
        kind: Kind,
        make: Callable[[Path], T],
        match: Match[T],
        catalog: Catalog,
        space: int,
        editions: Editions,
        reserve: Reserve,
        replacing: RLock,
        is_usable: Callable[[Path], bool] = lambda folder: True,
    ) -> None:
        """`is_usable`: whether what lies in a folder is of the kind that it should be, for all that it may hold."""
        self._kind: Kind = kind
        self._make = make
        self._match = match
        self._catalog = catalog
        self._space = space
        self._editions = editions
        self._reserve = reserve
        self._replacing = replacing
        self._is_usable = is_usable
        self.current: T | None = None  # before it is wanted
        self.mended = False  # it did not hold what the catalog holds, and does now

    def open(self, *, unclean: bool) -> T:
        """The index, healthy; `unclean` where its last owner ended in the middle. Raises DiskFull."""
        index = self.current
        if index is None:
            with self._replacing:
                index = self.current
                if index is None:
                    if self._catalog.read_only:
                        self._editions.copy_to_scratch(self._kind)
                    index = self.current = self._reserve.spend(lambda: self._open(unclean))
        return index

    def rebuild(self) -> T:
        """Made anew from the catalog; the old one is there until it is whole."""
        place = self._editions.locate_next(self._kind)  # Chroma remembers a folder that it failed to open as such
        return self._fill(place)

    def outgrow(self) -> T:
        """The same for a space that has grown. It takes long (of 24,000 made-up vectors 17 s of CPU, at the end 1 ms
        each: of a million more than a quarter of an hour), and a kill on the way costs little of it, since the next
        attempt goes on. Meanwhile, and after a kill, the old one serves."""
        log.warning(
            "A larger index is being made, which takes long: for a million passages more than a quarter of an hour."
            " Searches go on meanwhile; stopped on the way, it goes on from there with the next change."
        )
        begun = self._editions.find_begun(self._kind)
        if begun is not None:
            try:
                return self._fill(begun)
            except Error:
                raise
            except Exception as error:
                log.warning("%s is damaged (%s); building it again from the catalog", begun, error)
        return self._fill(self._editions.begin(self._kind))

    def _fill(self, place: Path) -> T:
        fresh = self._make(place)
        self._match(fresh, self._catalog, self._space)
        self.replace(fresh, place)
        return fresh

    def replace(self, fresh: T, place: Path) -> None:
        with self._replacing:
            self._editions.record(self._kind, place)
            self.close(then=fresh)
        self._editions.sweep(self._kind)

    def close(self, then: T | None = None) -> None:
        """With `then`, that one is the index from now on."""
        old, self.current = self.current, then
        if old is not None:
            old.close()

    def _open(self, unclean: bool) -> T:
        self._editions.sweep(self._kind, but_begun=True)
        folder = self._editions.locate(self._kind)
        if not self._is_usable(folder):
            return self.rebuild()
        index: T | None = None
        try:
            index = self._make(folder)
            self._check(index, folder, unclean)
        except (Error, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of a Rust library is no Exception
            if is_out_of_files(error) or has_no_files_left():
                raise too_many_files() from error
            log.warning("%s is damaged (%s); building it again from the catalog", folder, error)
            if index is not None:
                with suppress(Exception):
                    index.close()
            index = self.rebuild()
            self.mended = True
        return index

    def _check(self, index: T, folder: Path, unclean: bool) -> None:
        with self._catalog.begin_read() as tx:
            expected = chunks.count(tx, self._space)
        if unclean:
            self._match(index, self._catalog, self._space)
        elif index.count() != expected:
            log.warning("%s does not hold what the catalog holds; mending it", folder)
            self.mended = True
            self._match(index, self._catalog, self._space)
        index.probe()
        tighten(folder)
