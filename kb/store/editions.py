"""Where a space's indexes lie on the disk: each made anew beside the old one, which goes once the new one is whole."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from kb.store.catalog import Catalog, spaces
from kb.store.disk import catch_full_disk

Kind = Literal["vectors", "words"]
KINDS: tuple[Kind, ...] = ("vectors", "words")


class Editions:
    """Which folder of each kind is the index of now."""

    def __init__(self, catalog: Catalog, space: int, folder: Path, vectors: int, words: int) -> None:
        self._catalog = catalog
        self._space = space
        self._folder = self._original = folder
        self._numbers: dict[Kind, int] = {"vectors": vectors, "words": words}
        self._scratch: TemporaryDirectory[str] | None = None

    def locate(self, kind: Kind) -> Path:
        return self._folder / kind / f"{self._space}-{self._numbers[kind]}"

    def locate_next(self, kind: Kind) -> Path:
        """Where a new one is to be made."""
        places = (self._folder / kind / f"{self._space}-{number}" for number in count(self._numbers[kind] + 1))
        return next(place for place in places if not place.exists())  # one may be left of an attempt that failed

    def record(self, kind: Kind, place: Path) -> None:
        """From now on that is where the index is."""
        self.adopt(kind, place)
        if not self._catalog.read_only:
            with self._catalog.begin_write() as tx:
                spaces.set_state(tx, self._space, **{kind: self._numbers[kind]})

    def adopt(self, kind: Kind, place: Path) -> None:
        """The same, where the catalog knows it already."""
        self._numbers[kind] = read_number(place)

    def sweep(self, kind: Kind) -> None:
        """Deletes all but the one of now."""
        if not self._catalog.read_only:
            self._delete(kind, but=self.locate(kind))

    def delete(self) -> None:
        """The files of both."""
        for kind in KINDS:
            self._delete(kind)

    def copy_to_scratch(self, kind: Kind) -> None:
        """Chroma and tantivy write even to search: of a home that may only be read, they get a copy for a while."""
        original = self._original / kind / f"{self._space}-{self._numbers[kind]}"
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="kb-")
            self._folder = Path(self._scratch.name)
        with catch_full_disk(self._folder):
            for file in original.rglob("*"):
                copy = self.locate(kind) / file.relative_to(original)
                if file.is_file():
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, copy)

    def discard_scratch(self) -> bool:
        """Whether there was any."""
        if self._scratch is None:
            return False
        self._scratch.cleanup()
        return True

    def _delete(self, kind: Kind, but: Path | None = None) -> None:
        for folder in (self._folder / kind).glob(f"{self._space}-*"):
            if folder != but:
                shutil.rmtree(folder)


def read_number(place: Path) -> int:
    """Of the edition that lies there."""
    return int(place.name.rpartition("-")[2])
