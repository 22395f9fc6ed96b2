"""Questions to a table, reckoned from its cells: only where its words, or all but one of them, are understood."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from kb.answer.tables.columns import (
    find_columns,
    find_head_count,
    find_quantity,
    is_unit_price,
    kinds_asked,
    plain_name,
)
from kb.answer.tables.conditions import Reading, read_conditions
from kb.answer.tables.differences import subtract
from kb.answer.tables.operations import Operation, asks_for, compares_two, denies, find_counted, operation_of, relates
from kb.answer.tables.ranks import rank_rows
from kb.answer.tables.result import Measure, Result, has_repeats, multiply, write_number
from kb.answer.tables.table import Table
from kb.answer.tables.unread_words import count_tolerated, count_words, find_unread_words, names_value
from kb.answer.tables.words import says
from kb.text.statements import Statement
from kb.text.terms import extract_terms, simplify_han

_BOTH = 2
_LISTED = 50  # rows; more are no answer to read


def calculate(
    question: str, table: Table, about: str, elsewhere: Collection[str] = (), *, is_lookup: bool = False
) -> Result | None:
    """The answer from this table; None where too little in the question is certain. `about`: title, sheet, file.

    `elsewhere`: values of other tables near; a question that names one of those asks for more than this table says.
    `is_lookup`: whatever is asked, the rows that it names.
    """
    asked = operation_of(simplify_han(question))
    if is_lookup:
        asked = "list", asked[1] if asked else simplify_han(question)
    if asked is None or not table.rows:
        return None
    operation, left = asked
    reading = read_conditions(question, left, table, about)
    if (
        denies(reading.left)
        or (operation != "list" and relates(reading.left))
        or reading.unsaid
        or not any(reading.kept)
    ):
        return None
    if operation in ("highest", "lowest") and compares_two(reading.asked) and len(reading.either) != _BOTH:
        return None
    counted = [
        name
        for name in reading.columns
        if name in table.numbers and name not in table.dates and name != reading.bounded and not table.is_serial(name)
    ]
    if operation in ("sum", "count") and asks_for("count", reading.asked):
        heads = find_head_count(reading.left, table, reading.bounded) if reading.conditions and not counted else None
        reading.columns += [heads] if heads else []
        operation = "sum" if counted or heads else "count"  # "how many pallets are in stock" asks for what cells say
        if operation == "count" and _is_one_row(reading, table):
            operation = "list"  # "how many were there in 2008" of a table with a row a year asks for what that row says
    reckons = operation not in ("list", "count")
    columns = find_columns(reading.asked, reading.left, table, reading.columns) if reckons else []
    if reckons and table.has_unknown_values and not set(columns) & set(reading.columns):
        return None  # what is asked for may be what was never calculated, and no other column takes its place
    unread = find_unread_words(reading, about, table, columns)
    if count_words(unread) > count_tolerated(operation, reading, about, columns, unread, is_lookup=is_lookup):
        return None
    unknown = set(unread) - set(extract_terms(find_counted(reading.asked)))
    if unknown and any(names_value(reading.left, unknown, value) for value in elsewhere):
        return None
    return _calculate_result(operation, reading, table, columns)


def _calculate_result(operation: Operation, reading: Reading, table: Table, columns: Sequence[str]) -> Result | None:
    rows = tuple(row for row, kept in zip(table.rows, reading.kept, strict=True) if kept)
    conditions = tuple(reading.conditions)
    if operation == "list":
        return Result("list", str(len(rows)), "", rows, conditions) if conditions and len(rows) <= _LISTED else None
    if operation == "count":
        return _count_rows(reading, table, rows)
    if operation == "difference":
        is_range = asks_for("highest", reading.asked) and asks_for("lowest", reading.asked)
        return subtract(reading, table, columns, is_range=is_range)
    if len(columns) != 1:
        return None
    [column] = columns
    named = column in reading.columns
    asks_sum = asks_for("sum", reading.asked)
    quantity = find_quantity(table) if is_unit_price(column) and column not in reading.columns else None
    measure = Measure(column, table.column(column), table.numbers[column])
    if quantity and ("money" in kinds_asked(reading.asked) or (operation == "sum" and asks_sum)):
        measure = multiply(measure, Measure(quantity, table.column(quantity), table.numbers[quantity]))
    elif operation == "sum" and not asks_sum and is_unit_price(column):
        return None  # "what is the price of" several: each row says its own
    if operation == "sum" and not asks_sum and not (conditions and (named or len(rows) > 1)):
        return None  # "how much" of one thing is what its row says
    if operation == "sum" and len(rows) == 1 and not named and not kinds_asked(reading.asked):
        return None  # the one figure of a row is no sum of what nothing names
    kept = zip(table.rows, measure.numbers, reading.kept, strict=True)
    said = [(row, value) for row, value, keep in kept if keep and value is not None]
    if not said:
        return None
    if operation in ("highest", "lowest"):
        return rank_rows(operation, reading, measure, said)
    total = sum((value for _, value in said), Decimal(0))
    value = total if operation == "sum" else total / len(said)
    return Result(operation, write_number(value, measure.cells), measure.name, rows, conditions)


def _is_one_row(reading: Reading, table: Table) -> bool:
    """Whether the rows meant are the one that a column tells from all others."""
    named = [name for name, said in zip(reading.by, reading.conditions, strict=True) if " = " in said]
    return sum(reading.kept) == 1 and any(len(set(table.column(name))) == len(table.rows) for name in named)


def _count_rows(reading: Reading, table: Table, rows: tuple[Statement, ...]) -> Result:
    """The rows; of what is in several rows ("how many customers"), each value once."""
    conditions = tuple(reading.conditions)
    named = [
        name
        for name in reading.columns
        if name not in reading.by and name in table.text_columns and has_repeats(name, rows)
    ]
    group = next((name for name in named if says(find_counted(reading.asked) or reading.asked, plain_name(name))), "")
    if group:
        values = {dict(row.cells)[group] for row in rows} - {""}
        return Result("count", str(len(values)), group, rows, conditions, group)
    return Result("count", str(len(rows)), "", rows, conditions)
