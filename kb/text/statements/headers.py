"""Whether a table's first row names its columns, or says something itself, as in forms and rows that stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(r"[-+(]?[$€£¥]?\s*\d[\d.,\s]*(?:%|[$€£¥元]|(?:EUR|USD|CHF|GBP|CNY)\b)?\)?")
YEAR = re.compile(r"(?:19|20)\d\d")
DATE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日")
TIME = re.compile(r"\d{1,2}(?::\d\d){1,2}")
LABEL_ENDS = (":", "：")
SAMPLE = 50  # rows that are looked at


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of a table's rows is a header, by what the cells say; a row alone heads nothing."""
    rows = [[cell.strip() for cell in row] for row in rows[:SAMPLE]]
    if len(rows) < 2 or are_labelled(rows):
        return False
    first = [row[0] for row in rows if row]
    if first[0] and all(is_value(cell) for cell in first if cell):  # it counts, or dates, from the first row on
        return False
    if any(_is_amount(cell) and _holds_values(rows[1:], at) for at, cell in enumerate(rows[0])):
        return False
    return max(map(_width, rows)) != 2 or not _is_form(rows)


def are_labelled(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first cells of a table's rows are labels: the first one, and most below, end with a colon."""
    first = [row[0] for row in rows if row and row[0]]
    labels = sum(cell.endswith(LABEL_ENDS) for cell in first)
    return bool(rows and rows[0]) and rows[0][0].endswith(LABEL_ENDS) and 2 * labels >= len(first)


def is_number(text: str) -> bool:
    """Whether a cell holds a number and nothing else; a year, as columns are often called after one, is none."""
    return NUMBER.fullmatch(text) is not None and YEAR.fullmatch(text) is None


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Whether two columns are names and values: the first value is a number, or dates stand among other things.

    A column is of one kind, what a form says is of many.
    """
    values = [row[1] for row in rows if len(row) > 1 and row[1]]
    if values and len(rows[0]) > 1 and rows[0][1] and is_value(rows[0][1]):
        return True
    dates = sum(DATE.fullmatch(value) is not None for value in values[1:])
    return dates > 0 and len(values) - 1 - dates > 1


def is_value(text: str) -> bool:
    """Whether a cell holds a number, a date or a time and nothing else."""
    return is_number(text) or any(form.fullmatch(text) is not None for form in (DATE, TIME))


def _is_amount(text: str) -> bool:
    """Whether a number is one of money or a measure: one that names a column is whole."""
    return is_number(text) and not text.isdigit()


def _holds_values(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column says values, and nothing else."""
    said = [row[column] for row in rows if column < len(row) and row[column]]
    return bool(said) and all(map(is_value, said))


def _width(row: Sequence[str]) -> int:
    return max((at + 1 for at, text in enumerate(row) if text), default=0)
