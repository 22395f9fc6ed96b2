"""Running headers and footers: lines at a page's edge that come again on the pages beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.types import Page, Span

EDGE = 3  # lines from the top and from the bottom that may be furniture
RUN = 3  # pages in a row, or every other page of a book


@dataclass(frozen=True)
class _Line:
    span: Span
    key: str  # with digits alike, so that page numbers count as the same line
    number: int | None  # of a line that is nothing but a number


def with_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages with the spans of repeated first and last lines marked."""
    lines = [_lines(page.text) for page in pages]
    tops = [found[:EDGE] for found in lines]
    bottoms = [found[::-1][:EDGE] for found in lines]
    return [
        replace(page, furniture=tuple(_repeated(tops, index) + _repeated(bottoms, index)[::-1]))
        for index, page in enumerate(pages)
    ]


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        words = " ".join(match[0].split())
        number = int(words) if words.isdecimal() and len(words) < 7 else None
        found.append(_Line(Span(*match.span()), re.sub(r"\d+", "#", words), number))
    return found


def _repeated(edges: Sequence[Sequence[_Line]], page: int) -> list[Span]:
    """From the edge inwards, as long as lines repeat: a table's row deeper in the page is not furniture."""
    spans: list[Span] = []
    for line in edges[page]:
        if not any(_run(edges, page, step, line) >= RUN for step in (1, 2)):
            break
        spans.append(line.span)
    return spans


def _run(edges: Sequence[Sequence[_Line]], page: int, step: int, line: _Line) -> int:
    length = 1
    for direction in (-step, step):
        other = page + direction
        while 0 <= other < len(edges) and length < RUN and _has(edges[other], line, other - page):
            length += 1
            other += direction
    return length


def _has(edge: Sequence[_Line], line: _Line, distance: int) -> bool:
    if line.number is not None:  # a bare number is furniture only if it counts pages
        return any(other.number == line.number + distance for other in edge)
    return any(other.key == line.key for other in edge)
