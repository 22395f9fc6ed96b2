"""How far two values lie apart: of two rows, of two columns of a row, or where they lie farthest apart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kb.answer.tables.conditions import Reading
from kb.answer.tables.result import Measure, Result, write_number
from kb.answer.tables.table import Table


def subtract(reading: Reading, table: Table, columns: Sequence[str], *, is_range: bool) -> Result | None:
    """The difference that a question asks for; None where it names not just two values. `is_range`: of all there are."""
    if len(columns) != 1:
        return None
    [column] = columns
    measure = Measure(column, table.column(column), table.numbers[column])
    if is_range:
        parts = [
            [number] for number, keep in zip(measure.numbers, reading.kept, strict=True) if keep and number is not None
        ]
        sums = [max(parts)[0], min(parts)[0]] if parts else []
    else:
        sums = _add_up(reading, measure)
    if len(sums) != 2:
        return None
    kept = [row for row, keep in zip(table.rows, reading.kept, strict=True) if keep]
    if is_range:
        kept = [row for row, number in zip(table.rows, measure.numbers, strict=True) if number in sums]
    difference = write_number(abs(sums[0] - sums[1]), measure.cells)
    return Result("difference", difference, column, tuple(kept), tuple(reading.conditions))


def _add_up(reading: Reading, measure: Measure) -> list[Decimal]:
    """What the rows of each value named come to; nothing where one is not told."""
    sums = []
    for _, those in reading.either:
        numbers = [
            number for number, keep, named in zip(measure.numbers, reading.kept, those, strict=True) if keep and named
        ]
        said = [number for number in numbers if number is not None]
        if not said or len(said) < len(numbers):
            return []
        sums.append(sum(said, Decimal(0)))
    return sums
