"""Rows whose number in one column is beyond the one in another: stock "below reorder level", 低于最低库存."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.tables.columns import is_measure, kinds_of, plain_name
from kb.answer.tables.operations import find_comparison
from kb.answer.tables.table import Table
from kb.answer.tables.words import says
from kb.text.scripts import HAN

_ARTICLE = re.compile(
    r"\s*(?:(?:the|their|its|our|an?|de[mnrs]|die|das|ihre[mnrs]?|seine[mnrs]?|jeweilige[mnrs]?)\s+)*"
)
_HAN_LEAST = 2  # signs of a column's name that name it


@dataclass(frozen=True)
class Limit:
    """Which rows are beyond their limit, how that is written, and the question without it."""

    holds: Sequence[bool]
    label: str
    column: str
    left: str


def find_limit(question: str, table: Table) -> Limit | None:
    """None where no column is named as a limit, or not just one other can be held against it."""
    compared = find_comparison(question)
    if compared is None:
        return None
    start, end, sign, compare = compared
    begin = end + len(_ARTICLE.match(question, end)[0])  # type: ignore[index]
    named = [(length, name) for name in table.numbers if (length := _measure_name(question[begin:], name))]
    if not named:
        return None
    length, limit = max(named)
    left = f"{question[:start]} | {question[begin + length :]}"
    others = [
        name
        for name in table.numbers
        if name != limit and is_measure(name, table) and kinds_of(name) == kinds_of(limit)
    ]
    column = next((name for name in others if says(left, plain_name(name))), others[0] if len(others) == 1 else "")
    if not column:
        return None
    pairs = zip(table.numbers[column], table.numbers[limit], strict=True)
    holds = [one is not None and other is not None and compare(one, other) for one, other in pairs]
    return Limit(holds, f"{column} {sign} {limit}", column, left)


def _measure_name(text: str, name: str) -> int:
    """How many characters at a text's beginning name this column; of a Chinese name its first signs are enough."""
    plain = plain_name(name)
    if not HAN.search(plain):
        return len(plain) if re.match(rf"{re.escape(plain)}(?!\w)", text, re.IGNORECASE) else 0
    shared = next(
        (at for at, (one, other) in enumerate(zip(plain, text, strict=False)) if one != other),
        min(len(plain), len(text)),
    )
    return shared if shared >= _HAN_LEAST else 0
