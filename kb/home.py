"""A home: the folder that holds a whole knowledge base, owned by one process at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import RLock
from types import TracebackType

from kb.catalog import Catalog, spaces
from kb.catalog.opening import is_catalog
from kb.disk import watching_for_full_disk
from kb.errors import HomeError, UnknownSpace, UsageError
from kb.lock import Holder, Ownership, holder
from kb.settings import FILE
from kb.store import Store

__all__ = ["DEFAULT_SPACE", "Holder", "Home", "holder"]

DEFAULT_SPACE = "default"
CATALOG = "catalog.sqlite3"
OWN_FILES = frozenset({CATALOG, f"{CATALOG}-wal", f"{CATALOG}-shm", "lock", "holder.json", "reserve"})
LONGEST_NAME = 64  # characters


class Home:
    """Open one with `Home.open`, and close it: closing is what tells the next process that all is in order."""

    def __init__(self, path: Path, ownership: Ownership, catalog: Catalog) -> None:
        self.path = path
        self._ownership = ownership
        self._catalog = catalog
        self._stores: dict[str, Store] = {}
        self._opening = RLock()
        self._closed = False

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        command: str = "",
        wait: float = 30.0,
        on_wait: Callable[[str], None] | None = None,
    ) -> Home:
        """The home in this folder, made if there is none; this process is its only owner until `close`.

        Waits up to `wait` seconds for another owner to end, and tells `on_wait` once for whom. After an unclean end
        the indexes are brought back to what the catalog says. Raises HomeBusy, HomeNewer, HomeError, DiskFull.
        """
        path = Path(path).expanduser().absolute()
        with watching_for_full_disk(path):
            _prepare(path)
            ownership = Ownership(path, command, wait, on_wait)
        try:
            home = cls(path, ownership, Catalog(path / CATALOG))
            home._recover()
        except BaseException:
            ownership.release()
            raise
        return home

    def spaces(self) -> list[str]:
        """Their names, sorted; `default` is always among them."""
        with self._catalog.reading() as tx:
            return spaces.names(tx)

    def space(self, name: str = DEFAULT_SPACE, create: bool = False) -> Store:
        """One store a name, however often it is asked for. Raises UnknownSpace, UsageError for an impossible name."""
        name = _checked(name)
        with self._opening:
            if name not in self._stores:
                self._stores[name] = self._store(name, create)
            return self._stores[name]

    def announce(self, url: str, token: str) -> None:
        """Lets other processes find the server that owns this home, with `holder`."""
        self._ownership.announce(url, token)

    def close(self) -> None:
        """What was not flushed is dropped. Safe to call twice."""
        with self._opening:
            if self._closed:
                return
            self._closed = True
        with ExitStack() as ending:  # each of them, whatever becomes of the others
            ending.callback(self._ownership.release)
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
        with self._catalog.writing() as tx:
            if create:
                spaces.create(tx, name)
            space = spaces.find(tx, name)
        if space is None:
            raise UnknownSpace(f"There is no space {name!r}.", f"Make it with: kb space create {name}")
        return Store(name, space, self._catalog, self.path)

    def _recover(self) -> None:
        with self._catalog.writing() as tx:
            spaces.create(tx, DEFAULT_SPACE)
            unclean = spaces.unclean(tx)
        for name in unclean:
            self.space(name).recover()


def is_home(folder: Path) -> bool:
    """Whether this is a knowledge base's own folder: by what its catalog is, not by the names of files in it."""
    return is_catalog(folder / CATALOG)


def _prepare(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise HomeError(f"{path} is a file.", "Name a folder with --home DIR.")
    if path.is_dir() and not (path / "lock").exists() and any(entry.name != FILE for entry in path.iterdir()):
        raise HomeError(f"{path} holds other files.", "Name an empty folder, or a knowledge base, with --home DIR.")
    try:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
    except PermissionError as error:
        raise HomeError(f"{path} cannot be written to: {error.strerror}.", "Name another with --home DIR.") from error


def _checked(name: str) -> str:
    name = unicodedata.normalize("NFC", name)
    printable = name.strip() == name and name.isprintable()
    somewhere = "/" in name or "\\" in name or name in (".", "..")  # a name becomes that of a folder
    if not name or len(name) > LONGEST_NAME or not printable or somewhere:
        raise UsageError(
            f"{name!r} cannot be the name of a space.",
            f"Use 1 to {LONGEST_NAME} characters, without slashes and control characters; `.` and `..` are none.",
        )
    return name
