"""Where a sheet's table begins: below what is said over its header, or in a block before, whose columns it goes on."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.loaders.grid import Row
from ingest.loaders.office.regions import read_once
from kb.text.statements.headers import LABEL_ENDS, YEAR, is_value

TOP = 6  # rows among which a header is looked for
LEAST = 3  # names of one that stands below other rows
WIDER = 2  # columns that data may have more than their header: notes at the margin


def count_above_header(rows: Sequence[Row]) -> int:
    """How many rows stand over a table's header: labels with their values, a scale, an account's opening balance.

    The header names more columns than each of them says things, at least twice as many where they hold no value, and
    as many as any row below; no value is in it, and one is right below.
    """
    said = [read_once(row) for row in rows]
    for at in range(1, min(TOP, len(rows) - 1)):
        names, above = said[at], said[:at]
        is_header = (
            len(names) >= LEAST
            and len(set(names)) == len(names)
            and not any(is_value(name) or name.endswith(LABEL_ENDS) for name in names)
            and any(map(is_value, said[at + 1]))
            and len(names) >= max(map(len, said[at + 1 :]))
        )
        if is_header and all(len(names) >= 2 * len(row) or (len(names) > len(row) and _states(row)) for row in above):
            return at
    return 0


def _states(row: Sequence[str]) -> bool:
    """Whether a row says something itself, as no header does."""
    return any(is_value(text) or text.endswith(LABEL_ENDS) for text in row)


def goes_on(block: Sequence[Sequence[str]], header: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a block that begins with data belongs under a header: its values stand where the rows before have some.

    `body`: those rows; there are none where the header stands alone.
    """
    width = max(at + 1 for at, text in enumerate(block[0]) if text.strip())
    if width > len(header) + WIDER:
        return False
    values = [at for at, text in enumerate(block[0]) if _measures(text.strip())]
    others = [at for at, text in enumerate(block[0]) if text.strip() and at not in values]
    return all(_holds_values(body, at) is not False for at in values) and not any(
        _holds_values(body, at) for at in others
    )


def _holds_values(body: Sequence[Sequence[str]], column: int) -> bool | None:
    """Whether most of what a column says are values; None where it says nothing."""
    said = [row[column].strip() for row in body if column < len(row) and row[column].strip()]
    return 2 * sum(map(_measures, said)) > len(said) if said else None


def _measures(text: str) -> bool:
    """Whether a cell is a value; a year may be one."""
    return is_value(text) or YEAR.fullmatch(text) is not None
