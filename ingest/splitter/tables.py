"""What should stay together in a text: tables, whose rows and header chunks need to know, and fenced code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_RULE = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+")
_NUMBER = re.compile(r"[-+(]?[$€£¥]?\s*\d[\d.,\s]*%?\)?|[-–—]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAST = 3  # rows
_BETWEEN = 2  # lines that may stand between two rows: what goes on in the next line, a group's name
_LONGEST = 60  # characters of a cell that heads a column


@dataclass(frozen=True)
class TextTable:
    """A table in characters `start` to `end` of a text: `header` is its first row, `rows` where those below begin.

    One that `goes_on` from the page before has its header there.
    """

    start: int
    end: int
    header: str
    rows: tuple[int, ...]
    goes_on: bool = False


@dataclass
class _Run:
    rows: list[tuple[int, str]] = field(default_factory=list)  # where each begins, and its line
    between: int = 0  # lines since the last row


def find_tabbed_tables(lines: Sequence[tuple[int, str]], above: str) -> Iterator[TextTable]:
    """The tables among lines, each with the place where it begins, whose cells stand apart by tabs.

    `above` is the header of a table that the page before ended with, "" if it did not.
    """
    first = True
    for run in _runs(lines):
        cells = _cells(run.rows[0][1])
        goes_on = (
            first and above and _count_lines_before(run, lines) <= _BETWEEN and _is_continued(cells, _cells(above))
        )
        end = run.rows[-1][0] + len(run.rows[-1][1])
        start = run.rows[0][0] + len(run.rows[0][1]) - len(run.rows[0][1].lstrip())
        if goes_on:
            yield TextTable(start, end, above, tuple(place for place, _ in run.rows), goes_on=True)
        elif len(run.rows) >= _LEAST and _is_header(cells, [_cells(line) for _, line in run.rows[1:]]):
            header = run.rows[0][1].rstrip().strip(" ")
            yield TextTable(start, end, header, tuple(place for place, _ in run.rows[1:]))
        first = False


def _count_lines_before(run: _Run, lines: Sequence[tuple[int, str]]) -> int:
    """Lines that are not blank before the first row."""
    return sum(bool(line.strip()) for start, line in lines if start < run.rows[0][0])


def _is_continued(cells: Sequence[str], header: Sequence[str]) -> bool:
    return len(cells) == len(header) and cells != header


def _runs(lines: Sequence[tuple[int, str]]) -> Iterator[_Run]:
    run = _Run()
    for start, line in lines:
        if len(_cells(line)) > 1:
            run.rows.append((start, line))
            run.between = 0
        elif run.rows:
            run.between += 1
            if run.between > _BETWEEN or not line.strip():
                yield run
                run = _Run()
    if run.rows:
        yield run


def _is_header(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row names columns: those of numbers, or three and more."""
    if any(len(cell) > _LONGEST or (_NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell)) for cell in cells):
        return False
    numbers = sum(any(map(_NUMBER.fullmatch, row[1:])) for row in below)
    whole = any(len(row) == len(cells) for row in below) and all(len(row) <= len(cells) for row in below)
    return 2 * numbers > len(below) or (len(cells) > 2 and whole)


def _cells(line: str) -> list[str]:
    """The cells of a row; the first may be empty."""
    return [cell.strip() for cell in line.rstrip().strip(" ").split("\t")]


@dataclass(frozen=True)
class Fence:
    """Code in characters `start` to `end` of a text, the lines of its marks included."""

    start: int
    end: int


@dataclass(frozen=True)
class _Line:
    start: int
    text: str
    fence: int  # number of the fence that it belongs to, or 0

    @property
    def is_row(self) -> bool:
        return not self.fence and len(row := self.text.strip()) > 1 and row[0] == row[-1] == "|"

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def find_blocks(text: str, start: int, end: int, above: str | None) -> Iterator[TextTable | Fence]:
    """Tables and fenced code between `start` and `end`, in order, none inside another; an open fence has no end.

    Tabs may part cells where `above` is given: the header of the table that the page before ended with, or "".
    """
    for (fence, is_row), run in groupby(_lines(text, start, end), key=lambda line: (line.fence, line.is_row)):
        lines = list(run)
        if fence:
            yield Fence(lines[0].start, lines[-1].end)
        elif is_row and len(lines) > 2 and _RULE.fullmatch(lines[1].text.strip()):
            rows = tuple(line.start for line in lines[2:])
            yield TextTable(lines[0].start, lines[-1].end, lines[0].text.strip(), rows)
        elif not is_row and above is not None:
            yield from find_tabbed_tables(
                [(line.start, line.text) for line in lines], above if lines[0].start == start else ""
            )


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    fences, mark = 0, ""
    for match in _LINE.finditer(text, start, end):
        line = match[0]
        ticks = _FENCE.match(line)
        if mark:
            yield _Line(match.start(), line, fences)
            if ticks and ticks[1].startswith(mark) and line.strip() == ticks[1]:
                mark = ""
        elif ticks:
            fences, mark = fences + 1, ticks[1]
            yield _Line(match.start(), line, fences)
        else:
            yield _Line(match.start(), line, 0)


def shorten_header(header: str, fits: int) -> str:
    """The header row's first cells, as many as `fits` characters hold whole."""
    if len(header) <= fits:
        return header
    return header[: max(header.rfind(mark, 0, max(fits, 0)) for mark in "|\t") + 1].rstrip("\t")
