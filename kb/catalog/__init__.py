"""The truth about documents, pages, chunks and their vectors: one SQLite file, reached in transactions.

`Catalog.reading()` and `Catalog.writing()` give a transaction; the modules beside this one say what can be done in it:
`spaces`, `documents`, `chunks`, `vectors`, `failures`, `answers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, OperationalError

from kb.catalog.schema import open_engine
from kb.disk import watching_for_full_disk
from kb.errors import HomeError
from kb.private import make_file

Transaction = Connection


class Catalog:
    """One file, for many reading threads and one writing thread at a time."""

    def __init__(self, file: Path) -> None:
        self._folder = file.parent
        self._one_writer = RLock()
        with self._understood():
            make_file(file)
            self._engine = open_engine(file)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One state of the catalog, whatever is written meanwhile."""
        with self._understood(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """All that is written in it becomes visible and durable at its end, or none of it. Raises DiskFull."""
        with self._one_writer, self._understood(), self._engine.begin() as connection:
            yield connection

    def wipe(self) -> bool:
        """Leaves no byte of deleted rows in the files; False where a reader kept a part of them alive."""
        with self._one_writer, self._understood():
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
        self._engine.dispose()

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            with watching_for_full_disk(self._folder):
                yield
        except OperationalError:
            raise
        except DatabaseError as error:
            if "malformed" not in str(error) and "not a database" not in str(error):
                raise
            raise HomeError(
                f"The catalog in {self._folder} is damaged: {error.orig}.",
                "Put a copy of that folder back, or ingest the documents into a new one with --home DIR.",
            ) from error
