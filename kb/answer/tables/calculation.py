"""Questions to a table, reckoned from its cells: only where its words, or all but one of them, are understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kb.answer.tables.columns import (
    count_shared_words,
    find_columns,
    find_counted_column,
    is_unit_price,
    kinds_asked,
    plain_name,
)
from kb.answer.tables.conditions import read_conditions
from kb.answer.tables.date_columns import find_date_column
from kb.answer.tables.differences import read_growth, subtract, tell_growth
from kb.answer.tables.operations import (
    Operation,
    asks_for,
    compares_two,
    denies,
    find_counted,
    joins,
    relates,
)
from kb.answer.tables.ranks import find_group, rank_days, rank_groups, rank_rows
from kb.answer.tables.reading import Reading
from kb.answer.tables.result import Result, RowNumbers, has_repeats, write_number
from kb.answer.tables.table import Table
from kb.answer.tables.unread_words import count_tolerated, count_words, find_unread_words, names_any
from kb.answer.tables.words import says
from kb.text.statements import Statement

_BOTH = 2  # that are compared
_DAYS: tuple[Operation, ...] = ("earliest", "latest")
_LISTED = 50  # rows; more are no answer to read
_WHOLE = 20  # rows of a table that no condition is told of


def calculate(question: str, table: Table, about: str, *, is_lookup: bool = False, spare: int = 0) -> Result | None:
    """The answer from this table; None where too little in the question is certain. `about`: title, sheet, file.

    `is_lookup`: whatever is asked, the rows that it names. `spare`: how many words more than in a certain answer need
    not be understood, but for a list. Of 3,000 questions of WikiTableQuestions that were not read a count, a sum or the
    like that leaves one word more unread is right 107 and wrong 78 times, two words more 77 and 92, a list 32 and 73.
    """
    read = _read_question(question, table, about, is_lookup=is_lookup) if table.rows else None
    if read is None:
        return None
    operation, reading = read
    growth = read_growth(reading, table) if operation not in ("list", "count", "average") else None
    if _leaves_open(operation, reading):
        return None
    operation = _settle_operation(operation, reading, table)
    if operation in _DAYS:
        reading.dated = find_date_column(reading.asked, reading.left, table, reading.columns)
    group = find_group(reading, table) if operation in ("highest", "lowest") else ""
    reckons = operation not in ("list", "count", *_DAYS) and not group
    columns = find_columns(reading.asked, reading.left, table, reading.columns) if reckons else []
    if reckons and table.has_unknown_values and not set(columns) & set(reading.columns):
        return None  # what is asked for may be what was never calculated, and no other column takes its place
    unread = find_unread_words(reading, about, table, columns)
    if operation == "sum" and unread and joins(reading.left):
        return None  # one of two that are named together is not understood
    left = count_words(unread)
    excess = left - count_tolerated(operation, reading, about, columns, unread, is_lookup=is_lookup)
    if excess > (0 if operation == "list" else spare):
        return None
    if excess > 0 and (_counts_all(operation, reading) or names_any(question, unread)):
        return None
    result = _reckon(operation, reading, table, columns, group, growth)
    if result is None and not unread:
        result = _list_whole(reading, table)
    # Several that are tolerated: of 14 such results that were not read 8 are right, of all others seven of ten.
    several = not is_lookup and left > 1
    return result and replace(result, unread=max(excess, several, 0))


def _counts_all(operation: Operation, reading: Reading) -> bool:
    """Whether all rows are counted: with a word unread that is right 22 and wrong 25 times, of some rows 49 and 25."""
    return operation == "count" and not reading.conditions


def _reckon(
    operation: Operation,
    reading: Reading,
    table: Table,
    columns: Sequence[str],
    group: str,
    growth: RowNumbers | None,
) -> Result | None:
    if group:
        return rank_groups(operation, reading, table, group)
    if growth:
        return tell_growth(operation, reading, table, growth)
    return _calculate_result(operation, reading, table, columns)


def _read_question(question: str, table: Table, about: str, *, is_lookup: bool) -> tuple[Operation, Reading] | None:
    """What is to be done, and with which rows; None where nothing is."""
    operation, reading = read_conditions(question, table, about)
    if is_lookup:
        return "list", reading
    return (operation, reading) if operation else None


def _list_whole(reading: Reading, table: Table) -> Result | None:
    """All rows, of a table that stands under what is asked for: "who are our subprocessors"."""
    heading = "".join(table.rows[0].context[-1:])
    is_asked = asks_for("list", reading.asked) and not reading.conditions
    if not is_asked or len(table.rows) > _WHOLE or not count_shared_words(reading.asked, heading):
        return None
    return Result("list", str(len(table.rows)), "", table.rows, (heading,))


def _leaves_open(operation: Operation, reading: Reading) -> bool:
    """Whether the question says more of the rows that it means than the table explains, however few its words are."""
    if denies(reading.left) or reading.unsaid or not any(reading.kept):
        return True
    if operation == "list":
        return False
    if operation in ("highest", "lowest") and compares_two(reading.asked):
        return len(reading.either) != _BOTH
    return relates(reading.left)


def _settle_operation(operation: Operation, reading: Reading, table: Table) -> Operation:
    """ "How many" is a number of rows, or what cells say: of "how many pallets are in stock" a sum, of one row that."""
    if operation not in ("sum", "count") or not asks_for("count", reading.asked):
        return operation
    counted = [name for name in reading.columns if name in table.measures and name != reading.bounded]
    if not counted and (column := find_counted_column(reading.asked, table)):
        counted = [column]
        reading.columns += counted
    if counted:
        return "sum"
    return "list" if _is_one_row(reading, table) else "count"


def _calculate_result(operation: Operation, reading: Reading, table: Table, columns: Sequence[str]) -> Result | None:
    rows = tuple(row for row, kept in zip(table.rows, reading.kept, strict=True) if kept)
    conditions = tuple(reading.conditions)
    if operation == "list":
        return Result("list", str(len(rows)), "", rows, conditions) if conditions and len(rows) <= _LISTED else None
    if operation == "count":
        return _count_rows(reading, table, rows)
    if operation in _DAYS:
        return rank_days(operation, reading, table, reading.dated) if reading.dated else None
    if operation == "difference":
        return subtract(reading, table, columns)
    measure = _choose_measure(operation, reading, table, columns)
    if measure is None:
        return None
    kept = zip(table.rows, measure.numbers, reading.kept, strict=True)
    said = [(row, value) for row, value, keep in kept if keep and value is not None]
    if not said:
        return None
    if operation in ("highest", "lowest"):
        return rank_rows(operation, reading, measure, said)
    total = sum((value for _, value in said), Decimal(0))
    value = total if operation == "sum" else total / len(said)
    return Result(operation, write_number(value, measure.cells), measure.name, rows, conditions)


def _choose_measure(operation: Operation, reading: Reading, table: Table, columns: Sequence[str]) -> RowNumbers | None:
    """What is added up, averaged or ranked; None where the question does not say that, or rows say it themselves."""
    if len(columns) != 1:
        return None
    [column] = columns
    named = column in reading.columns
    asks_sum = asks_for("sum", reading.asked)
    measure = RowNumbers(column, table.column(column), table.numbers[column])
    if operation == "sum" and is_unit_price(column):
        return None  # "what is the price of" several: each row says its own
    rows = sum(reading.kept)
    if operation == "sum" and not asks_sum and not (reading.conditions and (named or rows > 1)):
        return None  # "how much" of one thing is what its row says
    if operation == "sum" and rows == 1 and not named and not kinds_asked(reading.asked):
        return None  # the one figure of a row is no sum of what nothing names
    return measure


def _is_one_row(reading: Reading, table: Table) -> bool:
    """Whether the rows meant are the one that a column tells from all others."""
    return sum(reading.kept) == 1 and any(len(set(table.column(name))) == len(table.rows) for name in reading.valued)


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
