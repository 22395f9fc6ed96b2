"""Where sections begin and end on each page, under which headings, and which are too small to stand alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from kb.types import Heading, Page, Span

TITLE = 300  # characters of a title or a heading: what is longer is no name of what stands below it
_DEEPEST = 11  # headings above one another, the innermost: all are carried to each section
_SMALL = 200  # characters; a shorter section shares its passage with a neighbour
_MARKUP = 40  # characters that a heading's line may have beside its title


@dataclass(frozen=True)
class Section:
    """Characters `start` to `end` of one page under one path of headings, outermost first.

    Its heading is the line from `start` to `body`; without a line of its own the two are equal.
    """

    start: int
    body: int
    end: int
    path: tuple[str, ...]


def find_sections(pages: Sequence[Page]) -> Iterator[list[Section]]:
    """The sections of each page, in order; the last goes on, on the next page, until a heading stands there."""
    above: tuple[Heading, ...] = ()
    for page in pages:
        headings = sorted(page.headings, key=lambda heading: heading.start)
        ends = [*(heading.start for heading in headings), len(page.text)]
        found = [Section(0, 0, ends[0], _titles(above))]
        for heading, end in zip(headings, ends[1:], strict=True):
            outer = [outer for outer in above if outer.level < heading.level]
            above = (*outer[-_DEEPEST:], replace(heading, title=heading.title[:TITLE]))
            found.append(Section(heading.start, _find_body(page.text, heading, end), end, _titles(above)))
        yield [section for section in found if section.start < section.end]


def find_stretches(boilerplate: Sequence[Span], length: int) -> Iterator[Span]:
    """What of a page's text is not boilerplate."""
    start = 0
    for span in sorted(boilerplate, key=lambda span: span.start):
        if start < span.start:
            yield Span(start, span.start)
        start = max(start, span.end)
    if start < length:
        yield Span(start, length)


def group_sections(text: str, stretch: Span, on_page: Sequence[Section]) -> Iterator[tuple[Section, ...]]:
    """The sections within a stretch, parted between two that can stand alone: a group may share its passages."""
    group: list[Section] = []
    before = 0
    for unit in _units(_cut_sections(stretch, on_page)):
        size = len(text[unit[0].start : unit[-1].end].strip())
        if group and before >= _SMALL and size >= _SMALL:
            yield tuple(group)
            group = []
        group.extend(unit)
        before = size
    if group:
        yield tuple(group)


def _units(found: Sequence[Section]) -> Iterator[list[Section]]:
    """Each section; headings that nothing stands under go with the section after them."""
    unit: list[Section] = []
    for section in found:
        unit.append(section)
        if section.body < section.end:
            yield unit
            unit = []
    if unit:
        yield unit


def _cut_sections(stretch: Span, on_page: Sequence[Section]) -> list[Section]:
    inside = []
    first = bisect_right(on_page, stretch.start, key=lambda section: section.end)
    for section in takewhile(lambda section: section.start < stretch.end, islice(on_page, first, None)):
        start, end = max(section.start, stretch.start), min(section.end, stretch.end)
        if start < end:
            inside.append(replace(section, start=start, body=min(max(section.body, start), end), end=end))
    return inside


def _find_body(text: str, heading: Heading, end: int) -> int:
    """Where what stands under a heading begins: after its line and the blanks that follow."""
    line = end - len(text[heading.start : end].lstrip())
    stop = text.find("\n", line, end)
    length = (end if stop < 0 else stop) - line
    # An outline may point at a title that has no line of its own.
    if length > len(heading.title) + _MARKUP:
        return heading.start
    return end if stop < 0 else end - len(text[stop:end].lstrip())


def _titles(headings: Sequence[Heading]) -> tuple[str, ...]:
    return tuple(title for heading in headings if (title := " ".join(heading.title.split())))
