"""The truth about documents, pages, chunks and their vectors: one SQLite file, reached in transactions.

`Catalog.begin_read()` and `begin_write()` give a transaction; the modules beside this one say what can be done in it:
`spaces`, `documents`, `chunks`, `vectors`, `failures`, `answers`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from sqlalchemy import Connection, PoolProxiedConnection
from sqlalchemy.exc import DatabaseError

from kb.errors import HomeError, HomeReadOnly
from kb.store.catalog.connection import open_engine, set_lasting
from kb.store.disk import catch_full_disk
from kb.store.permissions import make_file

Transaction = Connection
_SYNC_SECONDS = 1.0  # to wait for the disk takes 9 ms
DAMAGE = ("malformed", "not a database")  # in SQLite's words


class Catalog:
    """One file, for many reading threads and one writing thread at a time."""

    def __init__(self, file: Path, *, create: bool = True, read_only: bool = False) -> None:
        """Raises CatalogLost where there is none and `create` is False, HomeNewer, HomeReadOnly, HomeError."""
        self.read_only = read_only
        self._folder = file.parent
        self._one_writer = RLock()
        self._lasting_at = 0.0  # when a commit last reached the disk
        self._reading_row = Lock()
        self._rows: PoolProxiedConnection | None = None
        with self._translate_errors():
            if create and not read_only:
                make_file(file)
            self._engine = open_engine(file, create=create, read_only=read_only)

    @contextmanager
    def begin_read(self) -> Iterator[Transaction]:
        """One state of the catalog, whatever is written meanwhile."""
        with self._translate_errors(), self._engine.connect() as connection, connection.begin():
            yield connection

    def read_row(self, query: str, *values: Any) -> tuple[Any, ...]:
        """The one row that a statement gives, as the driver gives it: of what each question asks several times.

        In a sixth of the time that a transaction takes, by a connection of its own.
        """
        with self._translate_errors(), self._reading_row:
            if self._rows is None:
                self._rows = self._engine.raw_connection()
            driver = self._rows.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            [row] = driver.execute(query, values).fetchall()  # all: else it goes on reading the state of now
        found: tuple[Any, ...] = row
        return found

    @contextmanager
    def begin_write(self, *, often: bool = False) -> Iterator[Transaction]:
        """All that is written in it becomes visible and durable at its end, or none. Raises DiskFull, HomeReadOnly.

        What is written `often` outlives the end of the process as all does, however that comes; a power cut it outlives
        as of the next commit, and at least one a second does so itself.
        """
        self.refuse_if_read_only()
        with self._one_writer, self._translate_errors(), self._engine.connect() as connection:
            lasting = not often or time.monotonic() - self._lasting_at > _SYNC_SECONDS
            set_lasting(connection, lasting)
            with connection.begin():
                yield connection
            if lasting:
                self._lasting_at = time.monotonic()

    def refuse_if_read_only(self) -> None:
        """Raises HomeReadOnly."""
        if self.read_only:
            raise HomeReadOnly(
                f"The knowledge base in {self._folder} can only be read here: it is not yours to write to, or its disk "
                "is mounted read-only.",
                "Make it writable, or name another with --home DIR.",
            )

    def snapshot(self, file: Path) -> None:
        """A copy of one state of the catalog, in a new file; others may read and write meanwhile. Raises DiskFull."""
        with self._translate_errors(), catch_full_disk(file.parent), closing(sqlite3.connect(file)) as copy:
            connection = self._engine.raw_connection()
            try:
                source = connection.driver_connection
                assert isinstance(source, sqlite3.Connection)
                source.backup(copy)
            finally:
                connection.close()
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it

    def wipe(self) -> bool:
        """Leaves no byte of deleted rows in the files; False where a reader kept a part of them alive."""
        with self._one_writer, self._translate_errors():
            connection = self._engine.raw_connection()
            try:
                # secure_delete blanks a deleted row where it lay last, not where it had lain before pages were split.
                connection.cursor().execute("VACUUM")
                [busy, _, _] = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()
        return not busy

    def close(self) -> None:
        """Ends all connections; the last one folds the write-ahead log into the file."""
        with self._reading_row:
            rows, self._rows = self._rows, None
            if rows is not None:
                rows.close()
        self._engine.dispose()

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        try:
            with catch_full_disk(self._folder):
                yield
        except (DatabaseError, sqlite3.DatabaseError) as error:
            if not any(saying in str(error) for saying in DAMAGE):
                raise
            raise HomeError(
                f"The catalog in {self._folder} is damaged: {getattr(error, 'orig', error)}.",
                "Put a backup back with: kb restore FILE --force. Without one, choose another folder with --home DIR "
                "and ingest the documents again.",
            ) from error
