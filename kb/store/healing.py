"""An index opened so that it holds what the catalog holds: mended where it does not, made anew where it is damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from kb.errors import Error
from kb.limits import has_no_files_left, is_out_of_files, too_many_files
from kb.store.catalog import Catalog, chunks
from kb.store.editions import Editions, Kind
from kb.store.index import KeywordIndex, VectorIndex
from kb.store.permissions import tighten

T = TypeVar("T", VectorIndex, KeywordIndex)
Match = Callable[[T, Catalog, int], None]
Replace = Callable[[T, Path], None]  # the new one, and where it is

log = logging.getLogger(__name__)


class Healing:
    """Opens the indexes of one space."""

    def __init__(self, catalog: Catalog, space: int, editions: Editions) -> None:
        self._catalog = catalog
        self._space = space
        self._editions = editions
        self.mended: set[Kind] = set()  # those that did not hold what the catalog holds, and do now

    def open(
        self, kind: Kind, opened: Callable[[Path], T], match: Match[T], replace: Replace[T], *, unclean: bool
    ) -> T:
        """The index, healthy; `unclean` where its last owner ended in the middle. Raises DiskFull."""
        self._editions.sweep(kind)
        folder = self._editions.locate(kind)
        index: T | None = None
        try:
            index = opened(folder)
            self._check(kind, index, folder, match, unclean)
        except (Error, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of a Rust library is no Exception
            if is_out_of_files(error) or has_no_files_left():
                raise too_many_files() from error
            log.warning("%s is damaged (%s); building it again from the catalog", folder, error)
            if index is not None:
                with suppress(Exception):
                    index.close()
            place = self._editions.locate_next(kind)  # Chroma remembers a folder that it failed to open as such
            index = opened(place)
            match(index, self._catalog, self._space)
            replace(index, place)
            self.mended.add(kind)
        return index

    def _check(self, kind: Kind, index: T, folder: Path, match: Match[T], unclean: bool) -> None:
        with self._catalog.begin_read() as tx:
            expected = chunks.count(tx, self._space)
        if unclean:
            match(index, self._catalog, self._space)
        elif index.count() != expected:
            log.warning("%s does not hold what the catalog holds; mending it", folder)
            self.mended.add(kind)
            match(index, self._catalog, self._space)
        index.probe()
        tighten(folder)
