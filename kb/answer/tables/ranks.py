"""The rows with the highest or lowest value, and the groups of rows whose values come to most or least."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from kb.answer.tables.columns import is_place
from kb.answer.tables.conditions import Reading
from kb.answer.tables.operations import Operation
from kb.answer.tables.result import Measure, Result, has_repeats, write_number
from kb.text.statements import Statement


def rank_rows(
    operation: Operation, reading: Reading, measure: Measure, said: Sequence[tuple[Statement, Decimal]]
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
    rows = tuple(row for row, each in said if each == value)
    return Result(operation, write_number(value, measure.cells), measure.name, rows, conditions)
