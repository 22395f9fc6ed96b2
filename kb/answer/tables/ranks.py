"""The rows with the highest or lowest value, and the groups of rows whose values come to most or least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from kb.answer.tables.columns import is_place
from kb.answer.tables.operations import Operation, asks_how_often, compares_two, remove_frequency
from kb.answer.tables.periods import day_of
from kb.answer.tables.reading import Reading
from kb.answer.tables.result import Result, RowNumbers, has_repeats, write_number
from kb.answer.tables.table import Table
from kb.text.statements import Statement


def find_group(reading: Reading, table: Table) -> str:
    """The column whose values are to be counted, where a question asks which of them stands in most rows."""
    if not asks_how_often(reading.asked):
        return ""
    rows = [row for row, keep in zip(table.rows, reading.kept, strict=True) if keep]
    named = [name for name in reading.columns if name in table.text_columns and name not in reading.by]
    groups = [name for name in named if has_repeats(name, rows)]
    if len(groups) != 1:
        return ""
    reading.left = remove_frequency(reading.left)
    return groups[0]


def rank_groups(operation: Operation, reading: Reading, table: Table, group: str) -> Result:
    """The value that stands in most rows, or in fewest."""
    rows = [row for row, keep in zip(table.rows, reading.kept, strict=True) if keep]
    counts = Counter(value for row in rows if (value := dict(row.cells)[group]))
    best = (max if operation == "highest" else min)(counts.values())
    names = [name for name, count in counts.items() if count == best]
    shown = tuple(row for row in rows if dict(row.cells)[group] in names)
    return Result(operation, f"{' / '.join(names)}: {best} ×", group, shown, tuple(reading.conditions), group)


def rank_rows(
    operation: Operation, reading: Reading, measure: RowNumbers, said: Sequence[tuple[Statement, Decimal]]
) -> Result:
    """The rows with the highest value; of what is in several rows ("which customer"), the highest sum."""
    best: Callable[..., Decimal] = max if (operation == "highest") != is_place(measure.name) else min
    named = [name for name in reading.columns if name != measure.name]
    group = next((name for name in named if has_repeats(name, [row for row, _ in said])), "")
    conditions = tuple(reading.conditions)
    if group:
        sums: dict[str, Decimal] = {}
        for row, value in said:
            name = dict(row.cells)[group]
            sums[name] = sums.get(name, Decimal(0)) + value
        value = best(sums.values())
        names = [name for name, each in sums.items() if each == value]
        rows = tuple(row for row, _ in said if dict(row.cells)[group] in names)
        written = f"{' / '.join(names)}: {write_number(value, measure.cells)}"
        return Result(operation, written, measure.name, rows, conditions, group)
    value = best(value for _, value in said)
    written = write_number(value, measure.cells)
    rows = tuple(row for row, each in said if each == value)
    if len(said) == 2 and len(rows) == 1 and compares_two(reading.asked):
        return _tell_both(Result(operation, written, measure.name, rows, conditions), measure, said)
    return Result(operation, written, measure.name, rows, conditions)


def _tell_both(first: Result, measure: RowNumbers, said: Sequence[tuple[Statement, Decimal]]) -> Result:
    """With the other of two that are compared, and how far they lie apart."""
    (one, value), (other, less) = sorted(said, key=lambda row: row[0] not in first.rows)
    high, low = (write_number(each, measure.cells) for each in sorted((value, less), reverse=True))
    apart = write_number(abs(value - less), measure.cells)
    return replace(first, value=f"{first.value} ({high} − {low} = {apart})", rows=(one, other))


def rank_days(operation: Operation, reading: Reading, table: Table, column: str) -> Result | None:
    """The rows with the first or the last day that a column says; None where none of the rows meant has one."""
    days = zip(table.rows, table.dates[column], table.column(column), reading.kept, strict=True)
    said = [(day_of(moment), cell, row) for row, moment, cell, keep in days if keep and moment is not None]
    if not said:
        return None
    best = (min if operation == "earliest" else max)(day for day, _, _ in said)
    first = [(cell, row) for day, cell, row in said if day == best]
    return Result(operation, first[0][0], column, tuple(row for _, row in first), tuple(reading.conditions))
