"""Statements told to SQLite's driver as they are: of what is done for each passage taken in, and for each question.

SQLAlchemy makes a mapping of every row, and asks each column's type and each list's length anew: for these that takes
longer than SQLite does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ClauseElement
from sqlalchemy.dialects import sqlite

from kb.store.catalog import Transaction
from kb.store.catalog.connection import driver_of

_DIALECT = sqlite.dialect()


class DriverStatement:
    """Compiled once, when it is first told: a question needs 8 of 26, and each takes .3 ms."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement

    @cached_property
    def sql(self) -> str:
        """With a question mark for each value, in their order; of an INSERT, in the order of the table's columns."""
        return str(self._statement.compile(dialect=_DIALECT))


def insert_rows(tx: Transaction, statement: DriverStatement, rows: Sequence[tuple[Any, ...]]) -> None:
    """Each row's values as the table keeps them: what is `Utf8` as `encode_text` makes it."""
    if rows:
        tx.exec_driver_sql(statement.sql, list(rows))


def select_rows(tx: Transaction, query: DriverStatement, *values: Any) -> list[tuple[Any, ...]]:
    """As the driver gives them: what is `Utf8` in bytes, which `decode_text` reads."""
    rows: list[tuple[Any, ...]] = driver_of(tx).execute(query.sql, values).fetchall()
    return rows


def select_first_column(tx: Transaction, query: DriverStatement, *values: Any) -> list[Any]:
    """As the driver gives it."""
    return [row[0] for row in select_rows(tx, query, *values)]
