"""What should stay together in a text: the rows of Markdown tables, and fenced code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ingest.splitter.tables import Table, find_tabbed

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_RULE = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+")


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


def blocks(text: str, start: int, end: int, above: str | None = None) -> Iterator[Table | Fence]:
    """Tables and fenced code between `start` and `end`, in order, none inside another; an open fence has no end.

    Tabs may part cells where `above` is given: the header of the table that the page before ended with, or "".
    """
    for (fence, is_row), run in groupby(_lines(text, start, end), key=lambda line: (line.fence, line.is_row)):
        lines = list(run)
        if fence:
            yield Fence(lines[0].start, lines[-1].end)
        elif is_row and len(lines) > 2 and _RULE.fullmatch(lines[1].text.strip()):
            rows = tuple(line.start for line in lines[2:])
            yield Table(lines[0].start, lines[-1].end, lines[0].text.strip(), rows)
        elif not is_row and above is not None:
            yield from find_tabbed(
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
