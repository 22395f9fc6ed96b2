"""Questions to a table, reckoned from its cells: only where every word of the question is understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kb.answer.check.dates import moments
from kb.answer.subject import subject
from kb.answer.tables.operations import (
    Operation,
    asks_for_price,
    bound_of,
    denies,
    names_price,
    operation_of,
    remove_filling,
)
from kb.answer.tables.table import Table, has_decimal_commas
from kb.text.scripts import HAN
from kb.text.statements import Statement
from kb.text.stop_words import stop_words
from kb.text.terms import extract_terms, is_stop_word, simplify_han

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*年?")
_UNIT = re.compile(r"[（(][^）)]*[）)]|\b[A-Z]{3}\b|%")
_YES = frozenset("yes y true ja wahr 是 有 x ✓".split())
_NO = frozenset("no n false nein falsch 否 无 -".split())
_PREFIX = 4  # letters by which a word of the question may lean on a column's: "automatically" on "Auto-renew"
_GERMAN = frozenset(extract_terms(" ".join(stop_words("de"))))  # der, die, das: never what is asked
_LISTED = 30  # rows; more are no answer to read


@dataclass(frozen=True)
class Result:
    """What came out: `value` as it is written, of `column`, over `rows` that fulfil `conditions`."""

    operation: Operation
    value: str
    column: str
    rows: tuple[Statement, ...]
    conditions: tuple[str, ...] = ()


@dataclass
class _Reading:
    """A question being understood: what is left of it, and what it has said so far."""

    left: str
    asked: str = ""
    columns: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    kept: list[bool] = field(default_factory=list)

    def keep(self, those: Sequence[bool]) -> None:
        self.kept = [one and other for one, other in zip(self.kept, those, strict=True)]


def calculate(question: str, table: Table, about: str) -> Result | None:
    """The answer from this table; None where anything in the question is not certain. `about`: title, sheet, file."""
    asked = operation_of(simplify_han(question))
    if asked is None:
        return None
    operation, left = asked
    reading = _Reading(left, simplify_han(question), kept=[True] * len(table.rows))
    _read_bound(reading, table)
    _read_values(reading, table)
    _read_columns(reading, table)
    _read_dates(reading, table)
    _read_flags(reading, table)
    if denies(reading.left) or _unread(reading.left, about, table):
        return None
    return _result(operation, reading, table)


def _read_values(reading: _Reading, table: Table) -> None:
    """ "in Hamburg", "研发部": rows with a cell that the question names."""
    named: dict[str, set[str]] = {}
    for name in table.names:
        if name in table.numbers or name in table.dates:
            continue
        for value in set(table.column(name)):
            if value and value.casefold() not in _YES | _NO and _says(value)(reading.left):
                named.setdefault(value, set()).add(name)
    longest = [value for value in named if not any(value != other and value in other for other in named)]
    together: dict[tuple[str, ...], list[str]] = {}
    for value in longest:
        together.setdefault(tuple(sorted(named[value])), []).append(value)
        reading.left = _without(value, reading.left)
    for names, values in together.items():  # "in Hamburg and Berlin": either
        reading.keep([any(cell in values and name in names for name, cell in row.cells) for row in table.rows])
        reading.conditions.append(f"{names[0]} = {' / '.join(sorted(values))}")


def _read_columns(reading: _Reading, table: Table) -> None:
    for name in sorted(table.names, key=len, reverse=True):
        whole = simplify_han(name).strip()
        for said in (whole, _UNIT.sub(" ", whole).strip()):  # with its unit, as it stands there, or without
            if said and _says(said)(reading.left):
                reading.columns.append(name)
                reading.left = _without(said, reading.left)
                break


def _read_dates(reading: _Reading, table: Table) -> None:
    """ "in 2025": of the one column of dates, or of the one that is named."""
    columns = [name for name in table.dates if name in reading.columns] or list(table.dates)
    stated = [each for each in moments(reading.left) if len(each.readings) == 1]
    if len(stated) == 1 and len(columns) == 1:
        [wanted] = stated[0].readings
        if wanted.year and wanted.month:
            those = [
                moment is not None
                and (moment.year, moment.month) == (wanted.year, wanted.month)
                and wanted.day in (None, moment.day)
                for moment in table.dates[columns[0]]
            ]
            reading.keep(those)
            said = reading.left[stated[0].start : stated[0].end]
            reading.conditions.append(f"{columns[0]} = {said}")
            reading.left = reading.left.replace(said, " ")
            return
    year = _YEAR.search(reading.left)
    if year and len(columns) == 1:
        reading.keep([moment is not None and moment.year == int(year[1]) for moment in table.dates[columns[0]]])
        reading.conditions.append(f"{columns[0]} = {year[1]}")
        reading.left = reading.left.replace(year[0], " ")


def _read_bound(reading: _Reading, table: Table) -> None:
    """ "more than 100": of the one column of numbers, or of the one that is named."""
    bound = bound_of(reading.left)
    if bound is None:
        return
    side, limit, left = bound
    columns = [name for name in table.numbers if _says(_UNIT.sub(" ", simplify_han(name)).strip())(left)]
    columns = columns or list(table.numbers)
    if len(columns) == 1:
        values = table.numbers[columns[0]]
        over = side == "over"
        reading.keep([value is not None and (value > limit if over else value < limit) for value in values])
        reading.conditions.append(f"{columns[0]} {'>' if over else '<'} {limit}")
        reading.left = left


def _read_flags(reading: _Reading, table: Table) -> None:
    """A column of yes and no that the question names."""
    for name in reading.columns:
        cells = [cell.casefold() for cell in table.column(name)]
        if set(cells) <= _YES | _NO | {""}:
            reading.keep([cell in _YES for cell in cells])
            reading.conditions.append(name)


def _unread(left: str, about: str, table: Table) -> list[str]:
    """Words that neither the table's names nor its title explain."""
    bare = remove_filling(subject(left))
    known = set(extract_terms(simplify_han(" | ".join((about, *table.names)))))
    heads = [term for term in known if len(term) >= _PREFIX]
    return [
        term
        for term in extract_terms(bare)
        if not is_stop_word(term)
        and term not in _GERMAN
        and term not in known
        and not any(term.startswith(head) for head in heads)
        and not (len(term) == 1 and HAN.match(term) and term in about)
    ]


