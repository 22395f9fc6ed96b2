"""How far two values lie apart: of two rows, or of two columns of a row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from kb.answer.tables.operations import Operation, find_growth
from kb.answer.tables.ranks import rank_rows
from kb.answer.tables.reading import Reading
from kb.answer.tables.result import Result, RowNumbers, write_number
from kb.answer.tables.table import Table
from kb.text.terms import extract_terms, simplify_han


def subtract(reading: Reading, table: Table, columns: Sequence[str]) -> Result | None:
    """The difference asked for; None where the question names not just two values."""
    if len(columns) != 1:
        return None
    [column] = columns
    measure = RowNumbers(column, table.column(column), table.numbers[column])
    ends = _add_up(reading, measure)
    if len(ends) != 2:
        return None
    rows = tuple(row for row, keep in zip(table.rows, reading.kept, strict=True) if keep)
    difference = write_number(abs(ends[0] - ends[1]), measure.cells)
    return Result("difference", difference, column, rows, tuple(reading.conditions))


def _add_up(reading: Reading, measure: RowNumbers) -> list[Decimal]:
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


def read_growth(reading: Reading, table: Table) -> RowNumbers | None:
    """How much each row grew or fell, where that is asked; where no two columns tell it, it is left unsaid."""
    growth = find_growth(reading.left)
    if growth is None:
        return None
    grew, left = growth
    span = _find_span(reading.asked, table)
    if span is None:
        reading.unsaid = reading.unsaid or reading.left  # what a column says of now is no answer
        return None
    reading.left = left
    reading.columns += [name for name in span if name not in reading.columns]
    return _measure_growth(table, span, grew=grew)


def _find_span(asked: str, table: Table) -> tuple[str, str] | None:
    """The two columns of numbers that a question names by what alone tells them apart: from 2024 to 2025."""
    said = extract_terms(asked)
    terms = {name: frozenset(extract_terms(simplify_han(name))) for name in table.numbers}
    found = []
    for one, other in combinations(terms, 2):
        apart = terms[one] - terms[other], terms[other] - terms[one]
        if all(part and part <= set(said) for part in apart):
            places = [min(said.index(term) for term in part) for part in apart]
            found.append((one, other) if places[0] < places[1] else (other, one))
    return found[0] if len(found) == 1 else None


def _measure_growth(table: Table, span: tuple[str, str], *, grew: bool) -> RowNumbers:
    """How much more each row says in the second of two columns than in the first, or how much less."""
    before, after = (table.numbers[name] for name in span)
    values = [
        None if one is None or other is None else (other - one if grew else one - other)
        for one, other in zip(before, after, strict=True)
    ]
    first, last = span
    cells = [*table.column(first), *table.column(last)]
    return RowNumbers(f"{last} − {first}" if grew else f"{first} − {last}", cells, values)


def tell_growth(operation: Operation, reading: Reading, table: Table, growth: RowNumbers) -> Result | None:
    """Which row grew most or least, or how much the one that is meant did."""
    said = [
        (row, value)
        for row, value, keep in zip(table.rows, growth.numbers, reading.kept, strict=True)
        if keep and value is not None
    ]
    if not said:
        return None
    if operation in ("highest", "lowest"):
        return rank_rows(operation, reading, growth, said)
    if len(said) > 1:
        return None
    [(row, value)] = said
    return Result("difference", write_number(value, growth.cells), growth.name, (row,), tuple(reading.conditions))
