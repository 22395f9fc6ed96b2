"""Questions to a table, reckoned from its cells: only where its words, or all but one of them, are understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.tables.columns import (
    count_shared_words,
    find_columns,
    find_head_count,
    find_quantity,
    is_unit_price,
    kinds_asked,
    remove_kinds,
)
from kb.answer.tables.conditions import Reading, read_conditions
from kb.answer.tables.operations import Operation, asks_for, denies, find_counted, operation_of, remove_filling
from kb.answer.tables.table import Table, has_decimal_commas
from kb.answer.tables.words import make_form_test
from kb.text.chinese_words import remove_asking_words
from kb.text.scripts import HAN, IDEOGRAPHS
from kb.text.statements import Statement
from kb.text.stop_words import stop_words
from kb.text.terms import extract_terms, is_asking_word, simplify_han

_GERMAN = frozenset(extract_terms(" ".join(stop_words("de"))))  # der, die, das: never what is asked
_HAN_PAIR = re.compile(rf"[{IDEOGRAPHS}]{{2,}}")
_LISTED = 50  # rows; more are no answer to read


@dataclass(frozen=True)
class Result:
    """What came out: `value` as it is written, of `column`, over `rows` that fulfil `conditions`.

    `group`: the column whose values the sums of were ranked, where rows were put together.
    """

    operation: Operation
    value: str
    column: str
    rows: tuple[Statement, ...]
    conditions: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class _Measure:
    """What is reckoned with: each row's number, and the cells that show how such numbers are written."""

    name: str
    cells: Sequence[str]
    numbers: Sequence[Decimal | None]


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
    if denies(reading.left) or reading.unsaid or not any(reading.kept):
        return None
    counted = [name for name in reading.columns if name in table.numbers and name != reading.bounded]
    if operation in ("sum", "count") and asks_for("count", reading.asked):
        heads = find_head_count(reading.left, table) if reading.conditions and not counted else None
        reading.columns += [heads] if heads else []
        operation = "sum" if counted or heads else "count"  # "how many pallets are in stock" asks for what cells say
    reckons = operation not in ("list", "count")
    columns = find_columns(reading.asked, reading.left, table, reading.columns) if reckons else []
    if reckons and table.has_unknown_values and not set(columns) & set(reading.columns):
        return None  # what is asked for may be what was never calculated, and no other column takes its place
    unread = _find_unread_words(reading, about, table, columns)
    if _count_words(unread) > _count_tolerated(operation, reading, about, columns, unread, is_lookup=is_lookup):
        return None
    unknown = set(unread) - set(extract_terms(find_counted(reading.asked)))
    if unknown and any(_names(reading.left, unknown, value) for value in elsewhere):
        return None
    return _calculate_result(operation, reading, table, columns)


def _count_tolerated(
    operation: Operation,
    reading: Reading,
    about: str,
    columns: Sequence[str],
    unread: Sequence[str],
    *,
    is_lookup: bool,
) -> int:
    """How many words need not be understood; of a count what is counted, and none of what is listed by names alone.

    One less than what is: values, columns, named or of the kind that is asked for, and the title.
    """
    if operation == "count" and not set(unread) <= set(extract_terms(find_counted(reading.asked))):
        return 0
    if operation == "list" and not reading.is_compared and not is_lookup:
        return 0
    if operation not in ("count", "list") and not _is_meant(reading, columns):
        return 0  # the only column there is may be another than what is not understood asks for
    said = set(extract_terms(reading.asked)) & set(extract_terms(about))
    told = reading.columns or (columns if len(columns) == 1 and kinds_asked(reading.asked) else ())
    return len(reading.conditions) + len(told) + bool(said) - 1


def _is_meant(reading: Reading, columns: Sequence[str]) -> bool:
    """Whether a question says which column it means: its name, a part of that, or what its numbers are of."""
    return bool(kinds_asked(reading.asked)) or any(
        name in reading.columns or count_shared_words(reading.asked, name) for name in columns
    )


def _names(left: str, unread: Collection[str], value: str) -> bool:
    """Whether what is not understood says this value."""
    if HAN.search(value):
        return len(value) > 1 and value in left
    terms = extract_terms(value)
    return bool(terms) and set(terms) <= set(unread)


def _count_words(unread: Sequence[str]) -> int:
    """Of Chinese, whose terms overlap, the runs that they come from."""
    return sum(1 for at, term in enumerate(unread) if not at or not HAN.match(term) or unread[at - 1][-1] != term[0])