def _result(operation: Operation, reading: _Reading, table: Table) -> Result | None:
    rows = tuple(row for row, kept in zip(table.rows, reading.kept, strict=True) if kept)
    conditions = tuple(reading.conditions)
    if operation == "list":
        return Result("list", str(len(rows)), "", rows, conditions) if conditions and 0 < len(rows) <= _LISTED else None
    if operation == "count":
        if any(name in table.numbers for name in reading.columns):
            return None  # "how many pallets are in stock" asks for what a cell says
        return Result("count", str(len(rows)), "", rows, conditions)
    columns = [name for name in reading.columns if name in table.numbers] or _partly_named(operation, reading, table)
    if len(columns) != 1 or not rows:
        return None
    [column] = columns
    values = [value for value, kept in zip(table.numbers[column], reading.kept, strict=True) if kept]
    said = [value for value in values if value is not None]
    if not said:
        return None
    reckon: dict[Operation, Callable[[], Decimal]] = {
        "sum": lambda: sum(said, Decimal(0)),
        "average": lambda: sum(said, Decimal(0)) / len(said),
        "highest": lambda: max(said),
        "lowest": lambda: min(said),
    }
    value = reckon[operation]()
    if operation in ("highest", "lowest"):
        rows = tuple(row for row, each in zip(rows, values, strict=True) if each == value)
    return Result(operation, _written(value, table.column(column)), column, rows, conditions)


def _partly_named(operation: Operation, reading: _Reading, table: Table) -> list[str]:
    """The columns of numbers of whose names the question has a word: "price" for "Unit price EUR"."""
    left = set(extract_terms(remove_filling(reading.left)))
    if operation in ("highest", "lowest") and asks_for_price(reading.asked):
        return [name for name in table.numbers if names_price(name)]
    return [
        name
        for name in table.numbers
        if left & {term for term in extract_terms(_UNIT.sub(" ", name)) if not is_stop_word(term)}
    ]


def _written(value: Decimal, cells: Sequence[str]) -> str:
    """With the decimals and thousands of the cells."""
    point, group = (",", ".") if has_decimal_commas(cells) else (".", ",")
    places = max((len(re.sub(r"\D+$", "", cell.partition(point)[2])) for cell in cells), default=0)
    grouping = "," if any(group in cell for cell in cells) else ""
    exact = round(value, places)
    written = f"{exact if exact == value else round(value, max(places, 2)):{grouping}f}"
    return written if point == "." else written.translate(str.maketrans(".,", ",."))


def _says(name: str) -> Callable[[str], bool]:
    if HAN.search(name):
        return lambda text: name in text
    wanted = extract_terms(name.replace("-", " ").replace("_", " "))
    return lambda text: bool(wanted) and all(any(map(_leans_on(term), extract_terms(text))) for term in wanted)


def _without(name: str, text: str) -> str:
    if HAN.search(name):
        return text.replace(name, " | ")
    gone = extract_terms(name.replace("-", " ").replace("_", " "))
    is_gone = [_leans_on(term) for term in gone]
    return re.sub(
        r"[\w./'’-]+",
        lambda word: " " if any(is_in(term) for term in extract_terms(word[0]) for is_in in is_gone) else word[0],
        text,
    )


def _leans_on(head: str) -> Callable[[str], bool]:
    return lambda term: term == head or (len(head) >= _PREFIX and head.isalpha() and term.startswith(head))
