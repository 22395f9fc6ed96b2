"""What came out of a table, and numbers written as its cells write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.tables.operations import Operation
from kb.answer.tables.table import has_decimal_commas
from kb.text.statements import Statement

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Result:
    """What came out: `value` as it is written, of `column`, over `rows` that fulfil `conditions`.

    `group`: the column whose values the sums of were ranked, where rows were put together. `unread`: words of the
    question beyond those that need not be understood; with any, it is what may have been meant.
    """

    operation: Operation
    value: str
    column: str
    rows: tuple[Statement, ...]
    conditions: tuple[str, ...] = ()
    group: str = ""
    unread: int = 0


@dataclass(frozen=True)
class RowNumbers:
    """What is reckoned with: each row's number, and the cells that show how such numbers are written."""

    name: str
    cells: Sequence[str]
    numbers: Sequence[Decimal | None]


def has_repeats(column: str, rows: Sequence[Statement]) -> bool:
    """Whether what a column says is in several rows, and not the same in all."""
    values = [dict(row.cells).get(column, "") for row in rows]
    return 1 < len(set(values)) < len(values)


def write_number(value: Decimal, cells: Sequence[str]) -> str:
    """With the decimals and thousands of the cells."""
    point, group = (",", ".") if has_decimal_commas(cells) else (".", ",")
    told = [cell for cell in cells if _DIGITS.search(cell)]
    decimals = [found[0] if (found := _DIGITS.match(cell.partition(point)[2])) else "" for cell in told]
    places = max(map(len, decimals), default=0)
    # 326.5 and 1280 add up to a number without decimals, as 1280 is written; with two, as money is, all may have them.
    if places == 1 and "" in decimals and value == round(value):
        places = 0
    grouping = "," if any(group in cell for cell in cells) else ""
    exact = round(value, places)
    written = f"{exact if exact == value else round(value, max(places, 2)):{grouping}f}"
    return written if point == "." else written.translate(str.maketrans(".,", ",."))
