"""A page's text as it is put together: blocks, headings at their offsets, tables as Markdown rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.types import Heading, Page, Span


class PageBuilder:
    """Collects one page. Blocks are kept apart by a blank line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.headings: list[Heading] = []
        self.boilerplate: list[Span] = []
        self.navigation: list[Span] = []

    def add(self, text: str, *, tight: bool = False, boilerplate: bool = False, navigation: bool = False) -> int:
        """Adds a block (`tight`: on the next line, without a blank one) and returns where it starts."""
        text = text.strip("\n")
        if not text.strip():
            return self.length
        if self.parts:
            self._append("\n" if tight else "\n\n")
        start = self.length
        self._append(text)
        if boilerplate:
            self.boilerplate.append(Span(start, self.length))
        if navigation:
            self.navigation.append(Span(start, self.length))
        return start

    def add_heading(self, level: int, title: str) -> None:
        """Adds a heading's own line; an empty one is nothing."""
        title = " ".join(title.split())
        if title:
            start = self.add(title)
            self.headings.append(Heading(start, level, title))

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        self.add(markdown_table(rows))

    def absorb(self, page: Page, deeper: int = 0) -> None:
        """Adds another page's text; its headings come `deeper` levels below where they were."""
        if not page.text.strip():
            return
        indent = len(page.text) - len(page.text.lstrip("\n"))
        start = self.add(page.text) - indent
        self.headings += [Heading(max(h.start + start, 0), h.level + deeper, h.title) for h in page.headings]
        self.boilerplate += [Span(max(s.start + start, 0), s.end + start) for s in page.boilerplate]
        self.navigation += [Span(max(s.start + start, 0), s.end + start) for s in page.navigation]

    def page(self, number: int | None = None, label: str | None = None) -> Page:
        marks = tuple(self.boilerplate), tuple(self.navigation)
        return Page("".join(self.parts), number, label, tuple(self.headings), *marks)

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def markdown_table(rows: Iterable[Sequence[str]]) -> str:
    """Rows with their first as header; empty rows and the empty columns at the right are dropped.

    A first row that is empty stays: so Markdown writes a table without a header.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    cells = [row for at, row in enumerate(cells) if any(row) or not at]
    width = max((_measure_width(row) for row in cells), default=0)
    if not width:
        return ""
    lines = ["| " + " | ".join((row + [""] * width)[:width]) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _measure_width(row: Sequence[str]) -> int:
    width = len(row)
    while width and not row[width - 1]:
        width -= 1
    return width


def _cell(value: str) -> str:
    text = " ".join(value.split())
    return text.replace("|", "\\|") if "|" in text else text  # a bar inside a cell would end it
