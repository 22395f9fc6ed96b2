"""A home: the folder that holds a whole knowledge base, owned by one process at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shlex import quote
from threading import RLock
from types import TracebackType

from kb.errors import HomeError, UnknownSpace
from kb.store.catalog import Catalog, page_digests, spaces
from kb.store.chroma import ChromaIndex
from kb.store.disk import catch_full_disk
from kb.store.flat import FlatIndex, is_flat
from kb.store.folder import CATALOG, can_only_be_read, has_traces, prepare
from kb.store.index import IndexTypes
from kb.store.lock import Ownership, Unowned
from kb.store.permissions import tighten
from kb.store.receipts import SpaceReceipt
from kb.store.reserve import Reserve
from kb.store.steps import AtStep, carry_on
from kb.store.store import Store
from kb.store.swap import finish_swap
from kb.store.tantivy import TantivyIndex

DEFAULT_SPACE = "default"
INDEXES = IndexTypes(exact=FlatIndex, approximate=ChromaIndex, words=TantivyIndex, is_exact=is_flat)


class Home:
    """Open one with `Home.open`, and close it: closing is what tells the next process that all is in order."""

    def __init__(
        self,
        path: Path,
        ownership: Ownership,
        catalog: Catalog,
        reserve: Reserve,
        at_step: AtStep = carry_on,
        types: IndexTypes = INDEXES,
    ) -> None:
        self.path = path
        self._ownership = ownership
        self._catalog = catalog
        self._reserve = reserve
        self._at_step = at_step
        self._types = types
        self._stores: dict[str, Store] = {}
        self._opening = RLock()
        self._closed = False
        self._kept = False  # owned, though closed
        self.successor: Home | None = None  # what took its place

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        command: str = "",
        wait: float = 30.0,
        on_wait: Callable[[str], None] | None = None,
        at_step: AtStep = carry_on,
        types: IndexTypes = INDEXES,
    ) -> Home:
        """The home in this folder, made if there is none; this process is its only owner until `close`.

        Waits up to `wait` seconds for another owner to end, and tells `on_wait` once for whom. After an unclean end
        the indexes are brought back to what the catalog says. One that may not be written to is opened for reading,
        and then has no owner. Raises HomeBusy, HomeNewer, CatalogLost, HomeError, DiskFull.
        """
        path = Path(path).expanduser().absolute()
        reserve = Reserve(path)
        if can_only_be_read(path):
            return cls(path, Unowned(), Catalog(path / CATALOG, read_only=True), reserve, types=types)
        home = reserve.spend(lambda: cls._own(path, command, wait, on_wait, at_step, types))
        reserve.hold()
        return home

    @classmethod
    def _own(
        cls,
        path: Path,
        command: str,
        wait: float,
        on_wait: Callable[[str], None] | None,
        at_step: AtStep,
        types: IndexTypes,
    ) -> Home:
        with catch_full_disk(path):
            prepare(path)
            ownership = Ownership(path, command, wait, on_wait)
        try:
            with catch_full_disk(path):
                finish_swap(path)
            return cls._load(path, ownership, at_step, types)
        except BaseException:
            ownership.release()
            raise

    @classmethod
    def _load(cls, path: Path, ownership: Ownership, at_step: AtStep, types: IndexTypes) -> Home:
        catalog = Catalog(path / CATALOG, create=not has_traces(path))
        home = cls(path, ownership, catalog, Reserve(path), at_step, types)
        home._recover()
        return home

    @property
    def read_only(self) -> bool:
        return self._catalog.read_only

    def refuse_if_read_only(self) -> None:
        """Raises HomeReadOnly."""
        self._catalog.refuse_if_read_only()

    def snapshot(self, file: Path) -> None:
        """A copy of the catalog as it is now. Raises DiskFull."""
        self._catalog.snapshot(file)

    def remove(self, name: str) -> SpaceReceipt:
        """Erases a space: all documents, vectors, kept answers and both indexes. Raises UnknownSpace.

        The default space is there again at once, and empty.
        """
        store = self.space(name)
        with self._opening:
            self._stores.pop(store.name)
            receipt = store.erase()
            if name == DEFAULT_SPACE:
                self.space(name, create=True)
        return replace(receipt, complete=self._catalog.wipe())

    def broken_structure(self) -> list[str]:
        """What is wrong with the catalog's file, in SQLite's words; empty where all is well."""
        with self._catalog.begin_read() as tx:
            return page_digests.find_broken_structure(tx)

    def damaged_pages(self) -> list[tuple[str, str, int | None]]:
        """Document, path and page of each that is not what was taken in. Reads all text there is."""
        with self._catalog.begin_read() as tx:
            return list(page_digests.find_damaged_pages(tx))

    def spaces(self) -> list[str]:
        """Their names, sorted; `default` is always among them."""
        with self._catalog.begin_read() as tx:
            return spaces.names(tx)

    def space(self, name: str = DEFAULT_SPACE, create: bool = False) -> Store:
        """One store a name, however often it is asked for. Raises UnknownSpace, UsageError for an impossible name."""
        name = spaces.check_name(name)
        with self._opening:
            if name not in self._stores:
                self._stores[name] = self._store(name, create)
            return self._stores[name]

    def announce(self, url: str, token: str) -> None:
        """Lets other processes find the server that owns this home, with `holder`."""
        self._ownership.announce(url, token)

    def exchange(self) -> Home:
        """Takes what is ready in the stage for what is here, and opens that, for the same owner. This one is closed.

        Nobody may use it meanwhile. Raises HomeReadOnly, and what `reopen` raises.
        """
        self.refuse_if_read_only()
        self._close(keep=True)
        return self.reopen()

    @property
    def is_closed(self) -> bool:
        """Whether it is owned no more: another process may be writing."""
        return self._closed and not self._kept

    @property
    def is_between(self) -> bool:
        """Closed for an exchange that is not finished, and still owned: for `reopen`."""
        return self._kept and self.successor is None

    def reopen(self) -> Home:
        """Finishes the exchange that this one was closed for, and opens what is there now. Raises HomeError."""
        try:
            with catch_full_disk(self.path):
                finish_swap(self.path)
                home = self._load(self.path, self._ownership, self._at_step, self._types)
        except OSError as error:
            raise HomeError(
                f"What was restored cannot take its place in {self.path}: {error.strerror}, {error.filename}.",
                "Put that right: the exchange goes on with the next request.",
            ) from error
        home._reserve.hold()
        self.successor = home
        return home

    def close(self) -> None:
        """What was not flushed is dropped. Safe to call twice."""
        if self.is_between:
            self._kept = False
            self._ownership.release()
        self._close(keep=False)

    def _close(self, *, keep: bool) -> None:
        """With `keep` the home stays owned."""
        with self._opening:
            if self._closed:
                return
            self._closed, self._kept = True, keep
        with ExitStack() as ending:  # each of them, whatever becomes of the others
            if not keep:
                ending.callback(self._ownership.release)
            if not self.read_only:
                ending.callback(tighten, self.path)
                ending.callback(self._reserve.hold, spare=0)
            ending.callback(self._catalog.close)
            for store in self._stores.values():
                ending.callback(store.close)

    def __enter__(self) -> Home:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _store(self, name: str, create: bool) -> Store:
        with self._catalog.begin_read() as tx:
            space = spaces.find(tx, name)
        if space is None and create:
            with self._catalog.begin_write() as tx:
                spaces.create(tx, name)
                space = spaces.find(tx, name)
        if space is None:
            raise UnknownSpace(
                f"There is no space {name!r}.",
                f"See them with: kb space list, or make it: kb space create {quote(name)}",
            )
        return Store(name, space, self._catalog, self.path, self._reserve, self._types, self._at_step)

    def _recover(self) -> None:
        self.space(DEFAULT_SPACE, create=True)
        with self._catalog.begin_read() as tx:
            known, unclean = spaces.ids(tx), spaces.list_unclean(tx)
        for folder in [*self.path.glob("vectors/*-*"), *self.path.glob("words/*-*")]:
            if folder.name.partition("-")[0] not in map(str, known):  # of a space whose removal was cut off
                shutil.rmtree(folder)
        for name in unclean:
            self.space(name).recover()
