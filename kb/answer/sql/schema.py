"""A table as a database schema: what a model reads of it, and what its cells are to SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kb.answer.check.dates import Moment
from kb.answer.tables.table import Table

Value = str | float | None
_OTHER = re.compile(r"\W+")
_FEW = 8  # values of a column that are all told
_SHORT = 160  # characters that they may have together
_EXAMPLES = 2  # of a column with more
_LONGEST = 30  # characters of an example


@dataclass(frozen=True)
class Column:
    """A column: its `name` in the document, the `identifier` that SQL has for it, the `values` of its rows."""

    name: str
    identifier: str
    kind: Literal["TEXT", "REAL", "DATE"]
    values: tuple[Value, ...]

    @property
    def known(self) -> list[str | float]:
        """Each value that it says, once: numbers and dates in their order, others as they come."""
        said = list(dict.fromkeys(value for value in self.values if value is not None))
        return said if self.kind == "TEXT" else sorted(said, key=lambda value: (isinstance(value, str), value))

    def describe(self) -> str:
        """All its values where they are few, else some of them, or the least and the greatest."""
        known = self.known
        if self.kind != "TEXT":
            low, high = (f"{value:g}" if isinstance(value, float) else str(value) for value in (known[0], known[-1]))
            return f"{low} to {high}"
        texts = [str(value) for value in known]
        if len(texts) <= _FEW and sum(map(len, texts)) <= _SHORT:
            return ", ".join(map(_quote, texts))
        return "e.g. " + ", ".join(_quote(text[:_LONGEST]) for text in texts[:_EXAMPLES])


@dataclass(frozen=True)
class Schema:
    """A table, by the `identifier` that a query calls it; `about` is what it stands under, in a line."""

    table: Table
    identifier: str
    about: str = ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        used: set[str] = set()
        return tuple(self._read_columns(used))

    def find_column(self, identifier: str) -> Column | None:
        """The column that SQL calls so, in whatever case."""
        return next((one for one in self.columns if one.identifier.lower() == identifier.lower()), None)

    def describe(self) -> str:
        """As `CREATE TABLE`, each column with its values."""
        columns = "\n".join(f"  {one.identifier} {one.kind}, -- {one.describe()}" for one in self.columns)
        return f"-- {self.about} ({len(self.table.rows)} rows)\nCREATE TABLE {self.identifier} (\n{columns}\n);"

    def _read_columns(self, used: set[str]) -> Iterator[Column]:
        for name in self.table.names:
            if not any(self.table.column(name)):
                continue
            identifier = _make_identifier(name, used)
            used.add(identifier.lower())
            if name in self.table.dates:
                yield Column(name, identifier, "DATE", tuple(map(_write_date, self.table.dates[name])))
            elif name in self.table.numbers:
                numbers = self.table.numbers[name]
                yield Column(name, identifier, "REAL", tuple(None if one is None else float(one) for one in numbers))
            else:
                yield Column(name, identifier, "TEXT", tuple(one.strip() or None for one in self.table.column(name)))


def _make_identifier(name: str, used: set[str]) -> str:
    """A word that SQL reads without quotes, which small models forget: `Hours_booked`, `货损金额_元`."""
    identifier = _OTHER.sub("_", name).strip("_") or "column_"
    identifier = f"_{identifier}" if identifier[0].isdigit() else identifier
    while identifier.lower() in used:
        identifier += "_"
    return identifier


def _quote(text: str) -> str:
    """As SQL writes a text, in one line."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _write_date(moment: Moment | None) -> str | None:
    """As far as it is told, so that dates are compared as texts: `2026-08`."""
    if moment is None:
        return None
    parts = [f"{part:0{width}d}" for part, width in ((moment.year, 4), (moment.month, 2), (moment.day, 2)) if part]
    return "-".join(parts)
