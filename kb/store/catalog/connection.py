"""How the catalog's file is opened: made, brought to this version, or only read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from kb.errors import CatalogLost, HomeError, HomeNewer, HomeReadOnly
from kb.store.catalog.schema import APPLICATION, SURROUNDINGS, VERSION, digest_of, metadata, pages, spaces, vectors

# Bytes of the file that are read as memory, not copied page by page: SQLite takes no more. What a search reads of
# 133,546 passages takes 2.3 ms in place of 3.2. Not on Windows, where a file that is read so cannot be cut: what VACUUM
# took out would stay at its end.
_MAPPED = 0 if os.name == "nt" else 2**31 - 2**16
# Pages of the log that are folded into the file at a time, 32 MB: vectors go in by their digests, so that each batch
# changes pages all over their index. With SQLite's own 1,000 to keep 62,900 takes 1.4 s of CPU in place of 1.2.
_FOLDED = 8000
MAGIC = b"SQLite format 3\0"
APPLICATION_AT = 68  # where SQLite's file header keeps the application id: four bytes, the highest first


def is_catalog(file: Path) -> bool:
    """Whether the file is a catalog of ours, by what is in it; whatever its name, and without opening it in SQLite."""
    try:
        with file.open("rb") as stream:
            header = stream.read(100)
    except OSError:
        return False
    return header.startswith(MAGIC) and header[APPLICATION_AT : APPLICATION_AT + 4] == APPLICATION.to_bytes(4, "big")


def open_engine(file: Path, *, create: bool, read_only: bool) -> Engine:
    """The catalog in `file`; with `create` made if there is none, wholly or not at all.

    Raises CatalogLost where there is none and none may be made, HomeNewer, HomeReadOnly, HomeError.
    """
    if not create or read_only:
        _refuse_if_lost(file)
    elif not file.exists() or not file.stat().st_size:
        with closing(sqlite3.connect(file)) as connection:  # at once: what follows may lie in the log for a while
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
    engine = _open_for_reading(file) if read_only else _open_for_writing(file)
    try:
        with engine.begin() as transaction:
            version = transaction.exec_driver_sql("PRAGMA user_version").scalar_one()
            _check(version, transaction.exec_driver_sql("PRAGMA application_id").scalar_one(), file)
            if version < VERSION:
                if read_only:
                    raise HomeReadOnly(
                        f"{file.parent} was written by an older version of kb, and can only be read here.",
                        "Make it writable once, so that it can be brought to this version.",
                    )
                _migrate(transaction)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _open_for_writing(file: Path) -> Engine:
    # Errors are logged, and what a document says or a reader asks is not for a log.
    engine = create_engine(f"sqlite:///{file}", pool_size=64, max_overflow=-1, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _open_for_reading(file: Path) -> Engine:
    uri = _name_for_reading(file)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=64, max_overflow=-1, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _name_for_reading(file: Path) -> str:
    log = file.with_name(file.name + "-wal")
    # Without a log nothing is read but the file: SQLite would make files of its own beside it all the same, with the
    # file's rights, so that of a file that may only be read they stayed such when the file was opened to its owner.
    immutable = not log.exists() or not log.stat().st_size
    return f"{file.absolute().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}"


def _begin(connection: Connection) -> None:
    # Told to the driver itself: by way of SQLAlchemy an empty transaction takes 105 µs in place of 47.
    driver_of(connection).execute("BEGIN")


def set_lasting(connection: Connection, lasting: bool) -> None:
    """Whether the next commit waits for the disk, and so survives a power cut; between transactions."""
    driver_of(connection).execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")


def driver_of(connection: Connection) -> sqlite3.Connection:
    """What SQLAlchemy talks to."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _prepare(connection: sqlite3.Connection, record: Any) -> None:
    connection.isolation_level = None  # the driver would leave CREATE TABLE outside of the transaction
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_FOLDED}")
    connection.execute("PRAGMA synchronous = FULL")  # but for what is written often: see set_lasting
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")


