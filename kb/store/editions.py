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

    def begin(self, kind: Kind) -> Path:
        """Where a new one is to be made that takes long: it is found again after a kill."""
        place = self.locate_next(kind)
        with catch_full_disk(place.parent):
            self._mark(kind).write_text(place.name)
        return place

    def find_begun(self, kind: Kind) -> Path | None:
        """What was begun, and is not the one of now."""
        mark = self._mark(kind)
        place = mark.with_name(mark.read_text()) if mark.exists() else None
        return place if place and place.is_dir() and place != self.locate(kind) else None

    def drop_begun(self, kind: Kind) -> None:
        """Deletes it: what it holds may be deleted elsewhere from now on."""
        if begun := self.find_begun(kind):
            shutil.rmtree(begun)
            self._mark(kind).unlink()

    def record(self, kind: Kind, place: Path) -> None:
        """From now on that is where the index is."""
        self.adopt(kind, place)
        if not self._catalog.read_only:
            with self._catalog.begin_write() as tx:
                spaces.set_state(tx, self._space, **{kind: self._numbers[kind]})

    def adopt(self, kind: Kind, place: Path) -> None:
        """The same, where the catalog knows it already."""
        self._numbers[kind] = read_number(place)

    def sweep(self, kind: Kind, *, but_begun: bool = False) -> None:
        """Deletes all but the one of now, and on demand the one that was begun."""
        if self._catalog.read_only:
            return
        begun = self.find_begun(kind) if but_begun else None
        if begun is None:
            self._mark(kind).unlink(missing_ok=True)
        self._delete(kind, but=(self.locate(kind), begun))

    def delete(self) -> None:
        """The files of both."""
        for kind in KINDS:
            self._mark(kind).unlink(missing_ok=True)
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

    def _delete(self, kind: Kind, but: tuple[Path | None, ...] = ()) -> None:
        for folder in (self._folder / kind).glob(f"{self._space}-*"):
            if folder not in but:
                shutil.rmtree(folder)

    def _mark(self, kind: Kind) -> Path:
        return self._folder / kind / f"{self._space}.begun"


def read_number(place: Path) -> int:
    """Of the edition that lies there."""
    return int(place.name.rpartition("-")[2])
