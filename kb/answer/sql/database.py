"""Tables in SQLite, in memory, where a model's query can read them and do nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress

from kb.answer.sql.schema import Schema, Value

_STEPS = 1_000_000  # of SQLite's machine: a table of 10,000 rows is read in some 100,000
_EVERY = 10_000
_LONGEST = 10_000  # bytes of a text, so that none can be made that fills the memory
_ALLOWED = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ))
_FUNCTIONS = frozenset(
    "abs avg coalesce count date iif ifnull instr length like lower ltrim max min nullif replace round rtrim strftime"
    " substr substring sum total trim upper".split()
)


class Database:
    """One table; what is asked of it reads it and ends."""

    def __init__(self, schema: Schema) -> None:
        self._connection = sqlite3.connect(":memory:")
        columns = ", ".join(f'"{one.identifier}" {one.kind} COLLATE NOCASE' for one in schema.columns)
        self._connection.execute(f'CREATE TABLE "{schema.identifier}" ({columns})')
        marks = ", ".join("?" * len(schema.columns))
        rows = zip(*(one.values for one in schema.columns), strict=True)
        self._connection.executemany(f'INSERT INTO "{schema.identifier}" VALUES ({marks})', rows)
        self._connection.commit()
        self._steps = 0
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        self._connection.set_authorizer(_authorize)
        self._connection.set_progress_handler(self._count_steps, _EVERY)

    def query(self, sql: str) -> list[Sequence[Value]] | None:
        """The rows; None where it is no query that may be asked, or does not end."""
        self._steps = 0
        with suppress(sqlite3.Error, sqlite3.Warning):
            return self._connection.execute(sql).fetchall()
        return None

    def close(self) -> None:
        self._connection.close()

    def _count_steps(self) -> int:
        self._steps += _EVERY
        return int(self._steps > _STEPS)


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