def _refuse_if_lost(file: Path) -> None:
    if not file.exists():
        raise _report_lost(file, "is missing")
    if not file.stat().st_size:
        raise _report_lost(file, "is empty")
    with closing(sqlite3.connect(_name_for_reading(file), uri=True)) as connection:
        try:
            found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        except sqlite3.OperationalError:  # of a log that cannot be opened here; what matters is seen later
            return
    if not {"spaces", "documents", "pages", "chunks"} <= found:
        raise _report_lost(file, "holds no documents' tables")


def _report_lost(file: Path, how: str) -> CatalogLost:
    return CatalogLost(
        f"The catalog of the knowledge base in {file.parent} is lost: {file.name} {how}, while indexes or uploaded "
        "files are there. Nothing was touched.",
        "Put a backup back with: kb restore FILE --force. Without one, choose another folder with --home DIR and "
        "ingest the documents again.",
    )


def _check(version: int, application: int, file: Path) -> None:
    if version > VERSION and application == APPLICATION:
        raise HomeNewer(
            f"{file.parent} was written by a newer version of kb (format {version}; this one reads {VERSION}).",
            "Use that version, or a newer one.",
        )
    if application not in (0, APPLICATION) or (version and application != APPLICATION):
        raise HomeError(f"{file} belongs to another program.", "Choose another folder with --home DIR.")


def _migrate(transaction: Connection) -> None:
    """From any older version to this one, also from a file without tables."""
    _add_properties(transaction)
    columns = _columns(transaction, "pages")
    before_digests = bool(columns) and "digest" not in columns
    if before_digests:
        _add_digests(transaction)
        transaction.exec_driver_sql("ALTER TABLE vectors RENAME TO shared_vectors")
    metadata.create_all(transaction)
    for column in (vectors.c.windows, spaces.c.next_embedder, *SURROUNDINGS, pages.c.navigation):  # of versions 7 to 9
        if column.name not in _columns(transaction, column.table.name):
            kind = column.type.compile(transaction.dialect)
            transaction.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {column.name} {kind}")
    if before_digests:
        _share_out_vectors(transaction)
    transaction.exec_driver_sql("DROP TABLE IF EXISTS thresholds")  # of versions 3 and 4
    transaction.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
    transaction.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def _columns(transaction: Connection, table: str) -> Sequence[str]:
    return transaction.exec_driver_sql(f"SELECT name FROM pragma_table_info('{table}')").scalars().all()


def _add_properties(transaction: Connection) -> None:
    columns = _columns(transaction, "documents")
    if columns and "properties" not in columns:
        transaction.exec_driver_sql("ALTER TABLE documents ADD COLUMN changed_ns INTEGER NOT NULL DEFAULT 0")
        transaction.exec_driver_sql("ALTER TABLE documents ADD COLUMN properties BLOB NOT NULL DEFAULT X'7B7D'")


def _add_digests(transaction: Connection) -> None:
    driver_of(transaction).create_function("digest_of", 1, digest_of, deterministic=True)
    transaction.exec_driver_sql("ALTER TABLE pages ADD COLUMN digest TEXT NOT NULL DEFAULT ''")
    transaction.exec_driver_sql("UPDATE pages SET digest = digest_of(text)")


def _share_out_vectors(transaction: Connection) -> None:
    """Each space gets those that it uses; those that wait for their documents, every space that they may be for."""
    transaction.exec_driver_sql("""
        INSERT INTO vectors (space, embedder, digest, vector)
        SELECT spaces.id, old.embedder, old.digest, old.vector
        FROM shared_vectors AS old JOIN spaces ON spaces.embedder = old.embedder
        WHERE NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.digest = old.digest)
           OR EXISTS (SELECT 1 FROM chunks JOIN documents ON documents.id = chunks.document
                      WHERE chunks.digest = old.digest AND documents.space = spaces.id)
    """)
    transaction.exec_driver_sql("DROP TABLE shared_vectors")