def _find_unread_words(reading: Reading, about: str, table: Table, columns: Sequence[str]) -> list[str]:
    """Words that neither the table's names nor its title explain."""
    left = remove_kinds(reading.left) if columns and kinds_asked(reading.asked) else reading.left
    known = set(extract_terms(simplify_han(" | ".join((about, *table.names)))))
    leaning = [make_form_test(term) for term in known]
    for term in sorted(filter(_HAN_PAIR.fullmatch, known)):
        left = left.replace(term, " | ")
    return [
        term
        for term in extract_terms(remove_filling(remove_asking_words(left)))
        if not is_asking_word(term)
        and term not in _GERMAN
        and not any(leans(term) for leans in leaning)
        and not (len(term) == 1 and HAN.match(term))
    ]


def _calculate_result(operation: Operation, reading: Reading, table: Table, columns: Sequence[str]) -> Result | None:
    rows = tuple(row for row, kept in zip(table.rows, reading.kept, strict=True) if kept)
    conditions = tuple(reading.conditions)
    if operation == "list":
        return Result("list", str(len(rows)), "", rows, conditions) if conditions and len(rows) <= _LISTED else None
    if operation == "count":
        return _count_rows(reading, rows)
    if len(columns) != 1:
        return None
    [column] = columns
    named = column in reading.columns
    asks_sum = asks_for("sum", reading.asked)
    quantity = find_quantity(table) if is_unit_price(column) and column not in reading.columns else None
    measure = _Measure(column, table.column(column), table.numbers[column])
    if quantity and ("money" in kinds_asked(reading.asked) or (operation == "sum" and asks_sum)):
        measure = _multiply(measure, _Measure(quantity, table.column(quantity), table.numbers[quantity]))
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
        return _rank_rows(operation, reading, measure, said)
    total = sum((value for _, value in said), Decimal(0))
    value = total if operation == "sum" else total / len(said)
    return Result(operation, _write_number(value, measure.cells), measure.name, rows, conditions)


def _multiply(price: _Measure, quantity: _Measure) -> _Measure:
    """What each row cost in all, where it says the price of one and how many."""
    numbers = [
        None if one is None or count is None else one * count
        for one, count in zip(price.numbers, quantity.numbers, strict=True)
    ]
    return _Measure(f"{quantity.name} × {price.name}", price.cells, numbers)


def _count_rows(reading: Reading, rows: tuple[Statement, ...]) -> Result:
    """The rows; of what is in several rows ("how many customers"), each value once."""
    conditions = tuple(reading.conditions)
    group = next((name for name in reading.columns if _has_repeats(name, rows)), "")
    if group:
        values = {dict(row.cells)[group] for row in rows} - {""}
        return Result("count", str(len(values)), group, rows, conditions, group)
    return Result("count", str(len(rows)), "", rows, conditions)


def _rank_rows(
    operation: Operation, reading: Reading, measure: _Measure, said: Sequence[tuple[Statement, Decimal]]
) -> Result:
    """The rows with the highest value; of what is in several rows ("which customer"), the highest sum."""
    best: Callable[..., Decimal] = max if operation == "highest" else min
    named = [name for name in reading.columns if name != measure.name]
    group = next((name for name in named if _has_repeats(name, [row for row, _ in said])), "")
    conditions = tuple(reading.conditions)
    if group:
        sums: dict[str, Decimal] = {}
        for row, value in said:
            name = dict(row.cells)[group]
            sums[name] = sums.get(name, Decimal(0)) + value
        value = best(sums.values())
        names = [name for name, each in sums.items() if each == value]
        rows = tuple(row for row, _ in said if dict(row.cells)[group] in names)
        written = f"{' / '.join(names)}: {_write_number(value, measure.cells)}"
        return Result(operation, written, measure.name, rows, conditions, group)
    value = best(value for _, value in said)
    rows = tuple(row for row, each in said if each == value)
    return Result(operation, _write_number(value, measure.cells), measure.name, rows, conditions)


def _has_repeats(column: str, rows: Sequence[Statement]) -> bool:
    values = [dict(row.cells).get(column, "") for row in rows]
    return 1 < len(set(values)) < len(values)


def _write_number(value: Decimal, cells: Sequence[str]) -> str:
    """With the decimals and thousands of the cells."""
    point, group = (",", ".") if has_decimal_commas(cells) else (".", ",")
    places = max((len(re.sub(r"\D+$", "", cell.partition(point)[2])) for cell in cells), default=0)
    grouping = "," if any(group in cell for cell in cells) else ""
    exact = round(value, places)
    written = f"{exact if exact == value else round(value, max(places, 2)):{grouping}f}"
    return written if point == "." else written.translate(str.maketrans(".,", ",."))
