"""Rows of tables, each with the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.text.statements.headers import LABEL_ENDS, YEAR, are_labelled, is_value, names_columns
from kb.text.statements.statement import Statement

_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)*[ \t]*:?-{2,}:?[ \t]*\|?")
_LEAST = 3  # lines with tabs that make a table


def is_row(line: str) -> bool:
    bare = line.strip()
    return len(bare) > 1 and bare[0] == bare[-1] == "|"


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of `| a | b |`, or of what tabs part, of which the first may be empty."""
    if is_row(line):
        return tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip()[1:-1]))
    return tuple(cell.strip() for cell in line.rstrip().lstrip(" ").split("\t"))


def read_rows(lines: Sequence[tuple[int, str]], context: tuple[str, ...]) -> Iterator[Statement]:
    """The rows of one table's lines (where each begins, and its text); its header is none of them, a form's row one."""
    header: tuple[str, ...] = ()
    table = [(start, line, cells_of(line)) for start, line in lines if not _RULE.fullmatch(line.strip())]
    form = _is_form([cells for *_, cells in table], lines)
    for at, (start, line, cells) in enumerate(table):
        if at == 0 and not form and _is_header(cells, lines):
            header = cells
        elif any(cells) and cells != header:
            names = header if len(header) == len(cells) else ("",) * len(cells)
            begin = start + len(line) - len(line.lstrip())
            text = line.strip()
            named = pair_cells(cells) if form else tuple(zip(names, cells, strict=True))
            yield Statement(begin, begin + len(text), text, "row", context, named)


def pair_cells(cells: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The values in a row of a form, each with the label before it, if it has one."""
    said = [cell for cell in cells if cell]
    if len(said) == 2 and cells[0]:
        return ((said[0].rstrip(" :："), said[1]),)
    named, label = [], ""
    for cell in said:
        if cell.endswith(LABEL_ENDS) and not label:
            label = cell.rstrip(" :：")
        else:
            named.append((label, cell))
            label = ""
    return (*named, *((("", label),) if label else ()))


def name_columns(row: Statement, header: str) -> Statement:
    """The row under a header that stands on an earlier page, where it has none of its own and as many cells."""
    names = cells_of(header) if row.kind == "row" and header and not any(name for name, _ in row.cells) else ()
    if len(names) != len(row.cells) or "\n" in header.strip():
        return row
    return replace(row, cells=tuple((name, value) for name, (_, value) in zip(names, row.cells, strict=True)))


def are_rows(lines: Sequence[str]) -> bool:
    """Whether lines whose cells stand apart by tabs make a table."""
    return len(lines) >= _LEAST and all("\t" in line.strip() for line in lines)


def _is_form(table: Sequence[Sequence[str]], lines: Sequence[tuple[int, str]]) -> bool:
    """Whether no row names columns: the header is empty, or the first row is a label and its value, as all are."""
    if not table:
        return False
    if is_row(lines[0][1]):
        return not any(table[0]) or are_labelled(table)
    pairs = [[cell for cell in cells if cell] for cells in table]
    return are_labelled(table) or (max(map(len, pairs)) == 2 and not names_columns(pairs))


def _is_header(cells: Sequence[str], lines: Sequence[tuple[int, str]]) -> bool:
    """Whether the first row names columns: a rule stands below it, or neither number, date nor time is in it."""
    if len(lines) > 1 and _RULE.fullmatch(lines[1][1].strip()):
        return True
    below = [cells_of(line) for _, line in lines[1:]]
    return not is_row(lines[0][1]) and not any(
        is_value(cell) or _counts(at, cells, below) for at, cell in enumerate(cells)
    )


def _counts(column: int, cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a year is a value: above years, or where nothing names the first column, so that none has its place."""
    if not YEAR.fullmatch(cells[column]):
        return False
    return column == 0 or any(column < len(row) and YEAR.fullmatch(row[column]) for row in below)
