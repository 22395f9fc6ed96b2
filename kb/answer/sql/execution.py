"""What a query gives: the rows that it means, and what is reckoned from them, told as any result of a table."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.sql.conditions import is_grounded, tell_conditions
from kb.answer.sql.database import Database
from kb.answer.sql.schema import Column, Schema, Value
from kb.answer.sql.select import Aggregate, Expression, Select
from kb.answer.tables.operations import Operation
from kb.answer.tables.result import Result, write_number
from kb.text.statements import Statement

_LISTED = 50  # rows; more are no answer to read
_RECKONED: dict[str, Operation] = {"sum": "sum", "avg": "average", "max": "highest", "min": "lowest"}


def execute(select: Select, schema: Schema, question: str) -> Result | None:
    """The result; None where the query is no question to this table, has no rows, or asks for what is not told."""
    if select.table.lower() != schema.identifier.lower() or not is_grounded(select.where, schema, question):
        return None
    with closing(Database(schema)) as database:
        run = _Run(select, schema, database)
        if select.group:
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
        where = f" WHERE {select.where.text}" if select.where else ""
        order = f" ORDER BY {self._order}" if ordered and select.order else ""
        limit = f" LIMIT {select.limit}" if ordered and select.limit else ""
        asked = f'SELECT rowid - 1, {values} FROM "{self.schema.identifier}"{where}{order}{limit}'
        return self.database.query(asked) or []

    @property
    def _order(self) -> str:
        return f"{self.select.order.text}{' DESC' if self.select.descending else ''}"

    def rows_at(self, places: Sequence[Value]) -> tuple[Statement, ...]:
        return tuple(self.schema.table.rows[int(place)] for place in places if isinstance(place, int | float))

    def list_rows(self) -> Result | None:
        """The rows; where one alone is asked for by its number, as the highest or lowest, all that have that number."""
        select, column = self.select, self._find_column(self.select.order)
        if select.limit == 1 and column is not None and column.kind == "REAL":
            return self._rank(column, "highest" if select.descending else "lowest")
        found = self.read("1", ordered=True)
        rows = self.rows_at([place for place, _ in found])
        is_part = bool(select.where or select.limit)
        if not rows or not is_part or len(rows) > _LISTED:
            return None
        order = (f"{'↓' if select.descending else '↑'} {column.name}",) if column and select.limit else ()
        return Result("list", str(len(rows)), "", rows, (*self.conditions, *order))

    def reckon(self) -> Result | None:
        [aggregate] = self.select.aggregates
        if aggregate.function == "count":
            return self._count(aggregate)
        operation, column = _RECKONED[aggregate.function], self._find_column(aggregate.argument)
        if operation in ("highest", "lowest"):
            return self._rank(column, operation) if column is not None and column.kind == "REAL" else None
        said = [(place, value) for place, value in self.read(aggregate.argument.text) if isinstance(value, int | float)]
        if not said:
            return None
        total = sum((Decimal(str(value)) for _, value in said), Decimal(0))
        value = total if operation == "sum" else total / len(said)
        written = write_number(value, self._cells_of(aggregate.argument))
        rows = self.rows_at([place for place, _ in said])
        return Result(operation, written, self._name(aggregate.argument), rows, self.conditions)

    def _count(self, aggregate: Aggregate) -> Result | None:
        column = self._find_column(aggregate.argument)
        counted = self.read(column.identifier if column else "1")
        found = [(place, value) for place, value in counted if value is not None]
        rows = self.rows_at([place for place, _ in found])
        if not rows:
            return None
        if aggregate.distinct and column is not None:
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
        if group is None or select.limit != 1 or not select.order:
            return None
        where = f" WHERE {select.where.text}" if select.where else ""
        asked = (
            f'SELECT {group.identifier}, {select.order.text} FROM "{self.schema.identifier}"{where}'
            f" GROUP BY {group.identifier} ORDER BY {self._order} LIMIT 1"
        )
        best = self.database.query(asked)
        if not best or best[0][0] is None or not isinstance(best[0][1], int | float):
            return None
        name, value = best[0]
        rows = self.rows_at([place for place, said in self.read(group.identifier) if said == name])
        operation: Operation = "highest" if select.descending else "lowest"
        written = write_number(Decimal(str(value)), self._cells_of(select.order))
        return Result(operation, f"{name}: {written}", self._name(select.order), rows, self.conditions, group.name)

    def _find_column(self, part: Expression) -> Column | None:
        return self.schema.find_column(part.tokens[0].strip('"`[]')) if len(part.tokens) == 1 else None

    def _name(self, part: Expression) -> str:
        """An expression by the columns' own names."""
        return tell_conditions(part, self.schema)[0]

    def _cells_of(self, part: Expression) -> list[str]:
        """Cells that show how such numbers are written: those of the columns that are reckoned with."""
        found = [column for token in part.tokens if (column := self.schema.find_column(token.strip('"`[]')))]
        return [cell for column in found if column.kind == "REAL" for cell in self.schema.table.column(column.name)]
