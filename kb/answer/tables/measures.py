"""What is added up or ranked: a column of numbers, or the change from one to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.tables.columns import plain_name
from kb.answer.tables.table import Table
from kb.text.terms import extract_terms

_FALLS = (
    r"\b(?:fell|falls?|fallen|drop\w*|declin\w+|decreas\w+|shrank|shrunk|lost)\b|下降|减少|下跌|降了?"
    r"|\b(?:gefallen|fiel|gesunken|sank|abgenommen|zurückgegangen|rückgang)\b"
)
_CHANGES = re.compile(
    rf"{_FALLS}|\b(?:gr[eo]w\w*|growth|rose|risen|increas\w+|gain\w*|chang\w+|differ\w+)\b|增长|上涨|增加|变化|相差"
    r"|\b(?:gewachsen|wuchs|gestiegen|stieg|zugenommen|zunahme|wachstum|anstieg|unterschied\w*|differenz)\b",
    re.IGNORECASE,
)
_RANGES = re.compile(r"\b(?:between|from|zwischen|von|bis)\b|[从到至]", re.IGNORECASE)


@dataclass(frozen=True)
class Measure:
    """A number of each row, None where its cell is empty, under a `name`; `cells` show how such numbers are written."""

    name: str
    values: tuple[Decimal | None, ...]
    cells: tuple[str, ...]


def find_measure(question: str, table: Table, columns: Sequence[str]) -> Measure | None:
    """What a question means that names these columns; None for several, unless it asks what changed between two."""
    cells = tuple(cell for column in columns for cell in table.column(column))
    if len(columns) == 1:
        return Measure(columns[0], table.numbers[columns[0]], cells)
    places = {_find_place(question, column, columns): column for column in columns}
    if len(places) != 2 or min(places) < 0 or not _CHANGES.search(question):
        return None
    first, last = (places[place] for place in sorted(places))
    if re.search(_FALLS, question, re.IGNORECASE):
        first, last = last, first
    pairs = zip(table.numbers[first], table.numbers[last], strict=True)
    values = tuple(None if before is None or after is None else after - before for before, after in pairs)
    return Measure(f"{last} − {first}", values, cells)


def remove_change(text: str) -> str:
    """A question without the words that only tell that something became more or less."""
    return _RANGES.sub(" ", _CHANGES.sub(" ", text))


def _find_place(question: str, column: str, columns: Sequence[str]) -> int:
    """Where a question says what tells a column from the others; -1 where it does not."""
    shared = set.intersection(*(set(extract_terms(plain_name(each))) for each in columns))
    own = set(extract_terms(plain_name(column))) - shared
    places = [match.start() for match in re.finditer(r"[^\W_]+", question) if own & set(extract_terms(match[0]))]
    return min(places, default=-1)
