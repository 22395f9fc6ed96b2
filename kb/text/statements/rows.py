"""Rows of tables, each with the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.text.statements.statement import Statement

_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)*[ \t]*:?-{2,}:?[ \t]*\|?")
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s*\d[\d.,\s]*%?\)?")
_LABEL_ENDS = (":", "：")
_LEAST = 3  # lines with tabs that make a table


def is_row(line: str) -> bool:
    bare = line.strip()
    return len(bare) > 1 and bare[0] == bare[-1] == "|"


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of `| a | b |`, or of what tabs part."""
    bare = line.strip()
    if is_row(bare):
        return tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(bare[1:-1]))
    return tuple(cell.strip() for cell in bare.split("\t"))


def read_rows(lines: Sequence[tuple[int, str]], context: tuple[str, ...]) -> Iterator[Statement]:
    """The rows of one table's lines (where each begins, and its text); its header is none of them, a form's row one."""
    header: tuple[str, ...] = ()
    table = [(start, line, cells_of(line)) for start, line in lines if not _RULE.fullmatch(line.strip())]
    form = bool(table) and (not any(table[0][2]) or are_labelled([cells for *_, cells in table]))
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
    if len(cells) == 2 and all(cells):
        return ((cells[0].rstrip(" :："), cells[1]),)
    named, label = [], ""
    for cell in filter(None, cells):
        if cell.endswith(_LABEL_ENDS) and not label:
            label = cell.rstrip(" :：")
        else:
            named.append((label, cell))
            label = ""
    return (*named, *((("", label),) if label else ()))


def are_labelled(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first cells of a table's rows are labels: the first one, and most below, end with a colon."""
    first = [row[0] for row in rows if row and row[0]]
    labels = sum(cell.endswith(_LABEL_ENDS) for cell in first)
    return bool(rows and rows[0]) and rows[0][0].endswith(_LABEL_ENDS) and 2 * labels >= len(first)


def name_columns(row: Statement, header: str) -> Statement:
    """The row under a header that stands on an earlier page, where it has none of its own and as many cells."""
    names = cells_of(header) if row.kind == "row" and header and not any(name for name, _ in row.cells) else ()
    if len(names) != len(row.cells) or "\n" in header.strip():
        return row
    return replace(row, cells=tuple((name, value) for name, (_, value) in zip(names, row.cells, strict=True)))


def are_rows(lines: Sequence[str]) -> bool:
    """Whether lines whose cells stand apart by tabs make a table."""
    return len(lines) >= _LEAST and all("\t" in line.strip() for line in lines)


def _is_header(cells: Sequence[str], lines: Sequence[tuple[int, str]]) -> bool:
    """Whether the first row names columns: a rule stands below it, or no number is in it."""
    if len(lines) > 1 and _RULE.fullmatch(lines[1][1].strip()):
        return True
    return not is_row(lines[0][1]) and not any(map(_NUMBER.fullmatch, cells))
