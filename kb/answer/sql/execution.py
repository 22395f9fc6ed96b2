"""What a query gives: the rows that it means, and what is reckoned from them, told as any result of a table."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from kb.answer.sql.conditions import is_grounded, tell, tell_conditions
from kb.answer.sql.database import Database
from kb.answer.sql.schema import Column, Schema, Value
from kb.answer.sql.select import DIALECT, Select
from kb.answer.tables.operations import Operation
from kb.answer.tables.result import Result, write_number
from kb.text.statements import Statement

_LISTED = 50  # rows; more are no answer to read
_RECKONED: dict[type[exp.AggFunc], Operation] = {
    exp.Sum: "sum",
    exp.Avg: "average",
    exp.Max: "highest",
    exp.Min: "lowest",
}


def execute(select: Select, schema: Schema, question: str) -> Result | None:
    """The result; None where the query is no question to this table, has no rows, or asks for what is not told."""
    if select.table.lower() != schema.identifier.lower() or not is_grounded(select.where, schema, question):
        return None
    with closing(Database(schema)) as database:
        run = _Run(select, schema, database)
        if select.group is not None:
            return run.rank_groups()
        if select.aggregates:
            return run.reckon() if len(select.items) == 1 else None
        return run.list_rows()


@dataclass(frozen=True)
class _Run:
    select: Select
    schema: Schema
    database: Database

    @property
    def conditions(self) -> tuple[str, ...]:
        return tell_conditions(self.select.where, self.schema)

    def read(self, values: str, *, ordered: bool = False) -> list[Sequence[Value]]:
        """Of each row that is meant its place in the table, from 0 on, and these values of it."""
        select = self.select
        limit = f" LIMIT {select.limit}" if ordered and select.limit else ""
        order = self._order if ordered else ""
        return self.database.query(f"SELECT rowid - 1, {values} {self._source}{order}{limit}") or []

    @property
    def _source(self) -> str:
        where = f" WHERE {_write(self.select.where)}" if self.select.where is not None else ""
        return f'FROM "{self.schema.identifier}"{where}'

    @property
    def _order(self) -> str:
        select = self.select
        return "" if select.order is None else f" ORDER BY {_write(select.order)}{' DESC' if select.descending else ''}"

    def rows_at(self, places: Sequence[Value]) -> tuple[Statement, ...]:
        return tuple(self.schema.table.rows[int(place)] for place in places if isinstance(place, int | float))

    def list_rows(self) -> Result | None:
        """The rows; where one alone is asked for by its number, as the highest or lowest, all that have that number."""
        select, column = self.select, self._find_column(self.select.order)
        if select.limit == 1 and column is not None and column.kind == "REAL":
            return self._rank(column, "highest" if select.descending else "lowest")
        found = self.read("1", ordered=True)
        rows = self.rows_at([place for place, _ in found])
        is_part = select.where is not None or (select.limit and select.order is not None)
        if not rows or not is_part or len(rows) > _LISTED:
            return None
        order = (f"{'↓' if select.descending else '↑'} {column.name}",) if column and select.limit else ()
        return Result("list", str(len(rows)), "", rows, (*self.conditions, *order))

    def reckon(self) -> Result | None:
        [aggregate] = self.select.aggregates
        if isinstance(aggregate, exp.Count):
            return self._count(aggregate)
        operation, column = _RECKONED.get(type(aggregate)), self._find_column(aggregate.this)
        if operation is None:
            return None
        if operation in ("highest", "lowest"):
            return self._rank(column, operation) if column is not None and column.kind == "REAL" else None
        said = [(place, value) for place, value in self.read(_write(aggregate.this)) if isinstance(value, int | float)]
        if not said:
            return None
        total = sum((Decimal(str(value)) for _, value in said), Decimal(0))
        value = total if operation == "sum" else total / len(said)
        written = write_number(value, self._cells_of(aggregate.this))
        rows = self.rows_at([place for place, _ in said])
        return Result(operation, written, tell(aggregate.this, self.schema), rows, self.conditions)

    def _count(self, aggregate: exp.Count) -> Result | None:
        """The rows; each value once where that is asked for."""
        counted_once = isinstance(aggregate.this, exp.Distinct)
        column = self._find_column(aggregate.this.expressions[0] if counted_once else aggregate.this)
        counted = self.read(column.identifier if column else "1")
        found = [(place, value) for place, value in counted if value is not None]
        rows = self.rows_at([place for place, _ in found])
        if not rows:
            return None
        if counted_once and column is not None:
            number = len({str(value).casefold() for _, value in found})
            return Result("count", str(number), column.name, rows, self.conditions, column.name)
        return Result("count", str(len(rows)), "", rows, self.conditions)

    def _rank(self, column: Column, operation: Operation) -> Result | None:
        """All rows that have the greatest number, or the least."""
        said = [(place, value) for place, value in self.read(column.identifier) if isinstance(value, int | float)]
        if not said:
            return None
        best = (max if operation == "highest" else min)(value for _, value in said)
        rows = self.rows_at([place for place, value in said if value == best])
        cells = self.schema.table.column(column.name)
        return Result(operation, write_number(Decimal(str(best)), cells), column.name, rows, self.conditions)

    def rank_groups(self) -> Result | None:
        """What has the greatest sum, or the least, of all that a column tells apart."""
        select, group = self.select, self._find_column(self.select.group)
        if group is None or select.limit != 1 or select.order is None:
            return None
        values = f"{group.identifier}, {_write(select.order)}"
        grouped = f"GROUP BY {group.identifier}{self._order} LIMIT 1"
        best = self.database.query(f"SELECT {values} {self._source} {grouped}")
        if not best or best[0][0] is None or not isinstance(best[0][1], int | float):
            return None
        name, value = best[0]
        rows = self.rows_at([place for place, said in self.read(group.identifier) if said == name])
        operation: Operation = "highest" if select.descending else "lowest"
        if isinstance(select.order, exp.Count):
            return Result(operation, f"{name}: {value} ×", group.name, rows, self.conditions, group.name)
        written = write_number(Decimal(str(value)), self._cells_of(select.order))
        reckoned = select.order.this if isinstance(select.order, exp.AggFunc) else select.order
        return Result(operation, f"{name}: {written}", tell(reckoned, self.schema), rows, self.conditions, group.name)

    def _find_column(self, expression: exp.Expression | None) -> Column | None:
        return self.schema.find_column(expression.name) if isinstance(expression, exp.Column) else None

    def _cells_of(self, expression: exp.Expression) -> list[str]:
        """Cells that show how such numbers are written: those of the columns that are reckoned with."""
        found = [column for one in expression.find_all(exp.Column) if (column := self._find_column(one))]
        return [cell for column in found if column.kind == "REAL" for cell in self.schema.table.column(column.name)]


def _write(expression: exp.Expression) -> str:
    return expression.sql(dialect=DIALECT)
